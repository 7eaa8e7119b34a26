import { SET_NAMES, type SetName } from '../../domain/clinical-snapshot.js';
import { type FactKind, type Source, SOURCES } from '../../domain/fact-set.js';
import type { JsonObject } from '../../domain/json.js';
import { typeOf } from '../elements/json.js';
import { SOURCE_TYPES } from '../sources/source-types.js';

export const SET_OF_SOURCE: Readonly<Record<Source, SetName>> = {
  patient: 'patient',
  creatinine: 'creatinine',
  tacrolimusLevels: 'tacrolimusLevels',
  thiopurineTests: 'thiopurineTests',
  medicationRequests: 'medications',
  medicationStatements: 'medications',
  medicationDispenses: 'medications',
  medicationAdministrations: 'medications',
  conditions: 'conditions',
  procedures: 'procedures',
  allergies: 'allergies',
  testOrders: 'testOrders',
  carePlans: 'carePlans',
  monitoringTests: 'monitoringTests',
  screeningTests: 'screeningTests',
};

export const SET_OF_KIND: Readonly<Record<FactKind, SetName>> = {
  patient: 'patient',
  creatinine: 'creatinine',
  'tacrolimus-level': 'tacrolimusLevels',
  'thiopurine-test': 'thiopurineTests',
  tacrolimus: 'medications',
  thiopurine: 'medications',
  'alternative-maintenance': 'medications',
  concomitant: 'concomitants',
  diagnosis: 'conditions',
  procedure: 'procedures',
  allergy: 'allergies',
  'test-order': 'testOrders',
  'care-plan': 'carePlans',
  'monitoring-test': 'monitoringTests',
  'screening-test': 'screeningTests',
};

/** A line of the medication list is of one of our drugs, or of one that matters beside them: two sets from one question. */
export function feeds(source: Source, set: SetName): boolean {
  return SET_OF_SOURCE[source] === set || (set === 'concomitants' && SET_OF_SOURCE[source] === 'medications');
}

/**
 * The sets that an unread resource may belong to: that of the question it answers, or, where it is of another type than was
 * asked for, every set that its type may feed.
 */
export function setsOf(source: Source, resource: JsonObject): readonly SetName[] {
  const type = typeOf(resource);
  if (type === null || SOURCE_TYPES[source].includes(type)) return OWN_SET[source];
  return SETS_OF_TYPE.get(type) ?? OWN_SET[source];
}

const OWN_SET = Object.fromEntries(
  SOURCES.map((source) => [source, SET_NAMES.filter((set) => feeds(source, set))]),
) as unknown as Readonly<Record<Source, readonly SetName[]>>;

const SETS_OF_TYPE: ReadonlyMap<string, readonly SetName[]> = new Map(
  [...new Set(Object.values(SOURCE_TYPES).flat())].map((type) => [
    type,
    [...new Set(SOURCES.filter((source) => SOURCE_TYPES[source].includes(type)).flatMap((source) => OWN_SET[source]))],
  ]),
);
