import type { Instruments } from './instruments.js';
import { NONE } from './label-values.js';
import type { EvaluationEvent, RuleEvent } from '../../domain/evaluation-event.js';

/**
 * Counts what is kept of one call.
 * @param client configured id of the client; null where the call came from none
 */
export function countEvent(event: EvaluationEvent, client: string | null, instruments: Instruments): void {
  const { service, hook, result } = event;
  instruments.evaluations({ service, hook, result });
  for (const [key, state] of Object.entries(event.sources)) {
    instruments.prefetchKeys({ client: client ?? NONE, key, state });
  }
  for (const { rule, outcome, reasons } of event.rules) {
    // One count per evaluation, so that outcomes add up to evaluations: rules put the reason that decided first.
    instruments.ruleOutcomes({ rule, outcome, reason: reasons[0] ?? NONE });
  }
  for (const { source, reason, count } of event.dropped ?? []) {
    // Without the code or unit that was unknown: that is the sender's text, and no label.
    instruments.resultsDropped({ client: client ?? NONE, key: source, reason }, count);
  }
  for (const { finding, why } of event.notShown ?? []) instruments.cardsDropped({ finding, why });
  countCards(event, instruments);
}

function countCards(event: EvaluationEvent, instruments: Instruments): void {
  const { contentVersion: content_version } = event;
  let shown = 0;
  for (const { rule, mode, id, severity, isShown } of event.rules.flatMap((each) => findingsOf(each, event))) {
    // A finding that was left out of the answer is no card; it is counted as dropped.
    if (isSpeaking(mode) && !isShown) continue;
    if (isShown) shown += 1;
    instruments.cards({ rule, finding: id, indicator: severity, mode, content_version });
  }
  // The card that names what was not checked belongs to no rule, and is the only other one of an answer.
  if (event.result === 'cards' && event.cards > shown) {
    instruments.cards({ rule: NONE, finding: 'not-evaluated', indicator: NONE, mode: 'live', content_version });
  }
}

function findingsOf({ rule, mode, findings }: RuleEvent, event: EvaluationEvent) {
  const leftOut = new Set((event.notShown ?? []).map(({ finding }) => finding));
  return findings.map(({ id, severity }) => ({
    rule,
    mode,
    id,
    severity,
    isShown: isSpeaking(mode) && event.result === 'cards' && !leftOut.has(id),
  }));
}

function isSpeaking(mode: RuleEvent['mode']): boolean {
  return mode === 'live' || mode === 'pilot-shown';
}
