import type { EvaluatedRule } from './outcomes.js';
import type { DroppedCount, RuleEvent } from '../../domain/evaluation-event.js';
import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { UnknownTerm } from '../../domain/unknown-term.js';

export function ruleEvent({ rule, mode, outcome, failed }: EvaluatedRule): RuleEvent {
  const base = { rule, mode };
  switch (outcome.kind) {
    case 'findings':
      return {
        ...base,
        outcome: outcome.findings.length === 0 ? 'silent' : 'findings',
        findings: outcome.findings.map(({ id, severity }) => ({ id, severity })),
        reasons: [],
      };
    case 'not-applicable':
      return { ...base, outcome: 'not-applicable', findings: [], reasons: [outcome.why] };
    case 'indeterminate':
      return {
        ...base,
        outcome: failed ? 'failed' : 'indeterminate',
        findings: [],
        reasons: outcome.missing.map(({ code }) => code),
      };
  }
}

/** A chart with more different unknown codes than this has another trouble than a renamed one. */
const MOST_TERMS = 20;

/** A shorter id is part of many a code without being meant. */
const ID_LENGTH_LEAST = 4;

/**
 * Counts what a chart held and could not be used.
 * @param patientId of the call: a code that holds it is no code, and is counted without its name
 * @returns nothing to spread where nothing was dropped
 */
export function droppedCounts(
  snapshot: ClinicalSnapshot,
  patientId: string,
): { readonly dropped?: readonly DroppedCount[] } {
  const facts = [snapshot.creatinine, snapshot.tacrolimusLevels, snapshot.thiopurineTests].flatMap(
    ({ unread }) => unread,
  );
  if (facts.length === 0) return {};
  const named = new Set<string>();
  const counts = new Map<string, DroppedCount>();
  for (const { source, reason, term: found } of facts) {
    const name = JSON.stringify(found);
    const mayBeNamed = found !== null && !holdsId(found, patientId) && (named.has(name) || named.size < MOST_TERMS);
    if (mayBeNamed) named.add(name);
    const term = mayBeNamed ? found : null;
    const key = JSON.stringify([source, reason, term]);
    counts.set(key, { source, reason, count: (counts.get(key)?.count ?? 0) + 1, term });
  }
  return { dropped: [...counts.values()] };
}

function holdsId({ code }: UnknownTerm, patientId: string): boolean {
  const [text, id] = [code.toLowerCase(), patientId.toLowerCase()];
  return text === id || (id.length >= ID_LENGTH_LEAST && text.includes(id));
}
