import type { FactValue, Finding } from '../domain/finding.js';

/**
 * What one finding changes on another. "Do not stop abruptly" stands beside no critical card, no AKI stage and no potassium of 6.0 or more: there,
 * holding the drug may be right, and toxicity wins (docs/clinical/duration.md#taper).
 */
export function reconcile(findings: readonly Finding[]): Finding[] {
  const isToxic = findings.some(
    (finding) =>
      finding.severity === 'critical' ||
      finding.id === 'aki-stage' ||
      (finding.id === 'trough-high' && finding.facts.aboveCritical === true) ||
      (finding.id === 'electrolyte' && isLifeThreatening(finding.facts.potassium)),
  );
  return findings.map((finding) =>
    isToxic && finding.rule === 'duration' ? { ...finding, facts: { ...finding.facts, taperAdvice: false } } : finding,
  );
}

/** From 6.0 mmol/L, however serious a site calls that (docs/clinical/electrolyte.md#limits). */
function isLifeThreatening(potassium: FactValue | undefined): boolean {
  return typeof potassium === 'object' && potassium !== null && 'limit' in potassium && Number(potassium.limit) >= 6;
}
