import { beforeEach, describe, expect, it } from '@jest/globals';
import { checkMemory } from '../../src/content/check/check-memory.js';
import { builtAnew, complaintsOf, edited, ownFiles, type Edit } from './content-in-memory.js';

/** One slip of each kind of text that the checks of a card read, and the place they must name. */
const slips: readonly (readonly [title: string, edit: Edit, place: RegExp])[] = [
  [
    'a card',
    ['cards/aki-stage.md', ' is {{ facts.ratio }} times', ' is {{ facts.ration }} times'],
    /^cards\/aki-stage/,
  ],
  ['a partial', ['cards/partials/facts-table.md', 'row.converted }}', 'row.convertd }}'], /^cards\/partials\/facts-t/],
  [
    'a shared text',
    ['cards/gaps.yaml', "timeout: '{{ facts.source }}", "timeout: '{{ facts.sauce }}"],
    /^cards\/gaps\.yaml:96:/,
  ],
];

/** The checks that were carried out since `before`. */
function doneSince(before: ReadonlySet<string>): string[] {
  return [...checkMemory.keys()]
    .filter((key) => !before.has(key))
    .map((key) => key.replace(/ \w{64}.*/, ''))
    .sort();
}

beforeEach(() => checkMemory.clear());

describe('texts that were checked before are not checked again', () => {
  it.each(slips)(
    'a slip in %s is told after a clean load, and again, and not after it is mended',
    (_title, edit, place) => {
      builtAnew();
      const first = complaintsOf(edited(edit));
      expect(first).toContainEqual(expect.stringMatching(place));
      expect(complaintsOf(edited(edit))).toEqual(first);
      checkMemory.clear();
      expect(complaintsOf(edited(edit))).toEqual(first);
      expect(builtAnew().files).toBe(ownFiles);
    },
  );

  it('the same texts: nothing is checked; one card: that card; a shared text: everything', () => {
    builtAnew();
    const all = checkMemory.size;
    const known = new Set(checkMemory.keys());
    builtAnew();
    expect(checkMemory.size).toBe(all);
    expect(all).toBeGreaterThan(0);

    expect(complaintsOf(edited(['cards/aki-stage.md', 'not a diagnosis', 'no diagnosis']))).toEqual([]);
    // In each language: what is not words, a translated card has of the English one.
    const once = ['names aki-stage', 'rendered aki-stage'];
    expect(doneSince(known)).toEqual([...once, ...once, 'translation de'].sort());

    const before = new Set(checkMemory.keys());
    expect(complaintsOf(edited(['cards/gaps.yaml', 'did not answer in time', 'gave no answer in time']))).toEqual([]);
    expect(doneSince(before)).toHaveLength(all);
  });
});
