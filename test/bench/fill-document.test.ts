import { describe, expect, it } from '@jest/globals';
import { fillDocument } from '../../bench/report/fill-document.js';

const PAGE = 'Before.\n\n<!-- bench:a -->\n\nold\n\n<!-- /bench:a -->\n\nAfter.\n';

describe('tables in a document', () => {
  it('replaces what stands between the markers, and nothing else', () => {
    expect(fillDocument(PAGE, { a: '| new |' })).toBe(PAGE.replace('old', '| new |'));
  });

  it('filling twice is filling once', () => {
    const once = fillDocument(PAGE, { a: '| new |' });
    expect(fillDocument(once, { a: '| new |' })).toBe(once);
  });

  it.each([
    ['no markers', 'Text.'],
    ['no end', '<!-- bench:a -->\n\nold'],
  ])('%s: the text stays as it is', (_title, text) => {
    expect(fillDocument(text, { a: '| new |' })).toBe(text);
  });
});
