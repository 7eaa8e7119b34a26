import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { CdsError } from '../../src/domain/cds-error.js';
import { feedbackOutcome, parseFeedback } from '../../src/cds-hooks/feedback/feedback.js';

const CARD = '0a1b2c3d-0000-4000-8000-00000000000a';
const OVERRIDDEN = { card: CARD, outcome: 'overridden', outcomeTimestamp: '2026-11-22T07:00:36.530Z' };
const ACCEPTED = { ...OVERRIDDEN, outcome: 'accepted', acceptedSuggestions: [{ id: 'sug-1' }] };
const CODED = { reason: { system: 'urn:reasons', code: 'reason-1' } };
const EPIC = 'com.epic.cdshooks.feedback.overrideReason.reason';

const one = (entry: unknown) => parseFeedback({ feedback: [entry] });
const entryOf = (entry: unknown) => {
  const { entries, faults } = one(entry);
  if (entries[0] === undefined) throw new Error(faults[0]?.message);
  return entries[0];
};

describe('[CDS Hooks 2.0, 3.0 Feedback] what is read', () => {
  it.each(['accepted', 'dismissed', 'overridden-with-reason'])('the body that the Sandbox sends: %s', (name) => {
    const file = new URL(`../fixtures/requests/sandbox/feedback.${name}.json`, import.meta.url);
    expect(parseFeedback(JSON.parse(readFileSync(file, 'utf8')))).toMatchObject({ entries: [{}], faults: [] });
  });

  it('accepted suggestions', () => {
    expect(entryOf(ACCEPTED)).toEqual({
      card: CARD,
      outcome: 'accepted',
      outcomeAt: '2026-11-22T07:00:36.530Z',
      suggestions: ['sug-1'],
      reason: { kind: 'none' },
      comment: null,
    });
  });

  it.each([
    ['no reason at all', {}, { kind: 'none' }, null],
    ['a reason without display', { overrideReason: CODED }, { kind: 'coded', ...CODED.reason }, null],
    ['a comment alone', { overrideReason: { userComment: 'why' } }, { kind: 'none' }, 'why'],
    ['both', { overrideReason: { ...CODED, userComment: 'why' } }, { kind: 'coded', ...CODED.reason }, 'why'],
    ['Epic: plural name', { overrideReasons: { ...CODED, userComment: 'w' } }, { kind: 'coded', ...CODED.reason }, 'w'],
    [
      'Epic: a reason built in Epic',
      { overrideReasons: { extension: { [`${EPIC}Category`]: '45', [`${EPIC}Display`]: 'Does not meet criteria' } } },
      { kind: 'ehr', category: '45' },
      null,
    ],
    [
      'Epic: display and title only',
      { overrideReasons: { extension: { [`${EPIC}Display`]: 'd', [`${EPIC}Title`]: 't' }, userComment: 'c' } },
      { kind: 'ehr', category: null },
      'c',
    ],
    ['null in place of nothing', { overrideReason: null, acceptedSuggestions: null }, { kind: 'none' }, null],
    ['unknown members', { extension: { x: 1 }, note: 'n' }, { kind: 'none' }, null],
  ])('overridden, %s', (_name, members, reason, comment) => {
    expect(entryOf({ ...OVERRIDDEN, ...members })).toMatchObject({ reason, comment, suggestions: [] });
  });

  it.each([
    ['2026-11-22T07:00:36Z', '2026-11-22T07:00:36.000Z'],
    ['2026-11-22T07:00:36.123456Z', '2026-11-22T07:00:36.123Z'],
    ['2026-11-22T07:00:36+00:00', '2026-11-22T07:00:36.000Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ])('the time %s is %s', (sent, read) => {
    expect(entryOf({ ...OVERRIDDEN, outcomeTimestamp: sent }).outcomeAt).toBe(read);
  });

  it('a card uuid in capitals is the same card', () => {
    expect(entryOf({ ...OVERRIDDEN, card: CARD.toUpperCase() }).card).toBe(CARD);
  });
});

describe('[CDS Hooks 2.0, 3.0 Feedback] what is refused', () => {
  it.each([null, [], 'x', {}, { feedback: {} }, { feedback: [] }, [OVERRIDDEN]])(
    'a body without an array of feedback: %j',
    (body) => {
      expect(() => parseFeedback(body)).toThrow(expect.objectContaining({ code: 'invalid-request' }));
    },
  );

  it('1,000 entries are read, 1,001 are too many', () => {
    const batch = (length: number) => ({ feedback: Array.from({ length }, () => OVERRIDDEN) });
    expect(parseFeedback(batch(1_000)).entries).toHaveLength(1_000);
    expect(() => parseFeedback(batch(1_001))).toThrow(expect.objectContaining({ code: 'too-large' }));
  });

  it.each<[string, object, string]>([
    ['no card', { card: undefined }, 'feedback[0].card'],
    ['a card that is no uuid', { card: '123456' }, 'feedback[0].card'],
    ['no outcome', { outcome: undefined }, 'feedback[0].outcome'],
    ['an outcome nobody knows', { outcome: 'ignored' }, 'feedback[0].outcome'],
    ['accepted without suggestions (cds-fb-2)', { outcome: 'accepted' }, 'feedback[0].acceptedSuggestions'],
    ['accepted, empty', { outcome: 'accepted', acceptedSuggestions: [] }, 'feedback[0].acceptedSuggestions'],
    ['a suggestion without id', { acceptedSuggestions: [{}] }, 'feedback[0].acceptedSuggestions[0].id'],
    ['an empty overrideReason (cds-fb-3)', { overrideReason: {} }, 'feedback[0].overrideReason'],
    ['an empty comment alone', { overrideReason: { userComment: ' ' } }, 'feedback[0].overrideReason'],
    ['a comment that is no text', { overrideReason: { userComment: 7 } }, 'feedback[0].overrideReason.userComment'],
    [
      'a reason without system',
      { overrideReason: { reason: { code: 'x' } } },
      'feedback[0].overrideReason.reason.system',
    ],
    ['a reason that is text', { overrideReason: { reason: 'x' } }, 'feedback[0].overrideReason.reason'],
    ['no time', { outcomeTimestamp: undefined }, 'feedback[0].outcomeTimestamp'],
    ['a date', { outcomeTimestamp: '2026-11-22' }, 'feedback[0].outcomeTimestamp'],
    ['a time without zone', { outcomeTimestamp: '2026-11-22T07:00:36' }, 'feedback[0].outcomeTimestamp'],
    ['a time that is not UTC', { outcomeTimestamp: '2026-11-22T07:00:36+01:00' }, 'feedback[0].outcomeTimestamp'],
    ['30 February', { outcomeTimestamp: '2026-02-30T07:00:36Z' }, 'feedback[0].outcomeTimestamp'],
    ['25 hours', { outcomeTimestamp: '2026-11-22T25:00:36Z' }, 'feedback[0].outcomeTimestamp'],
    ['a number', { outcomeTimestamp: 1_795_330_836 }, 'feedback[0].outcomeTimestamp'],
  ])('%s', (_name, members, expression) => {
    expect(one({ ...OVERRIDDEN, ...members })).toEqual({
      entries: [],
      faults: [{ index: 0, expression, message: expect.any(String) }],
    });
  });

  it('each entry is judged by itself', () => {
    const { entries, faults } = parseFeedback({ feedback: [OVERRIDDEN, null, ACCEPTED, { card: 'x' }] });
    expect(entries.map(({ outcome }) => outcome)).toEqual(['overridden', 'accepted']);
    expect(faults.map(({ expression }) => expression)).toEqual(['feedback[1]', 'feedback[3].card']);
  });

  it('the OperationOutcome names the bad ones and counts the kept ones', () => {
    const outcome = feedbackOutcome([{ index: 1, expression: 'feedback[1].card', message: 'must be x' }], 3);
    expect(outcome.issue.map(({ severity, expression }) => [severity, expression])).toEqual([
      ['error', ['feedback[1].card']],
      ['information', undefined],
    ]);
    expect(outcome.issue[1]?.diagnostics).toContain('3 of 4');
  });

  it('any JSON is either read or refused, and no refusal quotes it', () => {
    const secret = 'SMITH';
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        fc.constantFrom<unknown>(null, secret, 7, true, CARD, 'accepted', 'overridden', OVERRIDDEN.outcomeTimestamp),
        fc.array(tie('any'), { maxLength: 2 }),
        fc.dictionary(
          fc.constantFrom('card', 'outcome', 'outcomeTimestamp', 'overrideReason', 'reason', 'userComment', 'id'),
          tie('any'),
        ),
      ),
    })).any;
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), (list) => {
        try {
          const { entries, faults } = parseFeedback({ feedback: list });
          expect(entries.length + faults.length).toBe(list.length);
          expect(JSON.stringify(faults)).not.toContain(secret);
        } catch (error) {
          expect(error).toBeInstanceOf(CdsError);
        }
      }),
    );
  });
});
