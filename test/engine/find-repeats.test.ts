import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Finding, SEVERITIES, type Severity } from '../../src/domain/finding.js';
import {
  type HookName,
  HOOKS,
  type OneAlertPerDecision,
  type ShownFinding,
} from '../../src/domain/service-definition.js';
import { findRepeats, memorySpan } from '../../src/engine/evaluate/select-findings.js';
import { factsHash } from '../../src/engine/evaluate/render-answer.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const HOUR = 3_600_000;
const DONE = { system: 'http://hospital.example/reasons', code: 'done' };
const DISPUTED = { system: 'http://hospital.example/reasons', code: 'disputed' };

const SETTINGS: OneAlertPerDecision = {
  enabled: true,
  repeatAfterHours: 8,
  alwaysRepeatCritical: false,
  snooze: { reasons: [DONE], hours: { info: 24, warning: 4 } },
};

function finding(severity: Severity): Finding {
  return { rule: 'trough', id: 'trough-high', severity, facts: {}, rows: [], suggestions: [] };
}

function shown(hook: HookName, hoursAgo: number, severity: Severity = 'warning'): ShownFinding {
  return { finding: 'trough-high', severity, hook, at: NOW - hoursAgo * HOUR, overridden: null };
}

function setAside(hoursAgo: number, severity: Severity, reason: typeof DONE | null = DONE): ShownFinding {
  return {
    ...shown('order-sign', hoursAgo + 1, severity),
    overridden: { at: NOW - hoursAgo * HOUR, reason },
  };
}

function answerOf(now: Severity, hook: HookName, told: readonly ShownFinding[], settings = SETTINGS) {
  return findRepeats([finding(now)], told, settings, { hook, now: NOW }).get('trough-high') ?? 'told';
}

describe('what order-select showed is not repeated at order-sign (issue "One alert per decision")', () => {
  it.each<[string, Severity, HookName, ShownFinding, string]>([
    ['a minute ago', 'warning', 'order-sign', shown('order-select', 1 / 60), 'already-shown'],
    ['just inside the 8 hours', 'warning', 'order-sign', shown('order-select', 7.999), 'already-shown'],
    ['8 hours ago', 'warning', 'order-sign', shown('order-select', 8), 'told'],
    ['by a clock that is ahead', 'warning', 'order-sign', shown('order-select', -0.1), 'told'],
    ['as information, now a warning', 'warning', 'order-sign', shown('order-select', 1, 'info'), 'told'],
    ['as critical, now a warning', 'warning', 'order-sign', shown('order-select', 1, 'critical'), 'already-shown'],
    ['critical, and still critical', 'critical', 'order-sign', shown('order-select', 1, 'critical'), 'already-shown'],
    ['at another order-sign', 'warning', 'order-sign', shown('order-sign', 1), 'told'],
    ['on opening the chart', 'warning', 'order-sign', shown('patient-view', 1), 'told'],
    ['selected again', 'warning', 'order-select', shown('order-select', 1), 'told'],
    ['opening the chart afterwards', 'warning', 'patient-view', shown('order-select', 1), 'told'],
    [
      'another finding',
      'warning',
      'order-sign',
      { ...shown('order-select', 1), finding: 'trough-above-maintenance' },
      'told',
    ],
  ])('%s: %s at %s', (_when, now, hook, told, expected) => {
    expect(answerOf(now, hook, [told])).toBe(expected);
  });

  it('alwaysRepeatCritical: a critical finding is told at order-sign all the same, a warning is not', () => {
    const settings = { ...SETTINGS, alwaysRepeatCritical: true };
    expect(answerOf('critical', 'order-sign', [shown('order-select', 1, 'critical')], settings)).toBe('told');
    expect(answerOf('warning', 'order-sign', [shown('order-select', 1)], settings)).toBe('already-shown');
  });

  it('switched off: everything is told', () => {
    const off = { ...SETTINGS, enabled: false };
    expect(answerOf('warning', 'order-sign', [shown('order-select', 1), setAside(1, 'warning')], off)).toBe('told');
  });
});

