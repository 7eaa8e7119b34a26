import type { Finding } from '../domain/finding.js';

/**
 * What one finding changes on another. "Do not stop abruptly" never stands beside AKI stage 3 or a level above the
 * critical limit: there, holding the drug may be right, and toxicity wins (docs/clinical/duration.md#taper).
 */
export function reconcile(findings: readonly Finding[]): Finding[] {
  const isToxic = findings.some(
    (finding) =>
      (finding.id === 'aki-stage' && finding.facts.stage === 3) ||
      (finding.id === 'trough-high' && finding.facts.aboveCritical === true),
  );
  return findings.map((finding) =>
    isToxic && finding.rule === 'duration' ? { ...finding, facts: { ...finding.facts, taperAdvice: false } } : finding,
  );
}
