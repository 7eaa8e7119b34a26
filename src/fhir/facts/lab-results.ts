import type { UnreadReason, Source } from '../../domain/fact-set.js';
import type { CountingStatus, CreatinineResult, Measurement, TacrolimusLevel } from '../../domain/lab-result.js';
import type { LabRecognition } from '../../terminology/recognise/terminology.js';
import { unknownCode, unknownUnit } from '../../terminology/recognise/unknown-term.js';
import { displayOf } from '../elements/coded-text.js';
import { referenceTo } from '../elements/json.js';
import type { JsonObject } from '../elements/json.js';
import { dropped } from './mapper-context.js';
import type { Dropped, Mapped, MapperContext } from './mapper-context.js';
import { mainCoding, observationParts } from '../elements/observation-parts.js';
import type { ObservationPart } from '../elements/observation-parts.js';
import { labValue } from '../elements/quantities.js';
import type { UnknownTerm } from '../../domain/unknown-term.js';

const COUNTING: ReadonlySet<string | null> = new Set<CountingStatus>(['final', 'amended', 'corrected', 'preliminary']);

type Analyte = 'creatinine' | 'tacrolimus';
type Recognised<A extends Analyte> = Extract<LabRecognition, { lab: A }>;

/** Creatinine results out of Observations of any FHIR version; what cannot be used is listed with the reason. */
export function creatinineResults(resources: readonly JsonObject[], context: MapperContext): Mapped<CreatinineResult> {
  return readAll(resources, context, 'creatinine', 'creatinine', (common, { use, scale }) => ({
    ...common,
    use,
    scale,
  }));
}

/** Tacrolimus levels out of Observations; what cannot be used is listed with the reason. */
export function tacrolimusLevels(resources: readonly JsonObject[], context: MapperContext): Mapped<TacrolimusLevel> {
  return readAll(resources, context, 'tacrolimusLevels', 'tacrolimus', (common, { timing }) => ({ ...common, timing }));
}

type Common = Omit<TacrolimusLevel, 'timing'>;

function readAll<A extends Analyte, T>(
  resources: readonly JsonObject[],
  context: MapperContext,
  source: Source,
  analyte: A,
  complete: (common: Common, recognised: Recognised<A>) => T,
): Mapped<T> {
  const facts: T[] = [];
  const drops: Dropped[] = [];
  for (const part of resources.flatMap((resource) => observationParts(resource, context))) {
    const reading = readPart(part, analyte, context);
    if (reading.kind === 'ok') facts.push(complete(reading.common, reading.recognised));
    else if (reading.kind === 'dropped') {
      drops.push(dropped(source, part.observation, reading.reason, reading.reported, part.time, reading.term));
    }
  }
  return { facts, dropped: drops };
}

type PartReading<A extends Analyte> =
  | { readonly kind: 'ok'; readonly common: Common; readonly recognised: Recognised<A> }
  | {
      readonly kind: 'dropped';
      readonly reason: UnreadReason;
      readonly reported: string;
      readonly term: UnknownTerm | null;
    }
  /** Another laboratory test that we know: it answers another source. */
  | { readonly kind: 'not-this-test' };

function readPart<A extends Analyte>(part: ObservationPart, analyte: A, context: MapperContext): PartReading<A> {
  const { recognition, status, time } = part;
  const value = labValue(part.holder);
  const drop = (reason: UnreadReason, term: UnknownTerm | null = null): PartReading<A> => ({
    ...{ kind: 'dropped', reason, term },
    reported: value.reported,
  });
  if (recognition.lab === 'unknown' || recognition.lab === 'excluded') {
    const reason = recognition.lab === 'excluded' ? recognition.reason : 'unknown-code';
    // A code that is known not to count is no news.
    const term = recognition.lab === 'unknown' ? unknownCode(part.code) : null;
    return { kind: 'dropped', reason, reported: `${displayOf(part.code)} ${value.reported}`.trim(), term };
  }
  if (!isAnalyte(recognition, analyte)) return { kind: 'not-this-test' };
  if (!isCounting(status)) return drop('status');
  if (time === null) return drop('no-time');
  // The whole interval has to lie ahead: a date without time that is today is not in the future.
  if (time.from > context.asOf) return drop('in-the-future');
  if (value.kind !== 'quantity') return drop(value.kind === 'none' ? 'no-value' : 'malformed');
  const reading = context.terminology.readMeasurement(analyte, value.raw);
  if (!reading.ok) return drop(reading.reason, reading.reason === 'unknown-unit' ? unknownUnit(value.raw) : null);
  return { kind: 'ok', common: common(part, reading.measurement, status, time), recognised: recognition };
}

function common(part: ObservationPart, measurement: Measurement, status: CountingStatus, time: Common['time']): Common {
  return { reference: referenceTo(part.observation), time, measurement, status, code: mainCoding(part.code) };
}

function isAnalyte<A extends Analyte>(recognition: LabRecognition, analyte: A): recognition is Recognised<A> {
  return recognition.lab === analyte;
}

function isCounting(status: string | null): status is CountingStatus {
  return COUNTING.has(status);
}
