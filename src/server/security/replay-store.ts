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

export interface InMemoryReplayStoreOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Most pairs held at once; beyond it the store says `full` until some expire. */
  readonly capacity?: number;
}

/** For one process. Pairs are filed by the ten seconds in which they expire, so forgetting costs nothing per call. */
export function createInMemoryReplayStore({ now, capacity = CAPACITY }: InMemoryReplayStoreOptions): ReplayStore {
  const known = new Set<string>();
  const expiring = new Map<number, string[]>();
  let oldest = Number.POSITIVE_INFINITY;

  const forgetExpired = (bucketOfNow: number): void => {
    if (oldest >= bucketOfNow) return;
    oldest = Number.POSITIVE_INFINITY;
    for (const [bucket, keys] of expiring) {
      if (bucket >= bucketOfNow) {
        oldest = Math.min(oldest, bucket);
        continue;
      }
      for (const key of keys) known.delete(key);
      expiring.delete(bucket);
    }
  };

  const rememberNow = (issuer: string, jti: string, expiresAtMs: number): 'new' | 'seen' | 'full' => {
    forgetExpired(Math.floor(now() / BUCKET_MS));
    // JSON keeps ("a b", "c") and ("a", "b c") apart.
    const key = JSON.stringify([issuer, jti]);
    if (known.has(key)) return 'seen';
    if (known.size >= capacity) return 'full';
    const bucket = Math.floor(expiresAtMs / BUCKET_MS);
    known.add(key);
    const sharing = expiring.get(bucket);
    if (sharing === undefined) expiring.set(bucket, [key]);
    else sharing.push(key);
    oldest = Math.min(oldest, bucket);
    return 'new';
  };

  return { remember: (issuer, jti, expiresAtMs) => Promise.resolve(rememberNow(issuer, jti, expiresAtMs)) };
}
