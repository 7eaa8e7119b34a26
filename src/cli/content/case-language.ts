import {
  type AllergyFact,
  CONDITION_CLASSES,
  type ConditionFact,
  type ThiopurineTestResult,
} from '../../domain/chart-facts.js';
import { UNREAD_REASONS, type UnreadResource } from '../../domain/fact-set.js';
import type { Comparator, CountingStatus, CreatinineResult, TacrolimusLevel } from '../../domain/lab-result.js';
import type {
  ConcomitantFact,
  ConcomitantOrder,
  DraftOrder,
  MedicationFact,
  RelevantDrug,
  TacrolimusDrug,
} from '../../domain/medication.js';
import { CONCOMITANT_NAMES, concomitantFact, concomitantOrder } from './case-concomitants.js';
import { CaseError } from './case-error.js';
import {
  condition,
  creatinine,
  draftOrder,
  level,
  medication,
  type CreatinineUnit,
  type LevelUnit,
} from './case-facts.js';
import { readTime, type CaseClock } from './case-time.js';

export type { CaseClock };

interface Reading {
  readonly value: number;
  readonly unit: string;
  readonly comparator?: Comparator;
  readonly time: string;
  readonly notes: readonly string[];
}

const STATUSES: readonly string[] = ['final', 'amended', 'corrected', 'preliminary'] satisfies CountingStatus[];

/** `120 umol/L, 1 d`; notes: `preliminary`, `amended`, `baseline code`, `corrected scale`. */
export function readCreatinine(text: string, clock: CaseClock): CreatinineResult {
  const reading = readResult(text);
  const unit = oneOf<CreatinineUnit>(reading.unit, ['umol/L', 'mmol/L', 'mg/dL', 'mg/L'], text);
  checkNotes(reading.notes, [...STATUSES, 'baseline code', 'corrected scale'], text);
  return creatinine(reading.value, unit, readTime(reading.time, clock), {
    ...comparatorOf(reading),
    status: statusOf(reading.notes),
    use: reading.notes.includes('baseline code') ? 'baseline-only' : 'any',
    scale: reading.notes.includes('corrected scale') ? 'corrected' : 'uncorrected',
  });
}

/** `15.1 ng/mL, 3 d`; notes: a status, or `timing not coded`. */
export function readLevel(text: string, clock: CaseClock): TacrolimusLevel {
  const reading = readResult(text);
  const unit = oneOf<LevelUnit>(reading.unit, ['ng/mL', 'ug/L', 'nmol/L'], text);
  checkNotes(reading.notes, [...STATUSES, 'timing not coded'], text);
  return level(reading.value, unit, readTime(reading.time, clock), {
    ...comparatorOf(reading),
    status: statusOf(reading.notes),
    timing: reading.notes.includes('timing not coded') ? 'not-coded' : 'trough',
  });
}

/** What an unreadable entry may be; a line of the medication list may be any drug. */
const MAY_BE = { creatinine: 'creatinine', tacrolimusLevels: 'tacrolimus-level', medicationRequests: null } as const;

/** `14.2 (no-unit), 1 d`; `14.2 (no-time)` has no time; a line of the medication list: `4711 (not-identified), 3 d`. */
export function readUnreadable(
  source: 'creatinine' | 'tacrolimusLevels' | 'medicationRequests',
  text: string,
  clock: CaseClock,
): UnreadResource {
  const match = /^(.+) \(([a-z-]+)\)(?:, (.+))?$/.exec(text);
  if (match === null) throw new CaseError(`not a dropped result: "${text}"`);
  const [, reported = '', reason = '', time] = match;
  const measured = source === 'tacrolimusLevels' && reason === 'not-whole-blood' && time !== undefined;
  return {
    source,
    reference: null,
    ...(measured ? { level: readLevel(`${reported}, ${time}`, clock) } : {}),
    reported,
    reason: oneOf(reason, UNREAD_REASONS, text),
    time: time === undefined ? null : readTime(time, clock),
    status: null,
    name: null,
    term: null,
    mayBe: MAY_BE[source],
  };
}

/**
 * `active request of tacrolimus, written 200 d`; further words, each after a comma: `written|from|to <time>`,
 * `supply 30 d`, `intent plan`, `not to be given`, `because <text>`, `for <condition class>`.
 */
export function readMedication(text: string, clock: CaseClock): MedicationFact {
  return readLine(text, clock, readDrug);
}

/** The same of a drug beside tacrolimus. */
export function readConcomitant(text: string, clock: CaseClock): ConcomitantFact {
  return concomitantFact(readLine(text, clock, anyDrug));
}

