/** What a process has used, its own account. */
export interface Usage {
  /** User and system time since its start, all threads, milliseconds. */
  readonly cpuMs: number;
  /** Resident memory now, and its highest so far, MiB. */
  readonly rssMiB: number;
  readonly peakMiB: number;
  /** Time that its main thread has been at work since its start, milliseconds. */
  readonly loopMs: number;
}

const MIB = 1024 * 1024;

export function ownUsage(): Usage {
  const { user, system } = process.cpuUsage();
  return {
    cpuMs: (user + system) / 1000,
    rssMiB: process.memoryUsage.rss() / MIB,
    // Kilobytes on every platform.
    peakMiB: process.resourceUsage().maxRSS / 1024,
    loopMs: performance.eventLoopUtilization().active,
  };
}

export function sumOf(usages: readonly Usage[]): Usage {
  return usages.reduce((sum, usage) => ({
    cpuMs: sum.cpuMs + usage.cpuMs,
    rssMiB: sum.rssMiB + usage.rssMiB,
    peakMiB: sum.peakMiB + usage.peakMiB,
    loopMs: sum.loopMs + usage.loopMs,
  }));
}

/** The question that a measured process answers with its `Usage`. */
export const USAGE_QUESTION = 'usage?';
