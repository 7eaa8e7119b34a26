/** How many requests may be open at one FHIR base at the same time, over all hook calls. */
export interface CallSlots {
  /**
   * Waits for a free place, first come, first served.
   * @returns what gives the place back (once; again does nothing), or null when the signal was aborted first
   */
  take(signal: AbortSignal): Promise<(() => void) | null>;
  /**
   * The server said (429) that there were too many at once, and the place of that request was given back: for the next minute
   * no more than those that are open now, half of the limit at least, and a slow request keeps its place to its end.
   */
  tooMany(): void;
}

export interface CallSlotsOptions {
  readonly limit: number;
  /**
   * Milliseconds after which a request that is still open makes room for another, unless the server has complained: one
   * search that hangs must not keep the others of that hospital waiting.
   */
  readonly slowMs: number;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
}

const STRICT_MS = 60_000;

export function createCallSlots({ limit, slowMs, now }: CallSlotsOptions): CallSlots {
  let taken = 0;
  let strictUntil = -Infinity;
  let strictLimit = limit;
  const waiting = new Set<() => void>();

  const hasRoom = (): boolean => taken < (now() < strictUntil ? strictLimit : limit);

  function give(): () => void {
    taken += 1;
    let isHeld = true;
    const release = (): void => {
      if (!isHeld) return;
      isHeld = false;
      clearTimeout(timer);
      taken -= 1;
      for (const next of waiting) {
        if (!hasRoom()) break;
        next();
      }
    };
    const timer = setTimeout(() => {
      if (now() >= strictUntil) release();
    }, slowMs);
    timer.unref();
    return release;
  }

  return {
    take(signal) {
      if (signal.aborted) return Promise.resolve(null);
      if (waiting.size === 0 && hasRoom()) return Promise.resolve(give());
      return new Promise((resolve) => {
        const leave = (): void => {
          waiting.delete(enter);
          resolve(null);
        };
        const enter = (): void => {
          waiting.delete(enter);
          signal.removeEventListener('abort', leave);
          resolve(give());
        };
        waiting.add(enter);
        signal.addEventListener('abort', leave, { once: true });
      });
    },
    tooMany() {
      const before = now() < strictUntil ? strictLimit : limit;
      strictLimit = Math.max(Math.ceil(limit / 2), Math.min(before, taken));
      strictUntil = now() + STRICT_MS;
    },
  };
}
