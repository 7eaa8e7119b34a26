import type { ThiopurineTestResult } from '../../domain/chart-facts.js';
import type { CodedText } from '../../domain/coding.js';
import type { UnreadReason } from '../../domain/fact-set.js';
import { unknownCode } from '../../terminology/recognise/unknown-term.js';
import { codedText, displayOf, isEmptyConcept, textOnly } from '../elements/coded-text.js';
import { asObject, objectsIn, referenceTo } from '../elements/json.js';
import type { JsonObject } from '../elements/json.js';
import { dropped } from './mapper-context.js';
import type { Dropped, Mapped, MapperContext } from './mapper-context.js';
import { observationParts } from '../elements/observation-parts.js';
import type { ObservationPart } from '../elements/observation-parts.js';
import { labValue } from '../elements/quantities.js';

const COUNTING: ReadonlySet<string | null> = new Set(['final', 'amended', 'corrected']);

/**
 * TPMT and NUDT15 results: phenotypes, genotypes or activities. They need no date, because a genotype does not age; a
 * preliminary one is not yet a reason against a thiopurine.
 */
export function thiopurineTests(
  resources: readonly JsonObject[],
  context: MapperContext,
): Mapped<ThiopurineTestResult> {
  const facts: ThiopurineTestResult[] = [];
  const drops: Dropped[] = [];
  for (const part of resources.flatMap((resource) => observationParts(resource, context))) {
    if (part.recognition.lab === 'creatinine' || part.recognition.lab === 'tacrolimus') continue;
    const value = resultText(part.holder);
    const reason = reasonToDrop(part, value, context);
    if (reason !== null) {
      const term = part.recognition.lab === 'unknown' ? unknownCode(part.code) : null;
      drops.push(dropped('thiopurineTests', part.observation, reason, displayOf(part.code), part.time, term));
    } else if (part.recognition.lab === 'thiopurine-test')
      facts.push(result(part, part.recognition.enzyme, value, context));
  }
  return { facts, dropped: drops };
}

function reasonToDrop(part: ObservationPart, value: CodedText, context: MapperContext): UnreadReason | null {
  if (part.recognition.lab === 'excluded') return part.recognition.reason;
  if (part.recognition.lab === 'unknown') return 'unknown-code';
  if (!COUNTING.has(part.status)) return 'status';
  if (part.time !== null && part.time.from > context.asOf) return 'in-the-future';
  return isEmptyConcept(value) ? 'no-value' : null;
}

function result(
  part: ObservationPart,
  enzyme: ThiopurineTestResult['enzyme'],
  value: CodedText,
  context: MapperContext,
): ThiopurineTestResult {
  return {
    enzyme,
    phenotype: phenotypeOf(part, value, context),
    display: displayOf(value),
    time: part.time,
    reference: referenceTo(part.observation),
  };
}

/** An activity in numbers says nothing without the laboratory's range; its interpretation may put it into words. */
function phenotypeOf(
  part: ObservationPart,
  value: CodedText,
  { terminology }: MapperContext,
): ThiopurineTestResult['phenotype'] {
  const stated = terminology.readPhenotype(value);
  if (stated !== 'not-readable') return stated;
  const readings = objectsIn(part.holder.interpretation).map((item) => terminology.readPhenotype(codedText(item)));
  return readings.find((reading) => reading !== 'not-readable') ?? stated;
}

function resultText(holder: JsonObject): CodedText {
  if (asObject(holder.valueCodeableConcept) !== null) return codedText(holder.valueCodeableConcept);
  const value = labValue(holder);
  if (value.kind === 'quantity') return textOnly(value.reported);
  return typeof holder.valueString === 'string' ? textOnly(value.reported) : { codings: [], text: null };
}
