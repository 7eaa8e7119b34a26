import { describe, expect, test } from '@jest/globals';
import { assessAki } from '../../src/rules/shared/aki-stage.js';
import { akiParams } from '../../src/rules/aki/params.js';
import { latest, withoutRepeats } from '../../src/rules/shared/results.js';
import { akiVectorsOf, asResults, committedAkiVectors, type AkiVector } from './vectors.js';

const params = akiParams.parse({});

/** The vectors know no treatment, so there is no course and no pre-treatment baseline. */
function stageOf(vector: AkiVector): number {
  const results = withoutRepeats(asResults(vector));
  const index = latest(results);
  if (index === null) throw new Error(`${vector.id} has no results`);
  // "No baseline" is null here, never 0; the programs that staged the vectors know no such answer.
  return assessAki(index, results, null, params, 'UTC').stage ?? 0;
}

describe('creatinine series staged by independent programs', () => {
  test.each(committedAkiVectors().map((vector) => [vector.id, vector.stage, vector] as const))(
    '%s is stage %i',
    (_id, stage, vector) => {
      expect(stageOf(vector)).toBe(stage);
    },
  );
});

const folder = process.env.VECTORS_DIR;
const describeFolder = folder === undefined ? describe.skip : describe;

describeFolder('every series of VECTORS_DIR', () => {
  const vectors = folder === undefined ? [] : akiVectorsOf(folder);

  test('has series', () => {
    expect(vectors.length).toBeGreaterThan(0);
  });

  test('is staged as the independent programs agree', () => {
    const disagreements = vectors
      .map((vector) => ({ id: vector.id, expected: vector.stage, found: stageOf(vector) }))
      .filter(({ expected, found }) => expected !== found);
    expect(disagreements).toEqual([]);
  });
});
