/** Whoever asks a server and can say afterwards whether it was heard, and why not. */
interface Asking<Why> {
  state(): 'not-asked' | 'asked-not-heard' | 'heard';
  unheard(): Why | null;
}

/**
 * How one FHIR base that does not answer at all is left alone for a moment, so that its callers get their honest refusal at
 * once instead of each waiting for the deadline.
 */
export interface ServerBreaker<Why> {
  /**
   * Runs one round of questions of a hook call: its orders, or its chart. A round in which the server was asked and not
   * once heard counts as a failure, one in which nobody was asked counts as nothing. After `failures` in a row `task` gets
   * `silent` in place of `access` for `pauseMs`, then one round tries again.
   * @param silent made with the reason for which the last of those rounds failed
   */
  run<T, Access extends Asking<Why>>(
    access: Access,
    silent: (why: Why | null) => Access,
    task: (access: Access) => Promise<T>,
  ): Promise<T>;
}

export interface BreakerOptions {
  readonly failures: number;
  readonly pauseMs: number;
  /**
   * Milliseconds on a clock that never goes back (`performance.now`): on the clock of the wall, setting it back by an hour
   * would keep a server that is well again unasked for that hour. This is why it is not cockatiel's, which reads that clock.
   */
  readonly now: () => number;
}

export function createServerBreaker<Why>({ failures, pauseMs, now }: BreakerOptions): ServerBreaker<Why> {
  let inARow = 0;
  let openedAt: number | null = null;
  let isTrying = false;
  let why: Why | null = null;

  return {
    async run(access, silent, task) {
      const isTrial = openedAt !== null;
      if (openedAt !== null) {
        if (isTrying || now() - openedAt < pauseMs) return task(silent(why));
        isTrying = true;
      }
      try {
        const result = await task(access);
        const state = access.state();
        if (state === 'heard') {
          inARow = 0;
          openedAt = null;
          why = null;
        } else if (state === 'asked-not-heard') {
          inARow += 1;
          why = access.unheard();
          if (isTrial || inARow >= failures) openedAt = now();
        }
        return result;
      } finally {
        if (isTrial) isTrying = false;
      }
    },
  };
}
