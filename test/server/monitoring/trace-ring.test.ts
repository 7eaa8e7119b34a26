import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { AnsweredCall } from '../../../src/engine/explain/explain-request.js';
import { createTraceRing, type TraceLimits } from '../../../src/server/monitoring/trace-ring.js';
import type { Card } from '../../../src/domain/card.js';
import { RULE_IDS } from '../../../src/rules/index.js';
import { ownContent } from '../../content/content-in-memory.js';
import { evaluationOf } from '../../support/evaluation-of.js';
import { complete, creatinine, daysAgo, snapshot } from '../../support/snapshot-builder.js';

/** The ring holds charts, so what is tested is that it lets go of them: by number, by size, by age. */
const content = ownContent();
const MINUTE = 60_000;

function ringOf(changes: Partial<TraceLimits> = {}) {
  const clock = { now: 1_000_000 };
  const limits = { ageMs: 10 * MINUTE, cards: 3, facts: 100, ...changes };
  return { clock, ring: createTraceRing(limits, { now: () => clock.now }) };
}

function callWith(cards: number, facts = 0): AnsweredCall & { readonly uuids: readonly string[] } {
  const uuids = Array.from({ length: cards }, () => randomUUID());
  const card = (uuid: string): Card => ({ uuid, summary: 's', indicator: 'info', source: { label: 'l' } });
  const results = Array.from({ length: facts }, (_, day) => creatinine(80, 'umol/L', daysAgo(day)));
  const chart = snapshot({ creatinine: complete(results) });
  return {
    service: content.services[0]!,
    content,
    userId: null,
    evaluation: evaluationOf(chart, uuids.map(card)),
    snapshot: chart,
    cards: uuids.map(card),
    uuids,
  };
}

describe('the ring of traces', () => {
  it('lets the oldest go when there are too many', () => {
    const { ring } = ringOf();
    const calls = [callWith(1), callWith(1), callWith(1), callWith(1)];
    for (const call of calls) ring.keep(call);
    expect(calls.map(({ uuids }) => ring.explain(uuids[0]!) !== null)).toEqual([false, true, true, true]);
  });

  it('reading does not make one stay', () => {
    const { ring } = ringOf();
    const [first, ...others] = [callWith(1), callWith(1), callWith(1), callWith(1)];
    ring.keep(first);
    for (const call of others) {
      ring.explain(first.uuids[0]!);
      ring.keep(call);
    }
    expect(ring.explain(first.uuids[0]!)).toBeNull();
  });

  it('large charts push out others, and one that is too large is not kept', () => {
    const { ring } = ringOf({ cards: 100 });
    const [small, large, huge] = [callWith(1, 20), callWith(1, 90), callWith(1, 200)];
    for (const call of [small, large, huge]) ring.keep(call);
    expect([small, large, huge].map((call) => ring.explain(call.uuids[0]!) !== null)).toEqual([false, true, false]);
  });

  it('lets go at its age, read or not', () => {
    const { clock, ring } = ringOf();
    const call = callWith(2);
    ring.keep(call);
    clock.now += 10 * MINUTE - 1;
    expect(call.uuids.map((uuid) => ring.explain(uuid)?.rules.length)).toEqual([RULE_IDS.length, RULE_IDS.length]);
    clock.now += 2;
    expect(call.uuids.map((uuid) => ring.explain(uuid))).toEqual([null, null]);
  });

  it('is empty after clear', () => {
    const { ring } = ringOf();
    const call = callWith(1);
    ring.keep(call);
    ring.clear();
    expect(ring.explain(call.uuids[0]!)).toBeNull();
  });
});
