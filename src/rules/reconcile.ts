import type { Finding } from '../domain/finding.js';

/**
 * What one finding changes on another. "Do not stop abruptly" stands beside no critical card and no AKI stage: there,
 * holding the drug may be right, and toxicity wins (docs/clinical/duration.md#taper).
 */
export function reconcile(findings: readonly Finding[]): Finding[] {
  const isToxic = findings.some(
    (finding) =>
      finding.severity === 'critical' ||
      finding.id === 'aki-stage' ||
      (finding.id === 'trough-high' && finding.facts.aboveCritical === true),
  );
  return findings.map((finding) =>
    isToxic && finding.rule === 'duration' ? { ...finding, facts: { ...finding.facts, taperAdvice: false } } : finding,
  );
}
