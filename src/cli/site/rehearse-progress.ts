import type { Progress } from '../../rehearse/rehearse.js';
import type { CliIo } from '../run/terminal-io.js';

/** A long job tells how far it is, how fast it goes and how long it will take: once for each twentieth of the way. */
export function reportProgress(io: CliIo): Progress {
  const [reading, evaluating] = [steps(io), steps(io)];
  return {
    onBytes: (done, total) => {
      const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
      reading(
        done / total,
        (seconds) => `read ${megabytes(done)} of ${megabytes(total)}, ${megabytes(done / seconds)}/s`,
      );
    },
    onShard: (done, of, orders) => {
      evaluating(done / of, (seconds) => `evaluated ${done} of ${of} shards, ${Math.round(orders / seconds)} orders/s`);
    },
  };
}

const STEPS = 20;

function steps(io: CliIo): (share: number, text: (seconds: number) => string) => void {
  // The first call says where it begins: what an earlier run had done tells nothing of the speed of this one.
  let begun: { readonly at: number; readonly share: number } | null = null;
  let shown = -1;
  return (share, text) => {
    if (begun === null) {
      begun = { at: io.now(), share };
      return;
    }
    const step = Math.floor(share * STEPS);
    if (step === shown) return;
    shown = step;
    const seconds = Math.max(0.001, (io.now() - begun.at) / 1000);
    const left =
      share <= begun.share || share >= 1
        ? ''
        : `, about ${inWords((seconds * (1 - share)) / (share - begun.share))} left`;
    io.err(`${text(seconds)}${left}`);
  };
}

function inWords(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
