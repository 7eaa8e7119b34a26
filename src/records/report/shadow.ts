import { type Kysely, sql } from 'kysely';
import type { Tables } from '../store/tables.js';
import type { ShadowRate, ShadowReport } from './burden-report.js';
import { groupBy, type Period, ratio, sumOf, toNumber } from './period.js';

/** Counts of tacrolimus orders that a second content saw, and of the cards of both. */
export interface ShadowCell {
  readonly liveVersion: string;
  readonly shadowVersion: string;
  readonly what: string;
  readonly rule: string;
  readonly severity: string;
  readonly total: number;
}

/** By the day: a period has the days whose first moment lies in it. */
export async function queryShadow(db: Kysely<Tables>, { from, to }: Period): Promise<readonly ShadowCell[]> {
  const key = ['live_version', 'shadow_version', 'what', 'rule', 'severity'] as const;
  const begins = sql<string>`day || 'T00:00:00.000Z'`;
  const rows = await db
    .selectFrom('shadow_counts')
    .where(begins, '>=', from)
    .where(begins, '<', to)
    .select(key)
    .select(({ fn }) => fn.sum<number | string>('total').as('total'))
    .groupBy(key)
    .execute();
  return rows.map(({ live_version, shadow_version, total, ...row }) => ({
    ...row,
    liveVersion: live_version,
    shadowVersion: shadow_version,
    total: toNumber(total),
  }));
}

/** Each pair of contents that were put to the same orders. Both rates are over the compared orders, so that they can be compared. */
export function shadowOf(cells: readonly ShadowCell[]): readonly ShadowReport[] {
  const pairs = groupBy(cells, ({ liveVersion, shadowVersion }) => JSON.stringify([shadowVersion, liveVersion]));
  return [...pairs.values()].flatMap((ofPair) => {
    const [first] = ofPair;
    if (first === undefined) return [];
    const count = (what: string, some = ofPair) =>
      sumOf(
        some.filter((cell) => cell.what === what),
        ({ total }) => total,
      );
    const compared = count('compared');
    const rateOf = (some: readonly ShadowCell[]) => {
      const [live, shadow] = [count('live', [...some]), count('shadow', [...some])];
      return { live, shadow, livePer100: per100(live, compared), shadowPer100: per100(shadow, compared) };
    };
    const cards = ofPair.filter(({ what }) => what === 'live' || what === 'shadow');
    const rates = [...groupBy(cards, ({ rule, severity }) => JSON.stringify([rule, severity])).values()].map(
      (same): ShadowRate => ({ rule: same[0]?.rule ?? '', severity: same[0]?.severity ?? '', ...rateOf(same) }),
    );
    return [
      {
        liveVersion: first.liveVersion,
        shadowVersion: first.shadowVersion,
        compared,
        notCompared: { shed: count('shed'), failed: count('failed'), noService: count('no-service') },
        all: { rule: 'all', severity: 'all', ...rateOf(cards) },
        rates,
      },
    ];
  });
}

function per100(count: number, orders: number): number | null {
  const rate = ratio(count, orders);
  return rate === null ? null : rate * 100;
}