function readLine(text: string, clock: CaseClock, drugOf: (name: string) => RelevantDrug): MedicationFact {
  const [head = '', ...words] = text.split(', ');
  const match = /^(\S+) (request|statement|dispense|administration) of (.+)$/.exec(head);
  if (match === null)
    throw new CaseError(`not a medication: "${text}"; write it like "active request of tacrolimus, written 21 d"`);
  const [, status = '', source = '', drug = ''] = match;
  const kind = oneOf(source, ['request', 'statement', 'dispense', 'administration'] as const, text);
  let fact = medication(kind, status, drugOf(drug), drug);
  for (const word of words) fact = { ...fact, ...medicationWord(word, fact, clock) };
  return fact;
}

function medicationWord(word: string, fact: MedicationFact, clock: CaseClock): Partial<MedicationFact> {
  if (word === 'not to be given') return { doNotPerform: true };
  const [, key = '', rest = ''] = /^(\S+) (.+)$/.exec(word) ?? [];
  switch (key) {
    case 'written':
      return { recordedOn: readTime(rest, clock) };
    case 'from':
      return { start: readTime(rest, clock) };
    case 'to':
      return { end: readTime(rest, clock) };
    case 'supply':
      return { supplyDays: Number(rest.replace(/ d$/, '')) };
    case 'intent':
      return { intent: rest };
    case 'changed':
      return { changedOn: readTime(rest, clock) };
    case 'id':
      return { reference: rest };
    case 'because':
      return { statusReason: rest };
    case 'for':
      return { reasons: [...fact.reasons, readCondition(rest)] };
    default:
      throw new CaseError(`unknown word: "${word}"`);
  }
}

/** `tacrolimus, for ibd`; `azathioprine, not to be given`; `vedolizumab`; `tacrolimus, not selected`; `status cancelled`. */
export function readDraft(text: string): DraftOrder {
  return readOrder(text, readDrug);
}

/** The same of a drug beside tacrolimus. @param triggering whether the hook is about it */
export function readConcomitantDraft(text: string, triggering: boolean): ConcomitantOrder {
  return { ...concomitantOrder(readOrder(text, anyDrug)), triggering };
}

function readOrder(text: string, drugOf: (name: string) => RelevantDrug): DraftOrder {
  const [drug = '', ...words] = text.split(', ');
  let order = draftOrder(drugOf(drug), drug);
  for (const word of words) {
    if (word === 'not to be given') order = { ...order, doNotPerform: true };
    else if (word === 'not selected') order = { ...order, triggering: false };
    else if (word.startsWith('status ')) order = { ...order, status: word.slice(7) };
    else if (word.startsWith('instead of ')) order = { ...order, replaces: word.slice(11) };
    else if (word.startsWith('id ')) order = { ...order, reference: word.slice(3) };
    else if (word.startsWith('for ')) order = { ...order, reasons: [...order.reasons, readCondition(word.slice(4))] };
    else throw new CaseError(`unknown word: "${word}"`);
  }
  return order;
}

function readDrug(text: string): RelevantDrug {
  const drug = DRUGS[text];
  if (drug === undefined)
    throw new CaseError(
      `"${text}" is no drug of this language: ${[...Object.keys(DRUGS), ...CONCOMITANT_NAMES].join(', ')}`,
    );
  return drug;
}

/** Its name says which drug it is. */
function anyDrug(): RelevantDrug {
  return alternative('');
}

function tacrolimus(route: TacrolimusDrug['route'], release: TacrolimusDrug['release']): RelevantDrug {
  return { kind: 'tacrolimus', route, release };
}

function alternative(name: string): RelevantDrug {
  return { kind: 'alternative-maintenance', name };
}

const DRUGS: Readonly<Record<string, RelevantDrug>> = {
  tacrolimus: tacrolimus('systemic', 'immediate'),
  'tacrolimus (another brand)': tacrolimus('systemic', 'immediate'),
  'tacrolimus ER': tacrolimus('systemic', 'extended'),
  'tacrolimus infusion': { kind: 'tacrolimus', route: 'systemic', release: 'not-known', infused: true },
  'rectal tacrolimus': tacrolimus('rectal', 'not-known'),
  'tacrolimus ointment': tacrolimus('topical', 'not-known'),
  'tacrolimus (no route)': tacrolimus('not-recorded', 'not-known'),
  azathioprine: { kind: 'thiopurine', name: 'azathioprine' },
  mercaptopurine: { kind: 'thiopurine', name: 'mercaptopurine' },
  thioguanine: { kind: 'thiopurine', name: 'thioguanine' },
  vedolizumab: alternative('vedolizumab'),
  infliximab: alternative('infliximab'),
  methotrexate: alternative('methotrexate'),
  adalimumab: alternative('adalimumab'),
  ustekinumab: alternative('ustekinumab'),
  tofacitinib: alternative('tofacitinib'),
};

