import type { Source } from './fact-set.js';
import type { RuleId } from './finding.js';

export const HOOKS = ['order-select', 'order-sign', 'medication-prescribe', 'patient-view'] as const;
export type HookName = (typeof HOOKS)[number];

/** Whether a rule speaks. Evaluated either way unless `off`. */
export type RuleMode = 'off' | 'silent' | 'live';

/** One question to the EHR: the prefetch template, and what its failure means. */
export interface SourceDefinition {
  /** CDS Hooks prefetch template, FHIR R4 spelling. */
  readonly template: string;
  /** A required source that cannot be had makes its facts unavailable; an optional one makes them incomplete. */
  readonly required: boolean;
}

/** One CDS service, from `hooks/services/*.yaml`. Frozen after load. */
export interface ServiceDefinition {
  readonly id: string;
  readonly hook: HookName;
  readonly title: string;
  readonly description: string;
  readonly usageRequirements: string | null;
  /** Only the sources named here are asked; a site that drops one is never told that it is missing. */
  readonly sources: Readonly<Partial<Record<Source, SourceDefinition>>>;
  readonly rules: Readonly<Record<RuleId, RuleMode>>;
  /** When the data-gap card is shown: on every gap, only when data could not be had, or never. */
  readonly notEvaluatedCard: 'always' | 'data-unavailable' | 'never';
}
