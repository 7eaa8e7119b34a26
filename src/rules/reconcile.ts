import { type FactValue, type Finding, type FindingId, SEVERITIES, type Severity } from '../domain/finding.js';

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

/**
 * Findings that are one decision have one card, and one topic by which an EHR remembers it: the second stands on the card of the
 * first where both are told (docs/clinical/start.md#one-card).
 */
export const ON_ONE_CARD: readonly { readonly card: FindingId; readonly tells: FindingId; readonly as: string }[] = [
  { card: 'start', tells: 'aki-baseline', as: 'baseline' },
];

/**
 * Puts on one card what belongs there.
 * @param isHere whether the service tells of such findings
 * @returns the findings with a card, and those that stand on the card of another
 */
export function shownTogether(
  findings: readonly Finding[],
  isHere: (id: FindingId) => boolean,
): {
  readonly findings: readonly Finding[];
  readonly shown: readonly FindingId[];
} {
  return ON_ONE_CARD.reduce(
    ({ findings: all, shown }, { card, tells, as }) => {
      const host = all.find(({ id }) => id === card && isHere(id));
      const guest = all.find(({ id }) => id === tells && isHere(id));
      if (host === undefined || guest === undefined) return { findings: all, shown };
      const joined = all.flatMap((each) =>
        each === guest ? [] : each === host ? [withGuest(host, guest, as)] : [each],
      );
      return { findings: joined, shown: [...shown, guest.id] };
    },
    { findings, shown: [] as readonly FindingId[] },
  );
}

function withGuest(host: Finding, guest: Finding, as: string): Finding {
  const severities: readonly Severity[] = [host.severity, guest.severity];
  return {
    ...host,
    severity: SEVERITIES.findLast((each) => severities.includes(each)) ?? host.severity,
    facts: {
      ...host.facts,
      [as]: guest.facts,
      caveats: [...listOf(host.facts.caveats), ...listOf(guest.facts.caveats)],
    },
    rows: [...host.rows, ...guest.rows],
    suggestions: [...new Set([...host.suggestions, ...guest.suggestions])],
  };
}

function listOf(value: FactValue | undefined): readonly FactValue[] {
  return Array.isArray(value) ? (value as readonly FactValue[]) : [];
}
