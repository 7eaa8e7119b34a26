import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { escapeMarkdown, escapePlain, shorten } from '../../src/content/cards/escape.js';
import { containsHtml } from '../../src/cds-hooks/response/validate-response.js';

/** How GFM reads inline text: backslash escapes and entities become characters. Nothing else may be left to read. */
const asShown = (markdown: string) =>
  markdown
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

describe('text from the record in Markdown', () => {
  it.each([
    ['an HTML element', '<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
    ['a comment', '<!-- x -->', '&lt;\\!-- x --&gt;'],
    ['a link', '[x](javascript:alert(1))', '\\[x\\](javascript:alert(1))'],
    ['an image', '![x](y)', '\\!\\[x\\](y)'],
    ['an autolink in angle brackets', '<https://example.org>', '&lt;https: / /example.org&gt;'],
    ['a bare address', 'see http://example.org/a', 'see http: / /example.org/a'],
    ['a bare www address', 'www.example.org WWW.example.org', 'www .example.org WWW .example.org'],
    ['a mail address', 'a@example.org', 'a @ example.org'],
    ['a table cell boundary', 'a | b', 'a \\| b'],
    ['code', '`a` ```b', '\\`a\\` \\`\\`\\`b'],
    ['emphasis', '*a* __b__ ~~c~~', '\\*a\\* \\_\\_b\\_\\_ \\~\\~c\\~\\~'],
    ['line breaks', 'a\n\n# b\r\n> c\u2028d', 'a \\# b &gt; c d'],
    ['a backslash at the end', 'a\\', 'a\\\\'],
    ['an entity', '&lt;b&gt; &amp;', '&amp;lt;b&amp;gt; &amp;amp;'],
    ['a list item', '- a', '\\- a'],
    ['a plus item', '+ a', '\\+ a'],
    ['a numbered item', '12. a', '12\\. a'],
    ['a heading underline', '===', '\\==='],
    ['a rule', '---', '\\---'],
    ['a direction override', 'a\u202Ecba\u2066x\u2069', 'acbax'],
    ['zero-width characters', 'a\u200Bb\uFEFFc\u00ADd', 'abcd'],
    ['control characters', 'a\u0000b\u001B[31mc', 'ab\\[31mc'],
    ['Liquid', '{{ facts }} {% raw %}', '\\{\\{ facts \\}\\} \\{% raw %\\}'],
    ['mathematics and footnotes', '$x$ [^1]', '\\$x\\$ \\[\\^1\\]'],
    ['a result with a comparator', '<2 ng/mL', '&lt;2 ng/mL'],
    ['an ordinary result', '162 umol/L', '162 umol/L'],
    ['a date', '2026-11-20 07:30', '2026-11-20 07:30'],
    ['a decimal', '15.5 ng/mL', '15.5 ng/mL'],
    ['other scripts', 'タクロリムス µmol/L é', 'タクロリムス µmol/L é'],
  ])('%s is inert', (_title, text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });

  const hostile = fc.string({
    unit: fc.constantFrom(
      ...Array.from('<>&[](){}!*_`~|#\\-+=.1: \n\tax@/"\''),
      'http://',
      'www.',
      'javascript:',
      '<img ',
      '\u202E',
    ),
    maxLength: 60,
  });

  it('nothing that GFM, HTML or a linkifier acts on is left', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const escaped = escapeMarkdown(text);
        expect(escaped).not.toMatch(/[<>\n\r\t]/);
        expect(containsHtml(escaped)).toBe(false);
        expect(escaped.replace(/\\[!-/:-@[-`{-~]/g, '')).not.toMatch(/[\\`*_{}[\]#|~!]/);
        expect(escaped.replace(/&(lt|gt|amp);/g, '')).not.toContain('&');
        expect(escaped).not.toMatch(/:\/\/|www\.\S|\S@\S/i);
        expect(escaped).not.toMatch(/^(?:[-+*]|\d+[.)]) /);
      }),
    );
  });

  it('what is shown is what stood there, save blanks and what nobody sees', () => {
    const bare = (text: string) => text.replace(/[\s\u202E]/g, '');
    fc.assert(fc.property(hostile, (text) => bare(asShown(escapeMarkdown(text))) === bare(text)));
  });
});

describe('text from the record in a summary', () => {
  it.each([
    ['a tag is set apart', '<b>x</b>', '< b>x< /b>'],
    ['a comparator stays', '<2 ng/mL', '<2 ng/mL'],
    ['one line', 'a\nb\u0085c', 'a b c'],
    ['no direction marks', 'a\u202Eb', 'ab'],
    ['Markdown is no matter in plain text', '*a* [b](c)', '*a* [b](c)'],
  ])('%s', (_title, text, expected) => {
    expect(escapePlain(text)).toBe(expected);
  });
});

describe('shortening', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['a😀b', 3, 'a…'],
    ['', 3, ''],
  ])('%j to %d is %j', (text, max, expected) => {
    expect(shorten(text, max)).toBe(expected);
  });
});
