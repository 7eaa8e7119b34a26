import { flipCauses } from '../../engine/explain/flip-causes.js';
import { cardFindings } from './card-findings.js';
import type { Rehearsed } from './evaluate-signing.js';
import type { RehearsedContent } from './rehearsed-content.js';
import { count, type OpenTally } from './tally.js';

/** Orders whose cards differ between two contents, counted by what changed and by what made it change. */
export function explainChange(
  tally: OpenTally,
  before: Rehearsed,
  after: Rehearsed,
  was: RehearsedContent,
  is: RehearsedContent,
): void {
  count(tally, ['vs', 'compared']);
  if (after.kind === 'evaluated') {
    for (const { rule, severity } of cardFindings(after.evaluation))
      count(tally, ['vs', 'cardsByRule', rule, severity]);
    count(tally, ['vs', 'evaluated']);
  }
  const [a, b] = [cardsOf(before), cardsOf(after)];
  const findings = [...new Set([...a.keys(), ...b.keys()])];
  const changed = findings.filter((finding) => a.get(finding)?.severity !== b.get(finding)?.severity);
  if (changed.length > 0) count(tally, ['vs', 'changedOrders']);
  for (const finding of changed) {
    const [old, fresh] = [a.get(finding), b.get(finding)];
    const what =
      old === undefined ? 'appears' : fresh === undefined ? 'disappears' : `${old.severity} -> ${fresh.severity}`;
    const rule = (old ?? fresh)?.rule ?? '';
    for (const why of causes(rule, before, after, was, is)) count(tally, ['vs', 'changes', finding, what, why]);
  }
}

function cardsOf(result: Rehearsed) {
  const cards = result.kind === 'evaluated' ? cardFindings(result.evaluation) : [];
  return new Map(cards.map((card) => [card.finding, card]));
}

/** The thresholds that flip the rule on the facts of this order; else the mode, else how the facts were read. */
function causes(
  rule: string,
  before: Rehearsed,
  after: Rehearsed,
  was: RehearsedContent,
  is: RehearsedContent,
): readonly string[] {
  if (before.kind !== 'evaluated' || after.kind !== 'evaluated') return ['evaluable under one content only'];
  const flips = flipCauses(rule, before.snapshot, was.content.params, is.content.params);
  if (flips.length > 0) return flips.map(({ path, words }) => `${path}: ${words}`);
  const modeOf = (result: typeof before) =>
    result.evaluation.event.rules.find((each) => each.rule === rule)?.mode ?? 'off';
  if (modeOf(before) !== modeOf(after)) return [`mode of ${rule}: ${modeOf(before)} -> ${modeOf(after)}`];
  return ['value sets or other content: the facts are read differently, or another card takes its place'];
}
