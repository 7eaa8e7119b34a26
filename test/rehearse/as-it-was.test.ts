import { describe, expect, test } from '@jest/globals';
import { momentOf, type Turnaround } from '../../src/rehearse/chart/moment.js';
import { asItWas } from '../../src/rehearse/chart/status-then.js';

const STATED: Turnaround = { tacrolimus: 24, creatinine: null, other: null };
const at = (text: string) => Date.parse(text);

describe('from when on a record could be seen', () => {
  const moment = (resource: object, kind: Parameters<typeof momentOf>[1] = 'tacrolimusLevels') => {
    const { at: known, by } = momentOf({ ...resource }, kind, { timeZone: 'UTC', turnaround: STATED });
    return [known === null ? null : new Date(known).toISOString(), by];
  };
  const drawn = { effectiveDateTime: '2026-03-01T07:00:00Z' };

  test.each([
    [
      'a result: when it was issued',
      { ...drawn, issued: '2026-03-02T10:00:00Z' },
      ['2026-03-02T10:00:00.000Z', 'issued'],
    ],
    ['else the turnaround that the site states', drawn, ['2026-03-02T07:00:00.000Z', 'turnaround']],
    [
      'a day alone: its end, so that nothing is seen too early',
      { issued: '2026-03-02' },
      ['2026-03-02T23:59:59.999Z', 'issued'],
    ],
    ['no time at all', {}, [null, 'nothing']],
  ])('%s', (_, resource, expected) => {
    expect(moment(resource)).toEqual(expected);
  });

  test('a result without a turnaround counts from when it was drawn, and that is said', () => {
    expect(moment(drawn, 'creatinine')).toEqual(['2026-03-01T07:00:00.000Z', 'nothing']);
  });

  test.each([
    ['an order', { authoredOn: '2026-03-01T09:00:00Z' }],
    ['a dispense', { whenHandedOver: '2026-03-01T09:00:00Z' }],
    [
      'a diagnosis: when it was recorded, not when it began',
      { recordedDate: '2026-03-01T09:00:00Z', onsetDateTime: '2010-01-01' },
    ],
    ['a procedure', { performedPeriod: { start: '2026-03-01T09:00:00Z' } }],
  ])('%s; the day of the loading is not asked', (_, resource) => {
    const loaded = { ...resource, meta: { lastUpdated: '2026-09-01T00:00:00Z' } };
    expect(moment(loaded, null)[0]).toBe('2026-03-01T09:00:00.000Z');
  });
});

describe('what is over now was going on then', () => {
  const then = { at: at('2026-03-15T09:00:00Z'), timeZone: 'UTC', orders: [] as number[] };
  const order = { status: 'completed', authoredOn: '2026-03-01T09:00:00Z' };
  const supply = (value: number) => ({ dispenseRequest: { expectedSupplyDuration: { value, unit: 'd' } } });
  const bounds = (end: string) => ({ dosageInstruction: [{ timing: { repeat: { boundsPeriod: { end } } } }] });

  test.each<[string, object, readonly number[], string, string]>([
    ['its supply lasts', supply(30), [], 'active', 'rebuilt'],
    ['its supply was over', supply(7), [], 'completed', 'kept'],
    ['its stated end came later', bounds('2026-04-01'), [], 'active', 'rebuilt'],
    ['its stated end was past', bounds('2026-03-10'), [], 'completed', 'kept'],
    ['the next order had taken its place', supply(30), [at('2026-03-10T09:00:00Z')], 'completed', 'kept'],
    ['the order being signed now has not taken its place yet', supply(30), [then.at], 'active', 'rebuilt'],
    [
      'its change of status is dated',
      { ...supply(30), statusChanged: '2026-03-05T09:00:00Z' },
      [],
      'completed',
      'kept',
    ],
    ['nothing says when', {}, [], 'active', 'assumed'],
  ])('an order: %s', (_, changes, orders, status, how) => {
    const was = asItWas({ ...order, ...changes }, 'MedicationRequest', { ...then, orders });
    expect([was.resource.status, was.how]).toEqual([status, how]);
  });

  test('a statement that ended later, without the end that nobody knew', () => {
    const effectivePeriod = { start: '2026-01-01', end: '2026-05-01' };
    const { resource } = asItWas({ status: 'completed', effectivePeriod }, 'MedicationStatement', then);
    expect(JSON.parse(JSON.stringify(resource))).toEqual({
      status: 'active',
      effectivePeriod: { start: '2026-01-01' },
    });
  });

  test('a diagnosis that went away later was active', () => {
    const gone = { clinicalStatus: { coding: [{ code: 'resolved' }] }, abatementDateTime: '2026-05-01' };
    expect(JSON.parse(JSON.stringify(asItWas(gone, 'Condition', then).resource))).toEqual({
      clinicalStatus: { coding: [{ code: 'active' }] },
    });
  });

  test('a later change of the record is not known', () => {
    const loaded = { status: 'active', meta: { versionId: '3', lastUpdated: '2026-09-01T00:00:00Z' } };
    expect(JSON.parse(JSON.stringify(asItWas(loaded, 'MedicationRequest', then).resource))).toEqual({
      status: 'active',
      meta: { versionId: '3' },
    });
  });
});
