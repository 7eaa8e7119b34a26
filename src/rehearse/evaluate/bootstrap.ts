import { createHash } from 'node:crypto';
import { addList, type OpenTally } from './tally.js';
import type { EpisodeCounts } from './episodes.js';

/** Resamplings. */
const RESAMPLES = 200;

/**
 * How often a patient is drawn in each resampling: Poisson with mean 1, from a hash of the id (Poisson bootstrap). The sums of a shard
 * need no other shard, and are the same on every run and machine.
 */
export function drawsOf(patientId: string): readonly number[] {
  const bytes: number[] = [];
  for (let block = 0; bytes.length < RESAMPLES * 2; block += 1) {
    bytes.push(...createHash('sha256').update(`bootstrap/${patientId}/${block}`).digest());
  }
  return Array.from({ length: RESAMPLES }, (_, at) => {
    const uniform = ((bytes[2 * at] ?? 0) * 256 + (bytes[2 * at + 1] ?? 0)) / 65_536;
    const draws = CUMULATED.findIndex((share) => uniform < share);
    return draws === -1 ? CUMULATED.length : draws;
  });
}

/** Chance of at most 0, 1, 2 ... draws. */
const CUMULATED = cumulated(8);

function cumulated(most: number): readonly number[] {
  const shares: number[] = [];
  let [term, sum] = [Math.exp(-1), 0];
  for (let draws = 0; draws < most; draws += 1) {
    sum += term;
    shares.push(sum);
    term /= draws + 1;
  }
  return shares;
}

const RESAMPLED = ['episodes', 'followed', 'events', 'caught'] as const;

/** Adds what one patient contributes to each resampling. */
export function addResampled(
  tally: OpenTally,
  path: readonly string[],
  counts: EpisodeCounts,
  draws: readonly number[],
): void {
  for (const name of RESAMPLED) {
    if (counts[name] === 0) continue;
    addList(
      tally,
      [...path, 'resampled', name],
      draws.map((times) => times * counts[name]),
    );
  }
}