describe('a finding that was set aside for a reason of the list stays quiet for a while', () => {
  it.each<[string, Severity, ShownFinding, string]>([
    ['information, an hour ago', 'info', setAside(1, 'info'), 'snoozed'],
    ['information, just inside 24 hours', 'info', setAside(23.999, 'info'), 'snoozed'],
    ['information, 24 hours ago', 'info', setAside(24, 'info'), 'told'],
    ['a warning, just inside its 4 hours', 'warning', setAside(3.999, 'warning'), 'snoozed'],
    ['a warning, 4 hours ago', 'warning', setAside(4, 'warning'), 'told'],
    ['information then, a warning now', 'warning', setAside(1, 'info'), 'told'],
    ['a warning then, information now', 'info', setAside(5, 'warning'), 'snoozed'],
    ['critical is never snoozed', 'critical', setAside(0.1, 'critical'), 'told'],
    ['for a reason that is not in the list', 'info', setAside(1, 'info', DISPUTED), 'told'],
    ['without a reason', 'info', setAside(1, 'info', null), 'told'],
    ['by a clock that is ahead', 'info', setAside(-0.1, 'info'), 'told'],
  ])('%s: %s', (_when, now, told, expected) => {
    for (const hook of HOOKS) expect(answerOf(now, hook, [told])).toBe(expected);
  });

  it('0 hours: never', () => {
    const settings = { ...SETTINGS, snooze: { ...SETTINGS.snooze, hours: { info: 0, warning: 0 } } };
    expect(answerOf('info', 'order-sign', [setAside(0, 'info')], settings)).toBe('told');
  });
});

const told = fc.record({
  finding: fc.constant('trough-high' as const),
  severity: fc.constantFrom(...SEVERITIES),
  hook: fc.constantFrom(...HOOKS),
  at: fc.integer({ min: NOW - 100 * HOUR, max: NOW + HOUR }),
  overridden: fc.option(
    fc.record({
      at: fc.integer({ min: NOW - 100 * HOUR, max: NOW + HOUR }),
      reason: fc.constantFrom(DONE, DISPUTED, null),
    }),
  ),
});

describe('for whatever was told before', () => {
  const rank = (severity: Severity) => SEVERITIES.indexOf(severity);

  it('a finding that is more serious than everything that was told is told', () => {
    fc.assert(
      fc.property(
        fc.array(told),
        fc.constantFrom(...SEVERITIES),
        fc.constantFrom(...HOOKS),
        (before, severity, hook) => {
          const milder = before.filter((each) => rank(each.severity) < rank(severity));
          expect(answerOf(severity, hook, milder)).toBe('told');
        },
      ),
    );
  });

  it('a critical finding is kept quiet only at order-sign, and only by order-select', () => {
    fc.assert(
      fc.property(fc.array(told), fc.constantFrom(...HOOKS), (before, hook) => {
        const others = hook === 'order-sign' ? before.filter((each) => each.hook !== 'order-select') : before;
        expect(answerOf('critical', hook, others)).toBe('told');
      }),
    );
  });

  it('nothing that was told longer ago than the memory reaches back, and set aside at once, keeps anything quiet', () => {
    fc.assert(
      fc.property(
        fc.array(told),
        fc.constantFrom(...SEVERITIES),
        fc.constantFrom(...HOOKS),
        (before, severity, hook) => {
          const old = before.map((each) => {
            const at = NOW - memorySpan(SETTINGS) - 1;
            return { ...each, at, overridden: each.overridden === null ? null : { ...each.overridden, at } };
          });
          expect(answerOf(severity, hook, old)).toBe('told');
        },
      ),
    );
  });
});

describe('the same facts', () => {
  const hash = (patient: string, facts: Finding['facts'], rows: Finding['rows'] = []) =>
    factsHash(patient, { kind: 'finding', finding: { ...finding('warning'), facts, rows } });
  const level = { reported: '16 ng/mL', value: 16, date: '2026-11-20', daysAgo: 2 };
  const row = { what: 'level-current', reported: '16 ng/mL', converted: '', time: '2026-11-20', code: 'LOINC 11253-2' };
  const course = { start: '2026-09-01', startKnown: true, days: 82, months: 2 };

  it.each<[string, string, string, boolean]>([
    ['told again', hash('p', { level }), hash('p', { level }), true],
    ['a day later', hash('p', { level }), hash('p', { level: { ...level, daysAgo: 3 } }), true],
    ['a day later in the course', hash('p', { course }), hash('p', { course: { ...course, days: 83 } }), true],
    ['another value', hash('p', { level }), hash('p', { level: { ...level, value: 16.1 } }), false],
    ['another date', hash('p', { level }), hash('p', { level: { ...level, date: '2026-11-21' } }), false],
    ['another start', hash('p', { course }), hash('p', { course: { ...course, start: '2026-09-02' } }), false],
    ['a row more', hash('p', { level }), hash('p', { level }, [row]), false],
    ['another patient', hash('p', { level }), hash('q', { level }), false],
  ])('%s', (_what, one, other, same) => {
    expect(one === other).toBe(same);
  });
});
