import type { ThiopurineTestResult } from '../../domain/chart-facts.js';
import type { CodedText } from '../../domain/coding.js';
import type { UnreadReason } from '../../domain/fact-set.js';
import type { JsonObject } from '../../domain/json.js';
import { codedText, displayOf, isEmptyConcept, textOnly } from '../elements/coded-text.js';
import { asObject, objectsIn, referenceTo } from '../elements/json.js';
import type { ObservationPart } from '../elements/observation-parts.js';
import { labValue } from '../elements/quantities.js';
import type { Visit } from './fact-builder.js';
import type { MapperContext } from './mapper-context.js';
import { notAhead, whyNotCounting } from './result-status.js';

const COUNTING: ReadonlySet<string | null> = new Set(['final', 'amended', 'corrected']);

/**
 * A TPMT or NUDT15 result: phenotype, genotype or activity. It needs no date, because a genotype does not age; a preliminary
 * one is not yet a reason against a thiopurine.
 */
export function readThiopurineTest(
  part: ObservationPart,
  enzyme: ThiopurineTestResult['enzyme'],
  visit: Visit,
  context: MapperContext,
): void {
  const value = resultText(part.holder);
  const reason = whyUnread(part, value, context);
  if (reason !== null) {
    const details = { reported: displayOf(value), name: displayOf(part.code), time: part.time };
    visit.unread(reason, { ...details, mayBe: 'thiopurine-test' });
    return;
  }
  visit.fact('thiopurineTests', 'thiopurine-test', {
    enzyme,
    phenotype: phenotypeOf(part, value, context),
    display: displayOf(value),
    time: part.time,
    reference: referenceTo(part.observation),
  });
}

function whyUnread(part: ObservationPart, value: CodedText, context: MapperContext): UnreadReason | null {
  if (!COUNTING.has(part.status)) return whyNotCounting(part.status);
  if (part.time !== null && notAhead(part.time, context.asOf) === null) return 'in-the-future';
  return isEmptyConcept(value) ? 'no-value' : null;
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
