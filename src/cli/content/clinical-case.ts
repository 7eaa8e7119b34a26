import * as z from 'zod';
import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import { HOOKS } from '../../domain/service-definition.js';
import { RULE_IDS } from '../../rules/index.js';
import { CaseError } from './case-error.js';
import { isConcomitant } from './case-concomitants.js';
import { EMPTY_CHART, factSet } from './case-facts.js';
import {
  readAllergy,
  readChartCondition,
  readConcomitant,
  readConcomitantDraft,
  readCreatinine,
  readDraft,
  readLevel,
  readMedication,
  readTest,
  readUnreadable,
  type CaseClock,
} from './case-language.js';
import { readMonitoring, readScreening } from './case-tests.js';
import { bornAt, readTime } from './case-time.js';

const lines = z.array(z.string()).default([]);
const state = z.enum(['complete', 'truncated', 'unavailable']).default('complete');

/** "Now" of a row that does not say otherwise: a Sunday noon, UTC, with no clock change anywhere near. */
const DEFAULT_NOW = '2026-11-22T12:00:00Z';

/** One row of a table; `hooks/cases/README.md` explains the words. */
export const clinicalCase = z.strictObject({
  case: z.string(),
  rule: z.enum(RULE_IDS).optional(),
  now: z.iso.datetime().optional(),
  zone: z.string().default('UTC'),
  patient: z.string().default('female, born 1986-03-10'),
  sex: z.enum(['female', 'male', 'unknown']).optional(),
  age: z.union([z.int().min(0).max(130), z.literal('unknown')]).optional(),
  hook: z.enum(HOOKS).default('order-sign'),
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
  monitoring: lines,
  monitoringIs: state,
  screening: lines,
  screeningIs: state,
  unreadableCreatinine: lines,
  unreadableLevels: lines,
  unreadableMedications: lines,
  params: z.record(z.string(), z.unknown()).default({}),
  expect: z.string(),
  facts: z.record(z.string(), z.unknown()).default({}),
  suggestions: z.array(z.string()).optional(),
  cards: z.array(z.string()).optional(),
});
export type ClinicalCase = z.infer<typeof clinicalCase>;

export const clinicalTable = z.strictObject({
  rule: z
    .enum(RULE_IDS)
    .optional()
    .describe('The rule that every row asks, unless the row names one; without either, a row asks all of them.'),
  about: z.string().describe('What the table is about, in a few words.'),
  given: clinicalCase.partial().optional().describe('What every row of the table has unless it says otherwise.'),
  cases: z.array(z.looseObject({})).min(1).describe('The rows.'),
});

/** The chart that a row describes. @throws CaseError quoting the words that cannot be read */
export function snapshotOf(row: ClinicalCase): ClinicalSnapshot {
  const clock: CaseClock = { asOf: Date.parse(row.now ?? DEFAULT_NOW), zone: row.zone };
  const order = row.hook === 'patient-view' ? null : row.order;
  const orders = [order, ...row.alsoOrdered].filter((item) => item !== null).filter((item) => !isTest(item));
  const [others, ours] = [orders.filter(isConcomitant), orders.filter((item) => !isConcomitant(item))];
  const planned = (item: string) => ({ display: item, reference: null });
  // `TPMT, 100 d`: the test, and when it was ordered.
  const tested = (item: string) => {
    const [display = '', ordered] = item.split(', ');
    return { display, orderedOn: ordered === undefined ? null : readTime(ordered, clock), reference: null };
  };
  const unread = (source: 'creatinine' | 'tacrolimusLevels' | 'medicationRequests') => (item: string) =>
    readUnreadable(source, item, clock);
  const dated =
    <T>(read: (text: string, clock: CaseClock) => T) =>
    (item: string) =>
      read(item, clock);
  return {
    ...EMPTY_CHART,
    asOf: clock.asOf,
    timeZone: row.zone,
    drafts: ours.map((item) => ({ ...readDraft(item), ...(item === row.order ? { triggering: true } : {}) })),
    draftConcomitants: others.map((item) => readConcomitantDraft(item, item === row.order)),
    draftTestOrders: row.alsoOrdered.filter(isTest).map(tested),
    patient: readPatient(row, clock),
    creatinine: factSet(
      row.creatinineIs,
      row.creatinine.map(dated(readCreatinine)),
      row.unreadableCreatinine.map(unread('creatinine')),
    ),
    tacrolimusLevels: factSet(
      row.levelsAre,
      row.levels.map(dated(readLevel)),
      row.unreadableLevels.map(unread('tacrolimusLevels')),
    ),
    medications: factSet(
      row.medicationsAre,
      row.medications.filter((item) => !isConcomitant(item)).map(dated(readMedication)),
      row.unreadableMedications.map(unread('medicationRequests')),
    ),
    concomitants: factSet(
      row.medicationsAre,
      row.medications.filter(isConcomitant).map(dated(readConcomitant)),
      row.unreadableMedications.map(unread('medicationRequests')),
    ),
    conditions: factSet(row.conditionsAre, row.conditions.map(dated(readChartCondition))),
    procedures: factSet('complete', row.procedures.map(dated(readChartCondition))),
    allergies: factSet(
      row.allergiesAre,
      row.allergies.map((text) => readAllergy(text, clock)),
    ),
    thiopurineTests: factSet(row.testsAre, row.tests.map(dated(readTest))),
    testOrders: factSet(row.plansAre, row.pendingTests.map(tested)),
    carePlans: factSet(row.plansAre, row.carePlans.map(planned)),
    monitoringTests: factSet(row.monitoringIs, row.monitoring.map(dated(readMonitoring))),
    screeningTests: factSet(row.screeningIs, row.screening.map(dated(readScreening))),
  };
}

function isTest(item: string): boolean {
  return /^(TPMT|NUDT15)/.test(item);
}

/** `female, born 1986-03-10`, `male, born unknown`, `unknown, born 2009`, `not sent`; `sex` and `age` go before it. */
function readPatient({ patient, sex, age }: ClinicalCase, clock: CaseClock): ClinicalSnapshot['patient'] {
  if (patient === 'not sent') return factSet('complete', []);
  const match = /^(female|male|unknown), born (unknown|\d{4}(?:-\d{2}){0,2})$/.exec(patient);
  if (match === null) throw new CaseError(`not a patient: "${patient}"; write it like "female, born 1986-03-10"`);
  const [, stated, born = 'unknown'] = match;
  const wanted = sex ?? stated;
  const birthDate = born === 'unknown' ? null : readTime(`on ${born}`, clock);
  return factSet('complete', [
    {
      sex: wanted === 'female' || wanted === 'male' ? wanted : null,
      birthDate: age === undefined ? birthDate : age === 'unknown' ? null : bornAt(age, clock),
    },
  ]);
}
