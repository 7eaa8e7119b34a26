import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readText, termIndex } from '../../src/terminology/text/terms.js';

const index = termIndex([
  {
    id: 'drug',
    words: ['AZA', '6-MP', 'FK506', 'Crohn', 'per os', '他克莫司', 'プログラフ'],
    stems: ['merkaptopur', 'такроли'],
    excluded: ['5-AZA'],
  },
  { id: 'other', words: ['5-AZA', 'crohn disease'], stems: [], excluded: [] },
]);
const matches = (text: string): boolean => index.setsOf(readText(text)).has('drug');

describe('whole words', () => {
  test.each([
    'AZA',
    'aza',
    '(AZA)',
    'Áza',
    'AZA/6MP',
    '6MP',
    '6 mp',
    '6-MP',
    'FK-506',
    'fk 506',
    'ＦＫ５０６',
    "Crohn's",
    'Per  Os',
  ])('"%s" matches', (text) => {
    expect(matches(text)).toBe(true);
  });
  test.each(['azacitidine', 'plaza', '5-AZA', '5 aza', '16MP', 'B6MP', 'FK5060', 'perosal', ''])(
    '"%s" does not match',
    (text) => {
      expect(matches(text)).toBe(false);
    },
  );
  test.each(['他克莫司胶囊', 'プログラフカプセル', 'ﾌﾟﾛｸﾞﾗﾌ'])('scripts without spaces match inside: %s', (text) => {
    expect(matches(text)).toBe(true);
  });
  test('an excluded term hides only what it covers', () => {
    expect(matches('5-AZA, later AZA')).toBe(true);
  });

  test.each(['MERKAPTOPURIN50MG', 'Такролимус-Тева', 'x-Merkaptopurin', 'такролимуса', 'Merkapto\u00ADpurin'])(
    'a stem matches inside: %s',
    (text) => {
      expect(matches(text)).toBe(true);
    },
  );
  test('one pass answers for every set, each with its own longest terms', () => {
    expect([...index.setsOf(readText('5-AZA for Crohn disease'))].sort()).toEqual(['drug', 'other']);
    expect([...index.setsOf(readText('5-AZA'))]).toEqual(['other']);
  });
  test('what nobody sees does not count', () => {
    expect(matches('Cro\u00ADhn \u200EAZA')).toBe(true);
  });

  test('a term never matches inside a longer word', () => {
    const letters = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(letters, letters, (before, after) => {
        expect(matches(`${before}crohn${after}`)).toBe(false);
        expect(matches(`${before} crohn ${after}`)).toBe(true);
      }),
    );
  });

  test('any text can be asked, however odd', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => typeof matches(text) === 'boolean'),
    );
  });
});
