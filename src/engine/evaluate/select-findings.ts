import { type Finding, type FindingId, SEVERITIES, type Severity } from '../../domain/finding.js';
import type {
  HookName,
  OneAlertPerDecision,
  ReasonCode,
  ServiceDefinition,
  ShownFinding,
} from '../../domain/service-definition.js';
import type { RepeatReason } from '../../domain/evaluation-event.js';

export interface FindingSelection {
  /** Critical first; within one severity the order of the rules (docs/clinical/cards.md#order). */
  readonly shown: readonly Finding[];
  /** Left out by `findings:` of the service: it is shown at another hook. */
  readonly elsewhere: readonly FindingId[];
  /** Left out because this user was shown it before. */
  readonly repeated: readonly { readonly finding: FindingId; readonly why: RepeatReason }[];
  /** Without a card of their own: the summaries join another card. */
  readonly joined: readonly Finding[];
}

/** Cards at one order, where a service says nothing else (docs/clinical/cards.md#limit). */
const MOST_CARDS = 3;

/**
 * What a service shows of what was found. Critical findings and warnings have a card of their own (warnings, unless the service
 * has a limit of its own), information joins another card, and what is not repeated takes no place.
 * @param repeats findings that this user need not be shown again
 * @param besides cards that the answer has beside those of findings
 */
export function selectFindings(
  service: ServiceDefinition,
  findings: readonly Finding[],
  repeats: ReadonlyMap<FindingId, RepeatReason> = new Map(),
  besides = 0,
): FindingSelection {
  const here = findings.filter(({ id }) => isForService(service, id));
  const repeated = here.flatMap(({ id }) => {
    const why = repeats.get(id);
    return why === undefined ? [] : [{ finding: id, why }];
  });
  const fresh = here.filter(({ id }) => !repeats.has(id));
  const sorted = [...fresh].sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
  const criticals = sorted.filter(({ severity }) => severity === 'critical').length;
  const withoutInfo = sorted.filter(({ severity }) => severity !== 'info').length;
  const most = service.hook === 'patient-view' ? sorted.length : Math.max(1, MOST_CARDS - besides, withoutInfo);
  const limit = Math.max(service.maxCards ?? most, criticals);
  return {
    shown: sorted.slice(0, limit),
    elsewhere: findings.filter((finding) => !here.includes(finding)).map(({ id }) => id),
    repeated,
    joined: sorted.slice(limit),
  };
}

/** Whether the service tells of such findings at all. */
export function isForService(service: ServiceDefinition, finding: FindingId): boolean {
  return service.findings?.includes(finding) ?? true;
}

const HOUR_MS = 3_600_000;

/** A card can be set aside a while after it was shown, so what was shown is looked for further back than the longest hours. */
const SLACK_HOURS = 24;

/**
 * Findings that this user need not be shown again (`oneAlertPerDecision`). A finding that is more serious than what was shown
 * is always shown.
 * @param shown what this user was shown about this patient from the very facts of these findings
 * @param call its hook, and its moment in milliseconds since the epoch
 */
export function findRepeats(
  findings: readonly Finding[],
  shown: readonly ShownFinding[],
  settings: OneAlertPerDecision,
  call: { readonly hook: HookName; readonly now: number },
): ReadonlyMap<FindingId, RepeatReason> {
  if (!settings.enabled) return new Map();
  return new Map(
    findings.flatMap(({ id, severity }): [FindingId, RepeatReason][] => {
      const same = shown.filter((each) => each.finding === id && !isWorse(severity, each.severity));
      if (wasShownBefore(same, severity, settings, call)) return [[id, 'already-shown']];
      return wasSnoozed(same, severity, settings, call.now) ? [[id, 'snoozed']] : [];
    }),
  );
}

/** How far back {@link findRepeats} can look, in milliseconds. */
export function memorySpan({ repeatAfterHours, snooze }: OneAlertPerDecision): number {
  return (Math.max(repeatAfterHours, ...Object.values(snooze.hours)) + SLACK_HOURS) * HOUR_MS;
}

function wasShownBefore(
  shown: readonly ShownFinding[],
  severity: Severity,
  { repeatAfterHours, alwaysRepeatCritical }: OneAlertPerDecision,
  { hook, now }: { readonly hook: HookName; readonly now: number },
): boolean {
  if (hook !== 'order-sign' || (severity === 'critical' && alwaysRepeatCritical)) return false;
  return shown.some((each) => each.hook === 'order-select' && isWithin(each.at, now, repeatAfterHours));
}

function wasSnoozed(
  shown: readonly ShownFinding[],
  severity: Severity,
  { snooze }: OneAlertPerDecision,
  now: number,
): boolean {
  if (severity === 'critical') return false;
  const hours = snooze.hours[severity];
  return shown.some(
    ({ overridden }) =>
      overridden !== null && isWithin(overridden.at, now, hours) && isOneOf(overridden.reason, snooze.reasons),
  );
}

/** At the very hour it is shown again; a moment that lies ahead (another machine's clock) never keeps anything quiet. */
function isWithin(at: number, now: number, hours: number): boolean {
  return at <= now && now - at < hours * HOUR_MS;
}

function isOneOf(reason: ReasonCode | null, reasons: readonly ReasonCode[]): boolean {
  return reasons.some(({ system, code }) => system === reason?.system && code === reason.code);
}

function isWorse(severity: Severity, than: Severity): boolean {
  return SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(than);
}
