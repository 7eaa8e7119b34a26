import { SEVERITIES, type Finding, type FindingId } from '../domain/finding.js';
import type { ServiceDefinition } from '../domain/service-definition.js';

export interface FindingSelection {
  /** Critical first; within one severity the order of the rules (clinical-spec 4). */
  readonly shown: readonly Finding[];
  /** Left out by `findings:` of the service: it is told at another hook. */
  readonly elsewhere: readonly FindingId[];
  /** Left out by `maxCards` of the service. */
  readonly overLimit: readonly FindingId[];
}

/** What a service shows of what was found. A critical finding is never left out for the sake of the limit. */
export function selectFindings(service: ServiceDefinition, findings: readonly Finding[]): FindingSelection {
  const here = findings.filter(({ id }) => service.findings?.includes(id) ?? true);
  const sorted = [...here].sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
  const criticals = sorted.filter(({ severity }) => severity === 'critical').length;
  const limit = Math.max(service.maxCards ?? sorted.length, criticals);
  return {
    shown: sorted.slice(0, limit),
    elsewhere: findings.filter((finding) => !here.includes(finding)).map(({ id }) => id),
    overLimit: sorted.slice(limit).map(({ id }) => id),
  };
}
