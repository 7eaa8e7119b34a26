import type { TimeInterval } from '../../domain/time.js';
import { formatDate } from '../shared/calendar.js';
import { isExposure } from '../shared/supply.js';
import type { Partner } from './facts.js';
import { isNew, type Subject } from './subject.js';

/** A thiopurine with allopurinol or febuxostat: the second stops the breakdown of the first (docs/clinical/interaction.md#classes). */
export function thiopurinePartners(subject: Subject): Partner[] {
  const { snapshot, params, uses, trigger } = subject;
  const drafted = snapshot.drafts.filter(({ drug, doNotPerform }) => drug.kind === 'thiopurine' && !doNotPerform);
  const running = snapshot.medications.items.filter(
    (line) =>
      line.drug.kind === 'thiopurine' &&
      line.status === 'active' &&
      (line.source === 'request' || line.source === 'statement') &&
      isExposure(line),
  );
  const [thiopurine] = [...running, ...drafted].map(({ drug }) => (drug.kind === 'thiopurine' ? drug.name : ''));
  if (thiopurine === undefined) return [];
  const starts = running.map(({ start, recordedOn }) => start ?? recordedOn);
  const [earliest = null] = starts.filter((start) => start !== null).sort((a, b) => a.from - b.from);
  const kind = 'thiopurine-with-xanthine-oxidase-inhibitor';
  const { severity } = params.interaction;
  return uses
    .filter(({ classes, state }) => classes.includes('xanthine-oxidase-inhibitor') && state === 'taken')
    .flatMap(({ display, name, since, ordered }) => {
      const isOrderedHere = ordered === 'triggering' || drafted.some(({ triggering }) => triggering);
      const isYoung = isNew(subject, later(since, earliest));
      if (trigger === 'other' && (!isOrderedHere || !isYoung)) return [];
      const date = since === null ? '' : formatDate(since, snapshot.timeZone);
      return {
        drug: `${display} with ${thiopurine}`,
        name,
        kind,
        state: since === null && ordered !== 'no' ? ('ordered' as const) : ('since' as const),
        date,
        severity: isYoung ? severity[kind] : severity[`${kind}-running`],
      };
    });
}

/** null where one of the two begins now, or nobody knows since when. */
function later(a: TimeInterval | null, b: TimeInterval | null): TimeInterval | null {
  if (a === null || b === null) return null;
  return a.from > b.from ? a : b;
}
