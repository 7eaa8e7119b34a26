import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UNREAD_REASONS, type FactSet, type UnreadResource } from '../../src/domain/fact-set.js';
import { RULES, ruleParams } from '../../src/rules/index.js';
import { grantSilence, nothingFound } from '../../src/rules/silence.js';
import {
  complete as set,
  creatinine,
  daysAgo,
  hoursAgo,
  level,
  medication,
  on,
  snapshot,
} from '../support/snapshot-builder.js';

const params = ruleParams.parse({});

function unread(changes: Partial<UnreadResource> = {}): UnreadResource {
  return {
    source: 'creatinine',
    reference: null,
    reason: 'unknown-code',
    reported: 'Kreatinin 240 umol/L',
    time: hoursAgo(1),
    status: 'final',
    name: 'Kreatinin',
    term: null,
    mayBe: null,
    ...changes,
  };
}

function beside<T>(facts: FactSet<T>, ...left: readonly UnreadResource[]): FactSet<T> {
  return { ...facts, unread: left };
}

const judged = creatinine(80, 'umol/L', daysAgo(1));
const restsOnCreatinine = nothingFound([{ set: 'creatinine', newest: judged.time }]);
const code = (left: UnreadResource) => {
  const outcome = grantSilence(snapshot({ creatinine: beside(set([judged]), left) }), () => restsOnCreatinine);
  return outcome.kind === 'indeterminate' ? outcome.missing[0]?.code : outcome.kind;
};

describe('what was left out and takes the silence away', () => {
  test.each(UNREAD_REASONS.filter((reason) => !['not-a-trough', 'different-scale', 'other-patient'].includes(reason)))(
    'newer: %s',
    (reason) => {
      expect(code(unread({ reason }))).toBe('creatinine-unusable');
    },
  );

  test.each([
    ['undated: it may be the newest of all', unread({ time: null })],
    ['a day that holds the hour judged and goes on after it', unread({ time: on('2026-11-22') })],
  ])('%s', (_title, left) => {
    expect(code(left)).toBe('creatinine-unusable');
  });

  test.each([
    ['older than the one judged', unread({ time: daysAgo(2) })],
    ['a level after the dose, which is positively something else', unread({ reason: 'not-a-trough' })],
  ])('not: %s', (_title, left) => {
    expect(code(left)).toBe('findings');
  });

  test('the card has value, date and reason of the five newest, and says how many there are', () => {
    const seven = Array.from({ length: 7 }, (_, hour) => unread({ time: hoursAgo(hour + 1), reported: `24${hour}` }));
    const outcome = grantSilence(snapshot({ creatinine: beside(set([judged]), ...seven) }), () => restsOnCreatinine);
    expect(outcome).toMatchObject({
      missing: [
        {
          facts: {
            count: 7,
            results: [{ reported: 'Kreatinin 240', reason: 'unknown-code', date: '2026-11-22' }, {}, {}, {}, {}],
          },
        },
      ],
    });
  });

  test('a narrower question is no whole answer', () => {
    const narrow = { ...set([judged]), asked: 'narrower' as const };
    const noneFound = nothingFound([{ set: 'creatinine', newest: null }]);
    expect(grantSilence(snapshot({ creatinine: narrow }), () => noneFound)).toMatchObject({
      missing: [{ code: 'creatinine-incomplete' }],
    });
  });
});

describe('the chart of drugs', () => {
  const line = (changes: Partial<UnreadResource>) =>
    unread({
      source: 'medicationRequests',
      reason: 'not-identified',
      reported: 'active',
      status: 'active',
      ...changes,
    });
  const takes = medication({ recordedOn: daysAgo(60), status: 'active' });
  const answers = (left: UnreadResource) => {
    const chart = snapshot({
      medications: beside(set([takes]), left),
      creatinine: set([judged, creatinine(80, 'umol/L', daysAgo(30))]),
      tacrolimusLevels: set([level(8, 'ng/mL', daysAgo(3))]),
    });
    return Object.fromEntries(
      RULES.map((rule) => {
        const outcome = rule.evaluate(chart, params);
        return [rule.id, outcome.kind === 'indeterminate' ? outcome.missing[0]?.code : outcome.kind];
      }),
    );
  };

  test('a line that nobody can name: no "no plan", no silence of the kidney rule, no certain start', () => {
    expect(answers(line({}))).toMatchObject({ aki: 'medications-left-out', 'thiopurine-plan': 'medications-left-out' });
  });

  test('a line that is over for more than a year is no news', () => {
    expect(answers(line({ status: 'completed', time: daysAgo(500) }))).toMatchObject({ aki: 'findings' });
  });

  test('a line that can only be an alternative does not touch the kidney rule', () => {
    expect(answers(line({ mayBe: 'alternative-maintenance' }))).toMatchObject({
      aki: 'findings',
      'thiopurine-plan': 'medications-left-out',
    });
  });
});

test('a finding may rest on what was seen: no rule loses one to what was left out', () => {
  fc.assert(
    fc.property(fc.constantFrom(...UNREAD_REASONS), fc.integer({ min: -400, max: 0 }), (reason, days) => {
      const left = unread({ reason, time: daysAgo(-days) });
      const chart = snapshot({
        creatinine: beside(set([creatinine(240, 'umol/L', daysAgo(1)), creatinine(80, 'umol/L', daysAgo(30))]), left),
        tacrolimusLevels: beside(set([level(22, 'ng/mL', daysAgo(1))]), left),
        medications: set([medication({ recordedOn: daysAgo(60), status: 'active' })]),
      });
      for (const id of ['aki', 'trough']) {
        const outcome = RULES.find((rule) => rule.id === id)!.evaluate(chart, params);
        expect(outcome).toMatchObject({ kind: 'findings', findings: [{ severity: 'critical' }] });
      }
    }),
  );
});
