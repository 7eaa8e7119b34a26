import { sql, type Kysely } from 'kysely';
import type { Tables } from '../../../src/records/store/tables.js';

/** The row that docs/adr/0005 promises to reports: here to prove that one query gives it on both databases. */
export async function burdenByRule(db: Kysely<Tables>) {
  const by = ['week', 'client', 'service', 'hook', 'content_version'] as const;
  const rows = await db
    .with('orders', (cte) =>
      cte
        .selectFrom('evaluations')
        .select([...by, ({ fn }) => fn.sum<number | string>('tacrolimus_order').as('orders')])
        .groupBy(by),
    )
    // The last word counts: a clinician may dismiss a card and accept it afterwards.
    .with('answers', (cte) =>
      cte
        .selectFrom('feedback')
        .select([
          'card_uuid',
          'outcome',
          sql<number>`row_number() over (partition by card_uuid order by outcome_at desc, id)`.as('nth'),
        ]),
    )
    .selectFrom('cards_shown as c')
    .innerJoin('evaluations as e', 'e.id', 'c.evaluation_id')
    .innerJoin('orders as o', (join) => by.reduce((on, name) => on.onRef(`o.${name}`, '=', `e.${name}`), join))
    .leftJoin('answers as a', (join) => join.onRef('a.card_uuid', '=', 'c.card_uuid').on('a.nth', '=', 1))
    .select(['e.week', 'e.client', 'e.service', 'e.hook', 'e.content_version', 'c.rule', 'c.severity', 'o.orders'])
    .select(({ fn }) => [
      fn.count('c.card_uuid').as('shown'),
      sql<number | string>`sum(case when a.outcome = 'accepted' then 1 else 0 end)`.as('accepted'),
      sql<number | string>`sum(case when a.outcome = 'overridden' then 1 else 0 end)`.as('overridden'),
    ])
    .groupBy(['e.week', 'e.client', 'e.service', 'e.hook', 'e.content_version', 'c.rule', 'c.severity', 'o.orders'])
    .execute();
  return rows.map(({ content_version, orders, shown, accepted, overridden, ...row }) => ({
    ...row,
    contentVersion: content_version,
    // PostgreSQL gives counts and sums as text.
    orders: Number(orders),
    shown: Number(shown),
    accepted: Number(accepted),
    overridden: Number(overridden),
    unanswered: Number(shown) - Number(accepted) - Number(overridden),
  }));
}
