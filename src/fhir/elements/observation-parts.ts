import type { CodedText, Coding } from '../../domain/coding.js';
import type { JsonObject } from '../../domain/json.js';
import type { TimeInterval } from '../../domain/time.js';
import type { LabRecognition } from '../../terminology/recognise/terminology.js';
import type { MapperContext } from '../facts/mapper-context.js';
import { codedText, textOnly } from './coded-text.js';
import { parseFhirDate } from './fhir-date.js';
import { asCode, asObject, asString, objectsIn } from './json.js';

/** An Observation, or one of its components: a code with a value, under the status and time of the whole. */
export interface ObservationPart {
  readonly observation: JsonObject;
  /** Holds `value[x]`. */
  readonly holder: JsonObject;
  readonly code: CodedText;
  readonly recognition: LabRecognition;
  readonly status: string | null;
  /** When the specimen was taken; null where the record does not say. */
  readonly time: TimeInterval | null;
  /** No later than this, where the record says no more: when the result was issued. */
  readonly issued: TimeInterval | null;
}

type PartContext = Pick<MapperContext, 'terminology' | 'timeZone' | 'index'>;

/**
 * Takes an Observation apart into the results it holds: itself, and each of its components. A panel that has its results in
 * `component` is not itself reported as a result with an unknown code or without value.
 */
export function observationParts(observation: JsonObject, context: PartContext): readonly ObservationPart[] {
  const specimen = specimenOf(observation, context);
  const status = asCode(observation.status);
  const time = effectiveTime(observation, context);
  const issued = time === null ? parseFhirDate(observation.issued, context.timeZone) : null;
  const part = (holder: JsonObject): ObservationPart => {
    const code = codedText(holder.code);
    return {
      observation,
      holder,
      code,
      recognition: context.terminology.recogniseLab(code, specimen),
      status,
      time,
      issued,
    };
  };
  const whole = part(observation);
  if (observation.component === undefined) return [whole];
  const components = objectsIn(observation.component).map(part);
  if (components.length === 0) return [whole];
  return isResult(whole) ? [whole, ...components] : components;
}

/** Whether it has a value; a reason for its absence is a result too where the test is one of ours. */
function isResult({ observation, recognition }: ObservationPart): boolean {
  for (const key in observation) if (key.startsWith('value') && observation[key] !== undefined) return true;
  const isOurs = recognition.lab !== 'unknown' && recognition.lab !== 'other';
  return isOurs && observation.dataAbsentReason !== undefined;
}

/** The coding for the facts table: LOINC where there is one. */
export function mainCoding(code: CodedText): Coding {
  const loinc = code.codings.find(({ system }) => system === 'http://loinc.org');
  return loinc ?? code.codings[0] ?? { system: null, code: '', display: code.text };
}

/**
 * When the specimen was taken; `issued` is when the laboratory spoke, and never counts (docs/clinical/facts.md#time).
 */
function effectiveTime(observation: JsonObject, { timeZone }: PartContext): TimeInterval | null {
  const stated = observation.effectiveDateTime ?? observation.effectiveInstant;
  if (stated !== undefined && stated !== null) return parseFhirDate(stated, timeZone);
  const period = asObject(observation.effectivePeriod);
  const [event] = listOf(asObject(observation.effectiveTiming)?.event);
  return parseFhirDate(period?.start ?? period?.end ?? event, timeZone);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function specimenOf(observation: JsonObject, { index }: PartContext): CodedText | null {
  const field = asObject(observation.specimen);
  if (field === null) return null;
  const reference = asString(field.reference);
  const found = reference === null ? null : index.find(reference, observation);
  if (found !== null) return codedText(found.type);
  const display = asString(field.display);
  return display === null ? null : textOnly(display);
}
