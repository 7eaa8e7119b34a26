import { expect, it } from '@jest/globals';
import { cookieName, pendingLaunches, type PendingLaunch } from '../../../src/server/smart/pending-launches.js';

const LAUNCH = { iss: 'https://ehr.example/fhir', codeVerifier: 'v' } as PendingLaunch;
const MINUTE = 60_000;

it('a launch waits five minutes for its browser, and is taken once', () => {
  let now = Date.parse('2026-11-22T17:00:00Z');
  const waiting = pendingLaunches(() => now);
  const cookies = ['a', 'b', 'c'].map((state) => waiting.add(state, LAUNCH));
  expect(waiting.take('a', cookies[0]!)).toBe(LAUNCH);
  expect(waiting.take('a', cookies[0]!)).toBeNull();
  now += 5 * MINUTE - 1;
  expect(waiting.take('b', cookies[1]!)).toBe(LAUNCH);
  now += 2;
  expect(waiting.take('c', cookies[2]!)).toBeNull();
});

it('whoever tries it with the wrong cookie, or none, has ended it', () => {
  const waiting = pendingLaunches(() => 0);
  for (const wrong of [null, '', 'x'.repeat(43)]) {
    const right = waiting.add('state', LAUNCH);
    expect(waiting.take('state', wrong)).toBeNull();
    expect(waiting.take('state', right)).toBeNull();
  }
});

it('a flood of launches costs bounded memory: the oldest go first', () => {
  const waiting = pendingLaunches(() => 0);
  const first = waiting.add('first', LAUNCH);
  const last = Array.from({ length: 500 }, (_, at) => waiting.add(`s${at}`, LAUNCH)).at(-1)!;
  expect(waiting.take('first', first)).toBeNull();
  expect(waiting.take('s499', last)).toBe(LAUNCH);
});

it('two launches of one browser have a cookie each', () => {
  expect(cookieName('one')).toMatch(/^smart-[0-9a-f]{16}$/);
  expect(cookieName('one')).not.toBe(cookieName('two'));
});
