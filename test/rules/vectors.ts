import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { CreatinineResult } from '../../src/domain/lab-result.js';
import { AS_OF, creatinine, hoursAgo, type CreatinineUnit } from '../support/snapshot-builder.js';

/** A creatinine series and the stage that independent programs gave its last result. */
export interface AkiVector {
  readonly id: string;
  readonly unit: CreatinineUnit;
  readonly stage: 0 | 1 | 2 | 3;
  /** Hours before the index result, and the value. */
  readonly results: readonly { readonly hours: number; readonly value: number }[];
}

export interface EgfrVector {
  readonly id: string;
  readonly creatinine: number;
  readonly unit: CreatinineUnit;
  readonly age: number;
  readonly sex: 'male' | 'female';
  readonly egfr: number;
  readonly reported: number;
}

const fixtures = new URL('../fixtures/vectors/', import.meta.url);

/** The series in the repository: `id,unit,stage,hours:value hours:value ...`. */
export function committedAkiVectors(): AkiVector[] {
  return csvRows('aki-series.csv').map(([id = '', unit = '', stage = '', series = '']) => ({
    id,
    unit: unitOf(unit),
    stage: z.literal([0, 1, 2, 3]).parse(Number(stage)),
    results: series.split(' ').map((pair) => {
      const [hours = NaN, value = NaN] = pair.split(':').map(Number);
      return { hours, value };
    }),
  }));
}

export function committedEgfrVectors(): EgfrVector[] {
  return csvRows('egfr.csv').map(([id = '', value, unit = '', age, sex, egfr, reported]) => ({
    id,
    creatinine: Number(value),
    unit: unitOf(unit),
    age: Number(age),
    sex: z.enum(['male', 'female']).parse(sex),
    egfr: Number(egfr),
    reported: Number(reported),
  }));
}

const akiFile = z.array(
  z.object({
    id: z.string(),
    unit: z.enum(['umol/L', 'mg/dL']),
    series: z.array(z.object({ t: z.iso.datetime(), value: z.number() })),
    index: z.object({ t: z.iso.datetime() }),
    stage: z.literal([0, 1, 2, 3]).nullable(),
  }),
);

const egfrFile = z.array(
  z.object({
    id: z.string(),
    creatinine: z.number(),
    unit: z.enum(['umol/L', 'mg/dL']),
    age: z.number(),
    sex: z.enum(['male', 'female']),
    egfr: z.number(),
    egfr_int: z.number(),
  }),
);

/** The full sets of a folder given by the environment; CI names it, a checkout need not have it. */
export function akiVectorsOf(folder: string): AkiVector[] {
  return akiFile
    .parse(JSON.parse(readFileSync(`${folder}/aki.json`, 'utf8')))
    .flatMap(({ id, unit, series, index, stage }) => {
      // null: the programs disagree, so there is nothing to hold the rule against.
      if (stage === null) return [];
      const hoursBefore = (t: string) => (Date.parse(index.t) - Date.parse(t)) / 3_600_000;
      return [{ id, unit, stage, results: series.map(({ t, value }) => ({ hours: hoursBefore(t), value })) }];
    });
}

export function egfrVectorsOf(folder: string): EgfrVector[] {
  return egfrFile
    .parse(JSON.parse(readFileSync(`${folder}/egfr.json`, 'utf8')))
    .map(({ egfr_int, ...row }) => ({ ...row, reported: egfr_int }));
}

/** The series as results, the index at "now". */
export function asResults({ unit, results }: AkiVector): CreatinineResult[] {
  return results.map(({ hours, value }) => creatinine(value, unit, hoursAgo(hours, AS_OF)));
}

function csvRows(name: string): string[][] {
  const [, ...rows] = readFileSync(new URL(name, fixtures), 'utf8').trim().split('\n');
  return rows.map((row) => row.split(','));
}

function unitOf(text: string): CreatinineUnit {
  return z.enum(['umol/L', 'mg/dL']).parse(text);
}
