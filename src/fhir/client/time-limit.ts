import { setMaxListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';

/**
 * Runs a task under a signal that is aborted with the parent's, and after `milliseconds` with a TimeoutError. The signal is
 * the task's alone: it does nothing after the task has ended. Without any time it is aborted from the start.
 *
 * Not `AbortSignal.any([parent, AbortSignal.timeout(...)])`: up to Node 24 nothing holds the inner timeout, so that a garbage
 * collection takes the deadline away (nodejs/node #57736) - most likely when the machine is busy and it is needed most.
 */
export async function withTimeLimit<T>(
  parent: AbortSignal,
  milliseconds: number,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const follow = () => controller.abort(parent.reason);
  const timeIsUp = () => controller.abort(new DOMException('Time is up.', 'TimeoutError'));
  const timer = setTimeout(timeIsUp, milliseconds);
  if (milliseconds <= 0) timeIsUp();
  // A hook call asks many questions under one deadline; that is no leak.
  setMaxListeners(0, parent);
  if (parent.aborted) follow();
  else parent.addEventListener('abort', follow, { once: true });
  try {
    return await task(controller.signal);
  } finally {
    clearTimeout(timer);
    parent.removeEventListener('abort', follow);
  }
}

/** Waits so many milliseconds, or until the signal is aborted. */
export function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}

/** Milliseconds that one call may keep the thread before the others have their turn. An ordinary chart needs a tenth. */
const TURN_MS = 20;

/** Works through `steps`, and lets everybody else have a turn whenever it has taken its own. */
export function inTurns<T>(steps: Generator<void, T>): T | Promise<T> {
  const end = performance.now() + TURN_MS;
  do {
    const { done, value } = steps.next();
    if (done === true) return value;
  } while (performance.now() < end);
  return afterATurn(steps);
}

/** An ordinary chart never comes here, and makes no promise. */
async function afterATurn<T>(steps: Generator<void, T>): Promise<T> {
  await setImmediate();
  return inTurns(steps);
}
