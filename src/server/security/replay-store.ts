/**
 * Remembers which tokens were used (CDS Hooks best practices: a `jti` is accepted once). Identity is (issuer, jti), never the
 * token's text: the same token can be written in several ways.
 */
export interface ReplayStore {
  /**
   * Sets the pair unless it is there already, in one indivisible step: of any number of parallel calls exactly one gets `new`.
   * @param expiresAtMs milliseconds since the epoch until which the pair must be remembered
   * @returns `full` when the pair could not be recorded; the call must then be refused
   */
  remember(issuer: string, jti: string, expiresAtMs: number): Promise<'new' | 'seen' | 'full'>;
}

const CAPACITY = 100_000;
const BUCKET_MS = 10_000;
/** How far the clock may be set back after a pair was forgotten without making its token good again. */
const SET_BACK_MS = 3_600_000;

export interface InMemoryReplayStoreOptions {
  /** Milliseconds since the epoch. May jump: a clock is set forward, and back. */
  readonly now: () => number;
  /** Milliseconds of a clock that only goes forward. */
  readonly elapsed?: () => number;
  /** Most pairs held at once; beyond it the store says `full` until some expire. */
  readonly capacity?: number;
}

interface Held {
  readonly key: string;
  readonly expiresAtMs: number;
}

/**
 * For one process. A pair is forgotten when its life has really gone by and the clock says so as well, so that a clock which
 * goes years ahead and back makes no token good again; and an hour later still where there is room, for a clock that is only
 * set back. Pairs are filed by the ten seconds in which their life ends, so forgetting costs nothing per call.
 */
export function createInMemoryReplayStore({
  now,
  elapsed = () => performance.now(),
  capacity = CAPACITY,
}: InMemoryReplayStoreOptions): ReplayStore {
  const known = new Set<string>();
  const ending = new Map<number, Held[]>();
  let oldest = Number.POSITIVE_INFINITY;

  const file = (held: Held, endsAt: number): void => {
    const bucket = Math.floor(endsAt / BUCKET_MS);
    const sharing = ending.get(bucket);
    if (sharing === undefined) ending.set(bucket, [held]);
    else sharing.push(held);
    oldest = Math.min(oldest, bucket);
  };
  const forgetOrFileAgain = (held: Held): void => {
    const left = held.expiresAtMs - now();
    if (left > 0) file(held, elapsed() + left);
    else known.delete(held.key);
  };
  const forgetEnded = (before: number): void => {
    const bucketOfThen = Math.floor(before / BUCKET_MS);
    if (oldest >= bucketOfThen) return;
    const ended = [...ending].filter(([bucket]) => bucket < bucketOfThen);
    for (const [bucket] of ended) ending.delete(bucket);
    oldest = Math.min(Number.POSITIVE_INFINITY, ...ending.keys());
    for (const [, pairs] of ended) pairs.forEach(forgetOrFileAgain);
  };

  const rememberNow = (issuer: string, jti: string, expiresAtMs: number): 'new' | 'seen' | 'full' => {
    forgetEnded(elapsed() - SET_BACK_MS);
    // JSON keeps ("a b", "c") and ("a", "b c") apart.
    const key = JSON.stringify([issuer, jti]);
    if (known.has(key)) return 'seen';
    if (known.size >= capacity) forgetEnded(elapsed());
    if (known.size >= capacity) return 'full';
    known.add(key);
    file({ key, expiresAtMs }, elapsed() + Math.max(0, expiresAtMs - now()));
    return 'new';
  };

  return { remember: (issuer, jti, expiresAtMs) => Promise.resolve(rememberNow(issuer, jti, expiresAtMs)) };
}
