import { afterAll, describe, expect, test } from '@jest/globals';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { withTimeLimit } from '../../src/fhir/client/time-limit.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const collecting = setInterval(collectGarbage, 20);
afterAll(() => clearInterval(collecting));

/** Waits for the signal and for nothing else, as a request to a server that never ends its answer does. */
const untilAborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(signal.reason));
    if (signal.aborted) resolve(signal.reason);
  });

describe('a time limit', () => {
  test('holds while the garbage is collected', async () => {
    const reason = await withTimeLimit(new AbortController().signal, 200, untilAborted);
    expect(reason).toMatchObject({ name: 'TimeoutError' });
  });

  test('inside another one: the shorter wins, whichever it is', async () => {
    const never = new AbortController().signal;
    const inner = withTimeLimit(never, 60_000, (signal) => withTimeLimit(signal, 100, untilAborted));
    const outer = withTimeLimit(never, 100, (signal) => withTimeLimit(signal, 60_000, untilAborted));
    expect(await Promise.all([inner, outer])).toMatchObject([{ name: 'TimeoutError' }, { name: 'TimeoutError' }]);
  });

  test("the parent's abort comes through, with its reason; also when it came before", async () => {
    const parent = new AbortController();
    const waiting = withTimeLimit(parent.signal, 60_000, untilAborted);
    parent.abort('gone');
    expect(await waiting).toBe('gone');
    expect(await withTimeLimit(parent.signal, 60_000, untilAborted)).toBe('gone');
  });

  test('a task that ends in time is not disturbed afterwards', async () => {
    let kept: AbortSignal | null = null;
    const parent = new AbortController();
    const result = await withTimeLimit(parent.signal, 10, (signal) => {
      kept = signal;
      return Promise.resolve('done');
    });
    parent.abort();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([result, (kept as AbortSignal | null)?.aborted]).toEqual(['done', false]);
  });
});
