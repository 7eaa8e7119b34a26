import type { Finding, Severity } from '../../domain/finding.js';
import { HOSTILE } from '../shared/sample-parts.js';
import type { LateTest, OverdueFacts } from './facts.js';

const creatinine: LateTest = {
  test: 'creatinine',
  date: '2026-09-23',
  days: 60,
  windowDays: 42,
  noneSinceStart: false,
  isTwice: false,
};
const noLevel: LateTest = { ...creatinine, test: 'level', date: '', days: null, noneSinceStart: true, isTwice: true };

function overdue(severity: Severity, late: readonly LateTest[], changes: Partial<OverdueFacts> = {}): Finding {
  const facts: OverdueFacts = { late, start: '2026-05-10', part: 'later', ...changes };
  return {
    ...{ rule: 'monitoring', id: 'overdue', severity, facts, rows: [] },
    suggestions: late.map(({ test }) => (test === 'creatinine' ? 'order-creatinine' : 'order-tacrolimus-level')),
  };
}

const electrolytes: Finding = {
  ...overdue('info', [
    { ...creatinine, test: 'potassium', windowDays: 90, days: 120 },
    { ...noLevel, test: 'magnesium', windowDays: 90 },
    { ...creatinine, test: 'glucose', windowDays: 90, days: 400 },
  ]),
  id: 'overdue-electrolytes',
  suggestions: ['order-potassium', 'order-magnesium'],
};

export const monitoringSamples: readonly Finding[] = [
  overdue('info', [creatinine]),
  overdue('warning', [creatinine, noLevel]),
  overdue('warning', [{ ...noLevel, date: '2026-04-30', days: 206 }], { part: 'early' }),
  overdue('warning', [noLevel], { start: '' }),
  overdue('warning', [{ ...creatinine, days: 85, isTwice: true }], { start: '', part: 'middle' }),
  overdue('warning', [
    { ...creatinine, date: HOSTILE },
    { ...noLevel, date: HOSTILE, days: 99_999 },
  ]),
  electrolytes,
];
