import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { escapeMarkdown } from '../../src/content/cards/escape.js';
import { markdownToText } from '../../src/ehr/answer/plain-text.js';
import { findHtmlFaults, markdownToSafeHtml } from '../../src/ehr/answer/safe-html.js';
import { allCards } from './own-profiles.js';

/** What a browser would make elements of: names and attributes, found without the code under test. */
function elementsIn(html: string): { name: string; attributes: string }[] {
  return Array.from(html.matchAll(/<\/?([A-Za-z!?][^\s/>]*)([^>]*)>?/g), (match) => ({
    name: match[1]!.toLowerCase(),
    attributes: match[2]!.trim(),
  }));
}
const ALLOWED = new Set(
  'p br hr strong em s ul ol li table thead tbody tr th td code pre blockquote h1 h2 h3 h4 h5 h6 a'.split(' '),
);
function expectInert(html: string) {
  expect(findHtmlFaults(html)).toEqual([]);
  for (const { name, attributes } of elementsIn(html)) {
    expect(ALLOWED.has(name)).toBe(true);
    if (attributes !== '') expect(attributes).toMatch(/^href="https?:\/\/[^"<>\s]+" rel="noopener noreferrer"$/);
  }
}

const ATTACKS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '![x](https://evil.example/track.png)',
  '![x](javascript:alert(1))',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](vbscript:x)',
  '[x](https://a.example/"onmouseover="alert(1))',
  '[x](<https://a.example/ onmouseover=alert(1)>)',
  '[x](https://a.example "t\\" onclick=\\"alert(1)")',
  '<javascript:alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '[x]: javascript:alert(1)\n\n[x]',
  '```x" onclick="alert(1)\ncode\n```',
  '| a | b |\n| :-: | --: |\n| <b>x</b> | y |',
  '<svg/onload=alert(1)>',
  '<!-- comment --> <?php ?> <![CDATA[x]]>',
  '<iframe src="https://evil.example"></iframe>',
  '<style>*{display:none}</style>',
  '`<img src=x onerror=alert(1)>`',
  '<img src=x onerror=alert(1)',
] as const;

describe('HTML', () => {
  it.each(ATTACKS)('%s is inert', (attack) => expectInert(markdownToSafeHtml(attack)));
  it.each(ATTACKS)('%s, escaped as text from the record is, is inert and readable', (attack) => {
    const html = markdownToSafeHtml(`Order: ${escapeMarkdown(attack)}.`);
    expectInert(html);
    expect(html).not.toContain('<a ');
  });

  it('any text at all is inert', () => {
    const pieces = fc.constantFrom(
      ...ATTACKS,
      '<',
      '>',
      '"',
      "'",
      '&lt;',
      '[',
      '](',
      ')',
      '\n',
      '`',
      '|',
      'https://a.example/?a=1&b="',
      'x',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => expectInert(markdownToSafeHtml(parts.join('')))),
    );
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => expectInert(markdownToSafeHtml(text))));
  });

  it('every card is inert', () => {
    for (const { detail = '' } of allCards) expectInert(markdownToSafeHtml(detail));
  });

  it.each([
    ['**a** and *b*', '<p><strong>a</strong> and <em>b</em></p>'],
    ['- a\n- b', '<ul>\n<li>a</li>\n<li>b</li>\n</ul>'],
    [
      'See https://doi.org/10.1/x',
      '<p>See <a href="https://doi.org/10.1/x" rel="noopener noreferrer">https://doi.org/10.1/x</a></p>',
    ],
    ['C0 &lt;5 ng/mL', '<p>C0 &lt;5 ng/mL</p>'],
    ['example.org', '<p>example.org</p>'],
  ])('%s', (markdown, html) => expect(markdownToSafeHtml(markdown)).toBe(html));

  it.each([
    '<p class="x">',
    '<script>',
    '<a href="javascript:x" rel="noopener noreferrer">',
    '<a href="https://a.example">',
    '<P>',
    '< p>',
    '<p',
  ])('the allow-list refuses %s', (tag) => expect(findHtmlFaults(`${tag}text`)).toHaveLength(1));
});

describe('plain text', () => {
  it.each([
    ['**Consider**\n\n- one\n- two', 'Consider\n\n- one\n- two'],
    ['1. one\n2. two', '1. one\n2. two'],
    ['3. three\n4. four', '3. three\n4. four'],
    ['- a\n  - b\n- c', '- a\n  - b\n- c'],
    ['| Fact | Value |\n| --- | --- |\n| Creatinine | 162 umol/L |', 'Fact | Value\nCreatinine | 162 umol/L'],
    ['[CPIC](https://doi.org/10.1/x)', 'CPIC (https://doi.org/10.1/x)'],
    ['https://doi.org/10.1/x', 'https://doi.org/10.1/x'],
    ['# Title\n\ntext\nmore', 'Title\n\ntext more'],
    ['C0 &lt;5 ng/mL, 5 &lt; x &amp; y', 'C0 <5 ng/mL, 5 < x & y'],
    ['\\*not bold\\*', '*not bold*'],
    ['```text\na\n  b\n```\n\nafter', 'a\n  b\n\nafter'],
    ['', ''],
  ])('%j reads %j', (markdown, text) => expect(markdownToText(markdown)).toBe(text));

  it.each(ATTACKS)('%s, escaped, opens nothing in a client that reads it as HTML or Markdown', (attack) => {
    const text = markdownToText(`Order: ${escapeMarkdown(attack)}.`);
    expect(text).not.toMatch(/<[A-Za-z/!?]|\]\(/);
  });

  it('keeps every word of every card', () => {
    const wordsOf = (text: string) =>
      text
        .replace(/&\w+;/g, ' ')
        .replace(/[^\p{L}\p{N}]+/gu, ' ')
        .trim()
        .split(/\s+/);
    for (const { detail = '' } of allCards) expect(wordsOf(markdownToText(detail))).toEqual(wordsOf(detail));
  });
});
