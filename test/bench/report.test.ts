import { describe, expect, it } from '@jest/globals';
import { barChart, escapeXml } from '../../bench/report/bar-chart.js';
import { textTable } from '../../bench/report/text-table.js';

describe('bar chart', () => {
  const chart = barChart({
    title: 'CPU & memory <per request>',
    subtitle: 'against Express',
    bars: [
      { label: 'Express', value: 1, tone: 'baseline', limit: null },
      { label: 'service', value: 2, tone: 'ours', limit: 1.5 },
    ],
  });
  const widths = [...chart.matchAll(/<rect x="250" y="\d+" width="([\d.]+)"/g)].map(([, width]) => Number(width));

  it('draws every bar in proportion to its value', () => {
    expect(widths).toHaveLength(2);
    expect((widths[1] ?? 0) / (widths[0] ?? 0)).toBeCloseTo(2, 2);
  });

  it('marks a limit only where there is one', () => {
    expect(chart.match(/stroke="#c2410c"/g)).toHaveLength(1);
  });

  it('is well-formed: texts are escaped', () => {
    expect(chart).toContain('CPU &amp; memory &lt;per request&gt;');
    expect(chart.startsWith('<svg ') && chart.endsWith('</svg>\n')).toBe(true);
  });

  it('quotes are escaped for attributes', () => {
    expect(escapeXml('"a" & <b>')).toBe('&quot;a&quot; &amp; &lt;b&gt;');
  });
});

describe('text table', () => {
  it('is Markdown with padded cells, numbers to the right', () => {
    expect(
      textTable(
        ['What', 'ms'],
        [
          ['a', '1.5'],
          ['longer', '12'],
        ],
      ),
    ).toBe(['| What   |  ms |', '| ------ | --: |', '| a      | 1.5 |', '| longer |  12 |'].join('\n'));
  });
});
