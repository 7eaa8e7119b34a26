import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildContent } from '../../../src/content/load-content.js';
import type { RuleId } from '../../../src/domain/finding.js';
import { JOINING_RULES, type Rule, RULE_IDS, type RuleParams, ruleParams, RULES } from '../../../src/rules/index.js';
import { CANARY_STORIES, type CanaryReport, createCanary } from '../../../src/server/monitoring/canary.js';
import { createCanaryEvaluation } from '../../../src/server/monitoring/canary-evaluation.js';
import { ownFiles } from '../../content/content-in-memory.js';

const NOW = Date.parse('2026-11-22T17:00:00Z');
const content = buildContent(ownFiles, '0.1.0', [])!;

type Engine = Parameters<typeof createCanaryEvaluation>[0] extends () => infer E ? E : never;

const ENGINE: Engine = { content, rules: RULES, newUuid: randomUUID };

function canaryOn(engine: Engine, now = NOW) {
  const reports: CanaryReport[] = [];
  const ticks: (() => void)[] = [];
  const canary = createCanary({
    evaluate: createCanaryEvaluation(() => engine),
    stories: CANARY_STORIES,
    clock: { now: () => now },
    intervalMs: 1_000,
    onResult: (report) => reports.push(report),
    every: (_ms, task) => {
      ticks.push(task);
      return () => void ticks.splice(0);
    },
  });
  return { canary, reports, ticks };
}

async function failing(engine: Engine, now = NOW): Promise<string[]> {
  const { results } = await canaryOn(engine, now).canary.run();
  return results.filter(({ ok }) => !ok).map(({ rule, why }) => `${rule}: ${why}`);
}

function replaced(id: RuleId, evaluate: Rule['evaluate']): Engine {
  return { ...ENGINE, rules: RULES.map((rule) => (rule.id === id ? { id, evaluate } : rule)) };
}

