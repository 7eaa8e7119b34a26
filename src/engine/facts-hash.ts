import { createHash } from 'node:crypto';
import type { Finding } from '../domain/finding.js';

/**
 * SHA-256 over the findings of one answer, for the card's trace and for "the same facts again". The patient id goes in,
 * so that equal findings of two patients differ; nothing can be read back out.
 */
export function factsHash(patientId: string, findings: readonly Finding[]): string {
  const facts = findings.map(({ rule, id, severity, rows, facts: named }) => ({ rule, id, severity, rows, named }));
  return createHash('sha256')
    .update(JSON.stringify([patientId, facts]))
    .digest('hex');
}
