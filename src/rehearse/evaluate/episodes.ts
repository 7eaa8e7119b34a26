import { DAY_MS } from '../../domain/time.js';
import { type OpenTally, addList, count } from './tally.js';

/** An order at its moment, and whether the rule would have told something. */
export interface JudgedOrder {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly fires: boolean;
}

/** What came later, and over which time it is looked for. */
export interface Outcome {
  readonly horizonDays: number;
  /** Moments at which the event began, oldest first. */
  readonly events: readonly number[];
  /** Whether the event was there, and known, at a moment: then a card does not foretell it. */
  readonly wasThere: (at: number) => boolean;
}

/** Longest lead time that is told apart, days; the last place holds whatever is longer. */
export const LEAD_DAYS = 120;

/**
 * Cards against what came later, by episode: the first card for as long as the horizon lasts. An episode whose horizon reaches past the
 * end of the export without an event is censored: nobody knows. An event counts where an order was signed before it, within the horizon;
 * it is caught where one of those orders had a card.
 */
export function episodesOf(orders: readonly JudgedOrder[], outcome: Outcome, end: number): Episodes {
  const horizon = outcome.horizonDays * DAY_MS;
  const counts = { episodes: 0, followed: 0, excluded: 0, censored: 0, events: 0, caught: 0 };
  let last = -Infinity;
  for (const { at, fires } of orders) {
    if (!fires) continue;
    const isNew = at - last > horizon;
    if (isNew) last = at;
    if (!isNew) continue;
    if (outcome.wasThere(at)) counts.excluded += 1;
    else if (outcome.events.some((event) => event > at && event <= at + horizon)) {
      counts.episodes += 1;
      counts.followed += 1;
    } else if (at + horizon > end) counts.censored += 1;
    else counts.episodes += 1;
  }
  const leads = new Array<number>(LEAD_DAYS + 1).fill(0);
  for (const event of outcome.events) {
    const before = orders.filter(({ at }) => at < event && at >= event - horizon && !outcome.wasThere(at));
    if (before.length === 0) continue;
    counts.events += 1;
    const first = before.find(({ fires }) => fires);
    if (first === undefined) continue;
    counts.caught += 1;
    const days = Math.min(LEAD_DAYS, Math.floor((event - first.at) / DAY_MS));
    leads[days] = (leads[days] ?? 0) + 1;
  }
  return { counts, leads };
}

/** What one patient's cards came to: counts, and how many days before its event each card that caught one was shown. */
export interface Episodes {
  readonly counts: EpisodeCounts;
  readonly leads: readonly number[];
}

export function countEpisodes(tally: OpenTally, path: readonly string[], { counts, leads }: Episodes): void {
  for (const [name, value] of Object.entries(counts) as [string, number][]) count(tally, [...path, name], value);
  if (leads.some((patients) => patients !== 0)) addList(tally, [...path, 'leadDays'], leads);
}

/** By how much one differs from another. */
export function difference(a: Episodes, b: Episodes): Episodes {
  const less = (name: keyof EpisodeCounts) => a.counts[name] - b.counts[name];
  return {
    counts: {
      episodes: less('episodes'),
      followed: less('followed'),
      excluded: less('excluded'),
      censored: less('censored'),
      events: less('events'),
      caught: less('caught'),
    },
    leads: a.leads.map((days, at) => days - (b.leads[at] ?? 0)),
  };
}

export interface EpisodeCounts {
  readonly episodes: number;
  readonly followed: number;
  readonly excluded: number;
  readonly censored: number;
  readonly events: number;
  readonly caught: number;
}