describe('the shipped stories', () => {
  test('there is one for every rule', () => {
    expect([...new Set(CANARY_STORIES.map(({ rule }) => rule))]).toEqual([...RULE_IDS]);
  });

  test('all fire with the shipped content, through the engine and into cards', async () => {
    expect(await failing(ENGINE)).toEqual([]);
  });

  test('they fire at every hour of a year, leap days and clock changes included', async () => {
    const params = { ...content.params, timeZone: 'Europe/London' };
    for (let hours = 0; hours < 8_800; hours += 727) {
      expect(
        await failing(
          { ...ENGINE, content: { ...content, params } },
          Date.parse('2027-12-25T00:30:00Z') + hours * 3_600_000,
        ),
      ).toEqual([]);
    }
  });

  test('a threshold that a site may choose never makes them red', async () => {
    const whole = (min: number, max: number) => fc.oneof(fc.constant(min), fc.constant(max), fc.integer({ min, max }));
    const number = (min: number, max: number) =>
      fc.oneof(fc.constant(min), fc.constant(max), fc.double({ min, max, noNaN: true }));
    const settings = fc.record({
      course: fc.record({
        maxGapDays: whole(7, 90),
        assumedSupplyDays: whole(14, 180),
        levelEvidenceDays: whole(14, 90),
      }),
      aki: fc.record({
        maxAgeDays: whole(1, 90),
        ratioStage1: number(1.3, 2),
        ratioStage2: number(1.8, 2.5),
        ratioStage3: number(2.5, 4),
        stage3AboveMicromolPerL: number(300, 500),
        riseHours: whole(24, 72),
        riskRatio: number(1.1, 1.5),
        lowEgfr: whole(30, 90),
      }),
      trough: fc
        .record({
          limit: number(10, 25),
          critical: number(15, 30),
          earlyDays: whole(14, 56),
          currentEarlyDays: whole(3, 28),
          currentLaterDays: whole(14, 90),
          aboveMaintenance: fc.record({ enabled: fc.boolean() }),
          low: fc.record({ enabled: fc.boolean() }),
        })
        .filter(({ limit, critical }) => critical > limit),
      'thiopurine-plan': fc.record({ warnFromDay: whole(14, 180), noIndication: fc.constantFrom('info', 'silent') }),
      duration: fc
        .record({
          limitMonths: whole(3, 24),
          noticeMonths: whole(1, 23),
          noIndication: fc.constantFrom('info', 'silent'),
        })
        .filter(({ limitMonths, noticeMonths }) => noticeMonths < limitMonths),
    });
    await fc.assert(
      fc.asyncProperty(settings, async (chosen) => {
        const params: RuleParams = ruleParams.parse(chosen);
        expect(await failing({ ...ENGINE, content: { ...content, params } })).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});

describe('a broken rule turns its own canary red and no other', () => {
  test.each(RULE_IDS)('%s falls silent', async (id) => {
    const engine = replaced(id, () => ({ kind: 'findings', findings: [] }));
    expect(await failing(engine)).toEqual([`${id}: silent`]);
  });

  test.each(RULE_IDS)('%s throws', async (id) => {
    const engine = replaced(id, () => {
      throw new Error('broken');
    });
    expect(await failing(engine)).toEqual([`${id}: silent`]);
  });

  test('a rule that says something else', async () => {
    const trough = RULES.find(({ id }) => id === 'trough')!;
    const engine = replaced('trough', (chart, params) => {
      const outcome = trough.evaluate(chart, params);
      if (outcome.kind !== 'findings') return outcome;
      return { kind: 'findings', findings: outcome.findings.map((finding) => ({ ...finding, id: 'trough-low' })) };
    });
    expect(await failing(engine)).toContain('trough: other-findings');
  });

  test('a rule that is gone', async () => {
    expect(await failing({ ...ENGINE, rules: RULES.filter(({ id }) => id !== 'duration') })).toEqual([
      'duration: silent',
    ]);
  });

  test('cards that cannot be written', async () => {
    const cards = {
      render: () => {
        throw new Error('template');
      },
    };
    expect((await failing({ ...ENGINE, content: { ...content, cards } })).map((line) => line.split(': ')[0])).toEqual([
      // What is overdue has no card that could fail.
      ...RULE_IDS.filter((rule) => !JOINING_RULES.includes(rule)),
    ]);
  });
});

describe('the timer', () => {
  test('it runs at once and at every tick, and tells /readyz in a word', async () => {
    const { canary, reports, ticks } = canaryOn(ENGINE);
    expect(canary.state()).toBe('not-run');
    canary.start();
    canary.start();
    expect(ticks).toHaveLength(1);
    // The run that start() began.
    await canary.run();
    expect(reports).toHaveLength(1);
    expect(canary.state()).toBe('ok');
    ticks[0]!();
    await canary.run();
    expect(reports).toHaveLength(2);
    canary.stop();
    expect(ticks).toHaveLength(0);
  });

  test('a failing rule is named', async () => {
    const { canary } = canaryOn(replaced('aki', () => ({ kind: 'not-applicable', why: 'under-1' })));
    await canary.run();
    expect(canary.state()).toBe('failing: aki');
  });

  test('of several stories of a rule the worst counts, whatever their order', async () => {
    for (const stories of [
      ['fires', 'silent'],
      ['silent', 'fires'],
    ]) {
      const canary = createCanary({
        evaluate: (story: string) => Promise.resolve(story === 'fires' ? [{ rule: 'aki', id: 'aki-stage' }] : []),
        stories: stories.map((story) => ({ rule: 'aki', expects: 'aki-stage', story })),
        clock: { now: () => NOW },
        intervalMs: 1_000,
        onResult: () => undefined,
      });
      expect((await canary.run()).results).toEqual([{ rule: 'aki', ok: false, why: 'silent' }]);
    }
  });

  test('a listener that throws does not end the process', async () => {
    let ran = 0;
    const tick: { run: () => void } = { run: () => undefined };
    const canary = createCanary({
      evaluate: () => Promise.resolve([]),
      stories: [],
      clock: { now: () => NOW },
      intervalMs: 1_000,
      onResult: () => {
        ran += 1;
        throw new Error('listener');
      },
      every: (_ms, task) => {
        tick.run = task;
        return () => undefined;
      },
    });
    canary.start();
    await expect(canary.run()).rejects.toThrow('listener');
    tick.run();
    await expect(canary.run()).rejects.toThrow('listener');
    expect(ran).toBe(2);
  });
});
