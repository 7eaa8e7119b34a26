import { createHash } from 'node:crypto';
import type { CardSubject } from '../../domain/card-context.js';
import type { Finding } from '../../domain/finding.js';

/** What the calendar changes from one day to the next, although nothing new is known of the patient. */
const COUNTED_FROM_TODAY = new Set(['daysAgo', 'days', 'months', 'weekOfCourse']);

/**
 * SHA-256 over what one card rests on, for its trace and for "the same facts again". Equal facts of two patients differ,
 * because the patient's id goes in; nothing can be read back out. Severity stays outside: whether a finding became more
 * serious is asked for itself.
 */
export function factsHash(patientId: string, subject: CardSubject): string {
  const facts = subject.kind === 'finding' ? findingFacts(subject.finding) : subject.notEvaluated;
  return createHash('sha256')
    .update(JSON.stringify([patientId, facts], withoutToday))
    .digest('hex');
}

function findingFacts({ rule, id, rows, facts }: Finding) {
  return { rule, id, rows, facts };
}

function withoutToday(key: string, value: unknown): unknown {
  return COUNTED_FROM_TODAY.has(key) ? undefined : value;
}
