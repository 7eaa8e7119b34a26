import { z } from 'zod';
import type { ClinicalSnapshot } from '../../src/domain/clinical-snapshot.js';
import type { DroppedFact, FactSet } from '../../src/domain/fact-set.js';
import { RULE_IDS } from '../../src/domain/finding.js';
import { absent, AS_OF, complete, patient, snapshot, truncated, unavailable } from '../support/snapshot-builder.js';
import {
  readCondition,
  readCreatinine,
  readDraft,
  readLevel,
  readMedication,
  readTest,
  readAllergy,
  readUnreadable,
  type CaseClock,
} from './case-language.js';
import { readTime } from './case-time.js';

const lines = z.array(z.string()).default([]);
const state = z.enum(['complete', 'truncated', 'unavailable']).default('complete');

/** One row of a table in `test/cases/*.yaml`; `README.md` there explains the words. */
export const clinicalCase = z.strictObject({
  case: z.string(),
  rule: z.enum(RULE_IDS).optional(),
  now: z.iso.datetime().optional(),
  zone: z.string().default('UTC'),
  patient: z.string().default('female, born 1986-03-10'),
  order: z.string().nullable().default('tacrolimus'),
  alsoOrdered: lines,
  creatinine: lines,
  creatinineIs: state,
  levels: lines,
  levelsAre: state,
  medications: lines,
  medicationsAre: state,
  conditions: lines,
  conditionsAre: state,
  procedures: lines,
  allergies: lines,
  allergiesAre: state,
  tests: lines,
  testsAre: state,
  pendingTests: lines,
  carePlans: lines,
  plansAre: state,
  unreadableCreatinine: lines,
  unreadableLevels: lines,
  params: z.record(z.string(), z.unknown()).default({}),
  expect: z.string(),
  facts: z.record(z.string(), z.unknown()).default({}),
  suggestions: z.array(z.string()).optional(),
});
export type ClinicalCase = z.infer<typeof clinicalCase>;

export const clinicalTable = z.strictObject({
  rule: z.enum(RULE_IDS),
  about: z.string(),
  /** What every row of the table has unless it says otherwise. */
  given: clinicalCase.partial().optional(),
  cases: z.array(z.looseObject({ case: z.string() })).min(1),
});

/** The chart that a row describes. */
export function snapshotOf(row: ClinicalCase): ClinicalSnapshot {
  const clock: CaseClock = { asOf: row.now === undefined ? AS_OF : Date.parse(row.now), zone: row.zone };
  const ordered = row.order === null ? [] : [readDraft(row.order)];
  const tested = (item: string) => ({ display: item, reference: null });
  const unread = (source: 'creatinine' | 'tacrolimusLevels') => (item: string) => readUnreadable(source, item, clock);
  return snapshot({
    asOf: clock.asOf,
    timeZone: row.zone,
    drafts: [...ordered, ...row.alsoOrdered.filter((item) => !isTest(item)).map(readDraft)],
    draftTestOrders: row.alsoOrdered.filter(isTest).map(tested),
    patient: readPatient(row.patient, clock),
    creatinine: inState(
      row.creatinineIs,
      row.creatinine.map((item) => readCreatinine(item, clock)),
      row.unreadableCreatinine.map(unread('creatinine')),
    ),
    tacrolimusLevels: inState(
      row.levelsAre,
      row.levels.map((item) => readLevel(item, clock)),
      row.unreadableLevels.map(unread('tacrolimusLevels')),
    ),
    medications: inState(
      row.medicationsAre,
      row.medications.map((item) => readMedication(item, clock)),
    ),
    conditions: inState(row.conditionsAre, row.conditions.map(readCondition)),
    procedures: complete(row.procedures.map(readCondition)),
    allergies: inState(row.allergiesAre, row.allergies.map(readAllergy)),
    thiopurineTests: inState(
      row.testsAre,
      row.tests.map((item) => readTest(item, clock)),
    ),
    testOrders: inState(row.plansAre, row.pendingTests.map(tested)),
    carePlans: inState(row.plansAre, row.carePlans.map(tested)),
  });
}

function inState<T>(
  wanted: z.infer<typeof state>,
  items: readonly T[],
  dropped: readonly DroppedFact[] = [],
): FactSet<T> {
  switch (wanted) {
    case 'complete':
      return complete(items, dropped);
    case 'truncated':
      return truncated(items, dropped);
    case 'unavailable':
      return unavailable();
  }
}

function isTest(item: string): boolean {
  return /^(TPMT|NUDT15)/.test(item);
}

/** `female, born 1986-03-10`, `male, born unknown`, `unknown, born 2009`, `not sent`. */
function readPatient(text: string, clock: CaseClock): ClinicalSnapshot['patient'] {
  if (text === 'not sent') return absent();
  const match = /^(female|male|unknown), born (unknown|\d{4}(?:-\d{2}){0,2})$/.exec(text);
  if (match === null) throw new Error(`patient: ${text}`);
  const [, sex, born = 'unknown'] = match;
  return patient(
    sex === 'female' || sex === 'male' ? sex : null,
    born === 'unknown' ? null : readTime(`on ${born}`, clock),
  );
}
