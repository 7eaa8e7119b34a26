import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GONE_PAGE } from '../../src/server/card-page/card-page.js';

/** WCAG 2.1: text 4.5 (1.4.3), the parts of a picture 3 (1.4.11). axe does not look through a tint, so this does. */
const [TEXT, PART] = [4.5, 3];

const file = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const cardPage = file('src/server/card-page/card-page.ts');
const chartCss = file('sandbox/page/chart.css');

/** Where the colours and the tints are, and what the roles are called there. */
const PICTURES = [
  {
    page: 'the page behind a card',
    colours: GONE_PAGE,
    tints: cardPage,
    names: { paper: 'paper', text: ['ink', 'soft'], band: 'alarm', parts: ['accent', 'alarm', 'soft'] },
  },
  {
    page: 'the sandbox page',
    colours: file('sandbox/page/style.css'),
    tints: chartCss,
    names: { paper: 'panel', text: ['text', 'muted'], band: 'critical', parts: ['accent', 'critical', 'muted'] },
  },
];

type Colour = readonly [number, number, number];

function colourOf(css: string, name: string): Colour {
  const [, hex = ''] = new RegExp(`--${name}: #([0-9a-f]{3,6});`).exec(css) ?? [];
  const digits = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex;
  const part = (at: number) => Number.parseInt(digits.slice(at, at + 2), 16);
  return [part(0), part(2), part(4)];
}

function luminance(colour: Colour): number {
  const [red, green, blue] = colour
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as unknown as Colour;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: Colour, b: Colour): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function through(tint: Colour, opacity: number, paper: Colour): Colour {
  return tint.map((part, at) => part * opacity + (paper[at] ?? 0) * (1 - opacity)) as unknown as Colour;
}

describe.each(PICTURES)('$page: what stands on a band can be read', ({ colours, tints, names }) => {
  const [light = '', dark = ''] = colours.split('prefers-color-scheme: dark');
  const opacities = [...tints.matchAll(/\.tint-\d \{\s*fill-opacity: ([\d.]+);/g)].map(([, opacity]) =>
    Number(opacity),
  );

  it('each band has its tint', () => {
    expect(opacities).toHaveLength(3);
  });

  it.each([
    ['light', light],
    ['dark', dark],
  ])('%s', (_, css) => {
    const paper = colourOf(css, names.paper);
    const grounds = [paper, ...opacities.map((each) => through(colourOf(css, names.band), each, paper))];
    for (const ground of grounds) {
      for (const name of names.text) expect(contrast(colourOf(css, name), ground)).toBeGreaterThanOrEqual(TEXT);
      for (const name of names.parts) expect(contrast(colourOf(css, name), ground)).toBeGreaterThanOrEqual(PART);
    }
  });
});