/** A class of `chart-facts.ts`, or anything else in quotes: a diagnosis that concerns no gate. */
function readCondition(text: string): ConditionFact {
  if (text.startsWith('"')) {
    const display = text.slice(1, -1);
    const named = Object.values(DRUGS).flatMap((drug) => (drug.kind === 'alternative-maintenance' ? [drug.name] : []));
    const drug = named.find((name) => display.toLowerCase().includes(name));
    return { ...condition('ibd'), classes: [], display, ...(drug === undefined ? {} : { drug }) };
  }
  return condition(oneOf(text, CONDITION_CLASSES, text));
}

/**
 * A condition or procedure of the chart: `dialysis`, `dialysis, over`, `dialysis, not stated`, `dialysis, last 40 d`; a diagnosis
 * with its date: `neurotoxicity, noted 10 d`.
 */
export function readChartCondition(text: string, clock: CaseClock): ConditionFact {
  const dated = /^(.+), noted (.+)$/.exec(text);
  if (dated !== null) return { ...readChartCondition(dated[1] ?? '', clock), notedOn: readTime(dated[2] ?? '', clock) };
  const match = /^([a-z-]+), (?:(over)|(not stated)|last (.+))$/.exec(text);
  if (match === null) return readCondition(text);
  const [, kind = '', , notStated, last] = match;
  const clinicalStatus = notStated === undefined ? 'over' : 'not-stated';
  return { ...readCondition(kind), clinicalStatus, lastDone: last === undefined ? null : readTime(last, clock) };
}

/** `azathioprine`, `thiopurine`, `infliximab, 100 d`. */
export function readAllergy(text: string, clock: CaseClock): AllergyFact {
  const [name = '', time] = text.split(', ');
  const drug: { readonly kind: string; readonly name?: string } =
    name === 'thiopurine' ? { kind: 'thiopurine', name } : readDrug(name);
  if (drug.kind === 'tacrolimus') throw new CaseError(`no allergy that is read: "${text}"`);
  return {
    kind: drug.kind === 'thiopurine' ? 'thiopurine' : 'alternative-maintenance',
    drug: drug.name ?? name,
    display: `Allergy to ${name}`,
    recordedOn: time === undefined ? null : readTime(time, clock),
    reference: null,
  };
}

/** `TPMT poor, 100 d`, `NUDT15 known`, `TPMT not-readable`. */
export function readTest(text: string, clock: CaseClock): ThiopurineTestResult {
  const match = /^(TPMT|NUDT15|TPMT and NUDT15) (poor|intermediate|known|not-readable)(?:, (.+))?$/.exec(text);
  if (match === null) throw new CaseError(`not a test: "${text}"; write it like "TPMT poor, 100 d"`);
  const [, enzyme = '', phenotype = '', time] = match;
  return {
    enzyme: oneOf(enzyme, ['TPMT', 'NUDT15', 'TPMT and NUDT15'] as const, text),
    phenotype: oneOf(phenotype, ['poor', 'intermediate', 'known', 'not-readable'] as const, text),
    display: phenotype,
    time: time === undefined ? null : readTime(time, clock),
    reference: null,
  };
}

export function readResult(text: string): Reading {
  const [amount = '', time = '', ...notes] = text.split(', ');
  const match = /^(<=|>=|<|>)?(\d+(?:\.\d+)?) (\S+)$/.exec(amount);
  if (match === null) throw new CaseError(`not a result: "${text}"; write it like "120 umol/L, 1 d"`);
  const [, comparator, value, unit = ''] = match;
  const reading = { value: Number(value), unit, time, notes };
  return comparator === undefined
    ? reading
    : { ...reading, comparator: oneOf(comparator, ['<', '<=', '>=', '>'] as const, text) };
}

function comparatorOf({ comparator }: Reading): { comparator?: Comparator } {
  return comparator === undefined ? {} : { comparator };
}

function statusOf(notes: readonly string[]): CountingStatus {
  return oneOf(
    notes.find((note) => STATUSES.includes(note)) ?? 'final',
    ['final', 'amended', 'corrected', 'preliminary'] as const,
    notes.join(),
  );
}

function checkNotes(notes: readonly string[], known: readonly string[], text: string): void {
  const unknown = notes.find((note) => !known.includes(note));
  if (unknown !== undefined) throw new CaseError(`"${unknown}" in "${text}" is not known`);
}

export function oneOf<T extends string>(value: string, allowed: readonly T[], text: string): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new CaseError(`"${value}" in "${text}" is none of ${allowed.join(', ')}`);
  return found;
}
