import { SEVERITIES, type Finding, type FindingId } from '../../domain/finding.js';
import type { ServiceDefinition } from '../../domain/service-definition.js';
import type { RepeatReason } from '../../domain/evaluation-event.js';

export interface FindingSelection {
  /** Critical first; within one severity the order of the rules (docs/clinical/cards.md#order). */
  readonly shown: readonly Finding[];
  /** Left out by `findings:` of the service: it is told at another hook. */
  readonly elsewhere: readonly FindingId[];
  /** Left out because this user was told before. */
  readonly repeated: readonly { readonly finding: FindingId; readonly why: RepeatReason }[];
  /** Left out by `maxCards` of the service. */
  readonly overLimit: readonly FindingId[];
}

/**
 * What a service shows of what was found. A critical finding is never left out for the sake of the limit, and what is not
 * repeated takes no place under it.
 * @param repeats findings that this user need not be told again
 */
export function selectFindings(
  service: ServiceDefinition,
  findings: readonly Finding[],
  repeats: ReadonlyMap<FindingId, RepeatReason> = new Map(),
): FindingSelection {
  const here = findings.filter(({ id }) => isForService(service, id));
  const repeated = here.flatMap(({ id }) => {
    const why = repeats.get(id);
    return why === undefined ? [] : [{ finding: id, why }];
  });
  const fresh = here.filter(({ id }) => !repeats.has(id));
  const sorted = [...fresh].sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
  const criticals = sorted.filter(({ severity }) => severity === 'critical').length;
  const limit = Math.max(service.maxCards ?? sorted.length, criticals);
  return {
    shown: sorted.slice(0, limit),
    elsewhere: findings.filter((finding) => !here.includes(finding)).map(({ id }) => id),
    repeated,
    overLimit: sorted.slice(limit).map(({ id }) => id),
  };
}

/** Whether the service tells of such findings at all. */
export function isForService(service: ServiceDefinition, finding: FindingId): boolean {
  return service.findings?.includes(finding) ?? true;
}
