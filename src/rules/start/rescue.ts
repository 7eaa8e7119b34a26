import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { TimeInterval } from '../../domain/time.js';
import { calendarDaysBetween, formatDate } from '../shared/calendar.js';
import type { ConcomitantUse } from '../shared/concomitant-use.js';
import { ANTI_TNF, JAK_INHIBITORS } from '../shared/immunosuppressants.js';
import { lastUse } from '../shared/last-use.js';
import type { RescueFacts } from './facts.js';
import type { StartRuleParams } from './params.js';

/**
 * Rescue drugs that were given so shortly before that tacrolimus is a second one (docs/clinical/start.md#sequential), the
 * latest first. Ciclosporin that is still taken is an interaction.
 */
export function earlierRescue(
  snapshot: ClinicalSnapshot,
  params: StartRuleParams,
  uses: readonly ConcomitantUse[],
): RescueFacts[] {
  const { asOf, timeZone } = snapshot;
  const { ciclosporinWeeks } = params.start;
  const last = new Map<string, { by: number; goesOn: boolean; weeks: number }>();
  const note = (drug: string, by: number, goesOn: boolean, weeks: number): void => {
    if (calendarDaysBetween(by, asOf, timeZone) > weeks * 7) return;
    const known = last.get(drug);
    if (known === undefined || by > known.by || (by === known.by && goesOn)) last.set(drug, { by, goesOn, weeks });
  };
  for (const line of snapshot.medications.items) {
    const weeks = line.drug.kind === 'alternative-maintenance' ? weeksAfter(line.drug.name, params) : null;
    const use = weeks === null ? null : lastUse(line, asOf, params.course);
    if (weeks !== null && use !== null && line.drug.kind === 'alternative-maintenance') {
      note(line.drug.name, use.by, use.goesOn, weeks);
    }
  }
  for (const { name, classes, state, endedBy } of uses) {
    // An end on a day is the last moment of that day.
    if (classes.includes('ciclosporin') && state === 'ended' && endedBy !== null) {
      note(name, endedBy - 1, false, ciclosporinWeeks);
    }
  }
  return [...last]
    .sort(([a, first], [b, second]) => second.by - first.by || (a < b ? -1 : 1))
    .map(([drug, { by, goesOn, weeks }]) => ({ drug, date: goesOn ? '' : dayOf(by, timeZone), goesOn, weeks }));
}

function weeksAfter(drug: string, { start }: StartRuleParams): number | null {
  if (ANTI_TNF.includes(drug)) return start.antiTnfWeeks;
  return JAK_INHIBITORS.includes(drug) ? start.jakWeeks : null;
}

function dayOf(ms: number, zone: string): string {
  const day: TimeInterval = { from: ms, to: ms, precision: 'day', reported: '' };
  return formatDate(day, zone);
}
