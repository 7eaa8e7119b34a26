import type { RuleId } from '../../domain/finding.js';
import {
  modeFor,
  type RuleModeSetting,
  type ScheduledMode,
  type ServiceDefinition,
} from '../../domain/service-definition.js';
import { EFFECTIVE_MODES, type EffectiveMode } from '../../domain/evaluation-event.js';

/** Who is looking, and on which day. */
export interface Viewer {
  /** `context.userId`: `Practitioner/123`; null where the EHR did not say. */
  readonly userId: string | null;
  /** Local day, `2026-11-22`. */
  readonly today: string;
}

/** The mode of a rule in one call. The site and the service each have a say, and the more cautious one holds. */
export function effectiveMode(service: ServiceDefinition, rule: RuleId, viewer: Viewer): EffectiveMode {
  const own = resolve(modeFor(service.rules, rule), viewer);
  const site = resolve(service.siteRules?.[rule] ?? 'live', viewer);
  return EFFECTIVE_MODES.find((mode) => mode === own || mode === site) ?? 'off';
}

export function isShown(mode: EffectiveMode): boolean {
  return mode === 'live' || mode === 'pilot-shown';
}

/** The long form of a mode that may be written as one word. A one-word pilot has nobody to be shown to. */
export function scheduledMode(setting: RuleModeSetting): ScheduledMode {
  return typeof setting === 'string'
    ? { mode: setting, users: [], roles: [], effectiveFrom: null, reviewBy: null }
    : setting;
}

function resolve(setting: RuleModeSetting, { userId, today }: Viewer): EffectiveMode {
  const { mode, users, roles, effectiveFrom } = scheduledMode(setting);
  switch (mode) {
    case 'off':
    case 'silent':
      return mode;
    case 'pilot':
    case 'live':
      // ISO dates sort as text. Until its day comes a rule is rehearsed, so that its first day brings no surprise.
      if (effectiveFrom !== null && today < effectiveFrom) return 'silent';
      if (mode === 'live') return 'live';
      return isListed(userId, [...users, ...roles]) ? 'pilot-shown' : 'pilot-hidden';
  }
}

/** EHRs send `Practitioner/123`, the same with its server in front, or with a version behind. */
function isListed(userId: string | null, references: readonly string[]): boolean {
  const reference = /(?:^|\/)([A-Za-z]+\/[A-Za-z0-9.-]{1,64})(?:\/_history\/[^/]*)?$/.exec(userId ?? '')?.[1];
  return reference !== undefined && references.includes(reference);
}
