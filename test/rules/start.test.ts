import { describe, expect, test } from '@jest/globals';
import type { ScreeningResult } from '../../src/domain/lab-result.js';
import type { UnreadResource } from '../../src/domain/fact-set.js';
import type { Finding } from '../../src/domain/finding.js';
import { ruleParams } from '../../src/rules/index.js';
import { startRule } from '../../src/rules/start/index.js';
import {
  complete,
  condition,
  daysAgo,
  draftOrder,
  medication,
  alternative,
  snapshot,
  tacrolimus,
} from '../support/snapshot-builder.js';

const params = ruleParams.parse({});

const negative = (test: ScreeningResult['test'], days: number): ScreeningResult => ({
  ...{ test, reference: null, time: daysAgo(days), status: 'final', outcome: 'negative', display: 'Negative' },
  code: { system: 'http://loinc.org', code: '34712-0', display: null },
});
const preliminary: UnreadResource = {
  ...{
    source: 'screeningTests',
    reference: null,
    reason: 'status-preliminary',
    reported: 'Detected',
    status: 'preliminary',
  },
  ...{ name: 'C. difficile', term: null, mayBe: 'screening-test', time: daysAgo(1) },
};
const HEPATITIS = [negative('hbsag', 100), negative('anti-hbc', 100)];

function findingOf(changes: Parameters<typeof snapshot>[0]): Finding | null {
  const chart = snapshot({
    drafts: [draftOrder({ drug: tacrolimus() })],
    conditions: complete([condition('ulcerative-colitis')]),
    ...changes,
  });
  const outcome = startRule.evaluate(chart, params);
  return outcome.kind === 'findings' ? (outcome.findings[0] ?? null) : null;
}

describe('only coded final results are read (docs/clinical/start.md#wording)', () => {
  test('a preliminary one does not count, and is listed with its reason', () => {
    const found = findingOf({ screeningTests: complete(HEPATITIS, [preliminary]) });
    expect(found?.facts).toMatchObject({
      missing: [{ test: 'c-difficile' }],
      unusable: [{ reported: 'Detected', reason: 'status-preliminary', date: '2026-11-21' }],
    });
  });

  test('where less was asked than the whole question nothing is called missing', () => {
    expect(findingOf({ screeningTests: { ...complete(HEPATITIS), asked: 'narrower' } })).toBeNull();
  });

  test('a service that does not ask for the tests says nothing of them, beside a second rescue either', () => {
    const infliximab = medication({
      ...{ source: 'administration', status: 'completed', drug: alternative('infliximab') },
      start: daysAgo(21),
    });
    const screeningTests = { ...complete<ScreeningResult>([]), state: 'unavailable' as const };
    const caveats = (provenance: 'not-asked' | 'failed') =>
      findingOf({ medications: complete([infliximab]), screeningTests, provenance: { screeningTests: provenance } })
        ?.facts.caveats;
    expect([caveats('not-asked'), caveats('failed')]).toEqual([[], ['screening-unavailable']]);
  });
});

describe('the last dose of an earlier rescue (docs/clinical/start.md#sequential)', () => {
  const rescueOf = (line: Parameters<typeof medication>[0]) =>
    findingOf({
      medications: complete([medication({ drug: alternative('infliximab'), ...line })]),
      screeningTests: complete([...HEPATITIS, negative('c-difficile', 1)]),
    })?.facts.rescue ?? [];

  test.each<[string, Parameters<typeof medication>[0], string | null]>([
    [
      'an order closed without an end: when its record was changed',
      { status: 'stopped', recordedOn: daysAgo(200), changedOn: daysAgo(5) },
      '2026-11-17',
    ],
    ['the same without that day: when it was written', { status: 'completed', recordedOn: daysAgo(40) }, '2026-10-13'],
    ['what was assumed to be left is no dose', { status: 'completed', recordedOn: daysAgo(60) }, null],
    ['days of supply', { status: 'completed', recordedOn: daysAgo(80), supplyDays: 60 }, '2026-11-02'],
    ['an active order whose bounds are over', { status: 'active', recordedOn: daysAgo(200), end: daysAgo(100) }, null],
    ['an order that lies ahead', { status: 'active', start: daysAgo(-10) }, null],
    ['a planned one', { status: 'active', intent: 'plan', recordedOn: daysAgo(5) }, null],
  ])('%s', (_title, line, date) => {
    expect(rescueOf(line)).toMatchObject(date === null ? [] : [{ drug: 'infliximab', date, goesOn: false }]);
  });

  test('an active order without any date goes on', () => {
    expect(rescueOf({ status: 'active' })).toMatchObject([{ goesOn: true, date: '' }]);
  });
});
