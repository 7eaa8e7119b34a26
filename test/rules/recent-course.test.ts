import { describe, expect, test } from '@jest/globals';
import type { MedicationFact } from '../../src/domain/medication.js';
import { recentCourse } from '../../src/rules/shared/recent-course.js';
import { complete, creatinine, level, medication, on, snapshot } from '../support/snapshot-builder.js';

/** What a card may say of the weeks before its value (docs/clinical/cards.md#recent). */
const days = ['2026-11-12', '2026-11-14', '2026-11-16', '2026-11-18', '2026-11-20', '2026-11-21'];
const creatinines = (values: readonly number[]) =>
  values.map((value, at) => creatinine(value, 'umol/L', on(days[at] ?? '')));
const earlier = (values: readonly number[]) =>
  recentCourse(snapshot({ creatinine: complete(creatinines(values)) })).creatinine;

describe('earlier results', () => {
  test('the newest is not among them; two are needed, four are enough', () => {
    expect(earlier([80])).toBeNull();
    expect(earlier([80, 90])).toBeNull();
    expect(earlier([80, 90, 160])).toEqual({
      unit: 'umol/L',
      items: [
        { value: '90', date: '11-14' },
        { value: '80', date: '11-12' },
      ],
    });
    expect(earlier([70, 75, 80, 90, 110, 160])?.items.map(({ value }) => value)).toEqual(['110', '90', '80', '75']);
  });

  test('the last one of each day, none of the day of the newest, none of long ago', () => {
    const results = [
      creatinine(60, 'umol/L', on('2026-07-01')),
      creatinine(80, 'umol/L', on('2026-11-12')),
      creatinine(90, 'umol/L', on('2026-11-14')),
      creatinine(91, 'umol/L', on('2026-11-14')),
      creatinine(120, 'umol/L', on('2026-11-20')),
      creatinine(119, 'umol/L', on('2026-11-20')),
    ];
    const items = recentCourse(snapshot({ creatinine: complete(results) })).creatinine?.items;
    expect(items?.map(({ date }) => date)).toEqual(['11-14', '11-12']);
  });

  test('of two units, nothing: no number stands beside one that it cannot be compared with', () => {
    const results = [...creatinines([80, 90, 100]), creatinine(1.8, 'mg/dL', on('2026-11-20'))];
    expect(recentCourse(snapshot({ creatinine: complete(results) })).creatinine).toBeNull();
  });

  test('levels too', () => {
    const levels = [9, 12, 18].map((value, at) => level(value, 'ng/mL', on(days[at] ?? '')));
    expect(recentCourse(snapshot({ tacrolimusLevels: complete(levels) })).levels).toMatchObject({ unit: 'ng/mL' });
  });
});

describe('the last change of the dose', () => {
  const line = (dose: string | null, start: string, changes: Partial<MedicationFact> = {}) =>
    medication({ start: on(start), ...(dose === null ? {} : { dose: { text: dose, timesADay: 2 } }), ...changes });
  const change = (...lines: readonly MedicationFact[]) =>
    recentCourse(snapshot({ medications: complete(lines) })).doseChange;
  const first = line('2 mg', '2026-10-01', { status: 'completed', end: on('2026-11-04') });
  const second = line('3 mg', '2026-11-04');

  test('from the line that ended to the one that began', () => {
    expect(change(first, second)).toEqual({
      since: '11-04',
      now: { text: '3 mg', timesADay: 2 },
      before: { text: '2 mg', timesADay: 2 },
    });
  });

  test.each<[string, readonly MedicationFact[]]>([
    ['one line only', [second]],
    ['the same dose again', [{ ...first, dose: { text: '3 mg', timesADay: 2 } }, second]],
    ['two strengths side by side', [{ ...first, status: 'active', end: null }, second]],
    ['both begun on one day', [{ ...first, start: on('2026-11-04'), end: null }, second]],
    ['a dose that nobody wrote down', [line(null, '2026-10-01', { status: 'completed' }), second]],
    [
      'a change of long ago',
      [line('2 mg', '2026-01-01', { status: 'completed', end: on('2026-02-01') }), line('3 mg', '2026-02-01')],
    ],
    ['an order that was cancelled', [{ ...first, status: 'cancelled' }, second]],
    ['what was handed out, which is no prescription', [{ ...first, source: 'dispense' }, second]],
  ])('nothing: %s', (_what, lines) => {
    expect(change(...lines)).toBeNull();
  });
});
