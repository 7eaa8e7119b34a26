import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a process has used, its own account. */
export interface Usage {
  /** User and system time since its start, all threads, milliseconds. */
  readonly cpuMs: number;
  /** Resident memory now, and its highest so far, MiB. */
  readonly rssMiB: number;
  readonly peakMiB: number;
  /** The longest that its main thread has kept everybody waiting since the last question, milliseconds. */
  readonly longestMs: number;
}

const MIB = 1024 * 1024;

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

export function ownUsage(): Usage {
  const longestMs = delay.max / 1e6;
  delay.reset();
  const { user, system } = process.cpuUsage();
  return {
    cpuMs: (user + system) / 1000,
    rssMiB: process.memoryUsage.rss() / MIB,
    // Kilobytes on every platform.
    peakMiB: process.resourceUsage().maxRSS / 1024,
    longestMs,
  };
}

export function sumOf(usages: readonly Usage[]): Usage {
  return usages.reduce((sum, usage) => ({
    cpuMs: sum.cpuMs + usage.cpuMs,
    rssMiB: sum.rssMiB + usage.rssMiB,
    peakMiB: sum.peakMiB + usage.peakMiB,
    longestMs: Math.max(sum.longestMs, usage.longestMs),
  }));
}

/** The question that a measured process answers with its `Usage`. */
export const USAGE_QUESTION = 'usage?';
