import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openCallers } from './callers.js';
import { siegeClients } from './clients.js';
import { startFortress, type Downtime, type Fortress } from './fortress.js';
import { openLedger, type Ledger } from './ledger.js';
import { siegePatients } from './patients.js';
import { startBusyNeighbour, startSurroundings } from './surroundings.js';

/** Callers, and how many of their calls the service takes at once: less, so that there is something to shed. */
const CALLERS = { long: 128, short: 48 };
const MAX_IN_FLIGHT = { long: 100, short: 36 };
/** Held short: each edition keeps a core busy for as long as all its cards take to be checked. */
const EDITIONS = { long: Number.POSITIVE_INFINITY, short: 3 };
const PATIENTS = 60;

export interface SiegeResult {
  readonly ledger: Ledger;
  readonly downtimes: readonly Downtime[];
  /** Exit codes of the processes that were asked to end. */
  readonly exitCodes: readonly (number | null)[];
  /** Bytes that stay in memory, at two moments at which nobody called, and the calls between them. */
  readonly memory: { readonly before: number; readonly after: number; readonly calls: number };
  /** How late this process was itself, milliseconds, 99th percentile: so much of what callers waited is ours. */
  readonly ownLagMs: number;
  /** All that the service has logged. */
  readonly output: string;
}

/**
 * The production profile under siege for that long: many callers, a core kept busy by others, content that is changed under
 * way, reports that are read; ended and started again by SIGTERM, by kill -9, and by SIGTERM once more.
 */
export async function laySiege(store: Readonly<Record<string, string>>, seconds: number): Promise<SiegeResult> {
  const clients = siegeClients();
  const patients = siegePatients(PATIENTS, Date.now());
  const surroundings = await startSurroundings(patients, { keys: clients.map(({ key }) => key.jwk) });
  const length = seconds < ALONE_FROM_SECONDS ? 'short' : 'long';
  const fortress = await startFortress({ surroundings, clients, store, maxInFlight: MAX_IN_FLIGHT[length] });
  const lag = monitorEventLoopDelay();
  lag.enable();
  // Held short it is one of two files of tests at a time: the other is the neighbour.
  const neighbour = length === 'short' ? null : startBusyNeighbour(seconds * 2_000 + 60_000);
  try {
    const ledger = openLedger();
    const callers = await openCallers({ fortress, surroundings, clients, patients, ledger });
    const exitCodes: (number | null)[] = [];
    /** Everything at once, until these acts are over. */
    const under = async (acts: () => Promise<void>) => {
      let over = false;
      const isOver = () => over;
      await Promise.all([
        callers.callUntil(CALLERS[length], isOver),
        callers.readReports(isOver),
        publishEditions(fortress, EDITIONS[length], isOver),
        acts().finally(() => (over = true)),
      ]);
    };
    const quarter = () => pause(seconds * 250);
    await under(async () => {
      await quarter();
      while (!sawBothVerdicts(fortress)) await pause(200);
      exitCodes.push(await fortress.restart('SIGTERM'));
      await quarter();
      await fortress.restart('SIGKILL');
      await quarter();
      exitCodes.push(await fortress.restart('SIGTERM'));
      // Until everything has been used once: what is kept on purpose is then there.
      await quarter();
    });
    const before = { bytes: await fortress.liveBytes(), calls: ledger.calls() };
    await under(quarter);
    const memory = { before: before.bytes, after: await fortress.liveBytes(), calls: ledger.calls() - before.calls };
    exitCodes.push(await fortress.end());
    const ownLagMs = Math.round(lag.percentile(99) / 1e6);
    return { ledger, downtimes: fortress.downtimes, exitCodes, memory, ownLagMs, output: fortress.output() };
  } finally {
    lag.disable();
    neighbour?.end();
    await fortress.clean();
    await surroundings.close();
  }
}

/** An edition that the next one overtakes before it is judged brings no verdict: then there have to be more of them. */
function sawBothVerdicts(fortress: Fortress): boolean {
  return ['"content reloaded"', '"content refused"'].every((line) => fortress.output().includes(line));
}

/**
 * New content every other second, or when the one before is judged, which takes longer on a machine that is full; every third may
 * not be used. What is judged while a process ends is not told, so nobody waits for it for ever.
 */
async function publishEditions(fortress: Fortress, most: number, isOver: () => boolean): Promise<void> {
  const judged = () => fortress.output().split(/"content (?:reloaded|refused)"/).length;
  for (let edition = 0; !isOver() && (edition < most || !sawBothVerdicts(fortress)); edition += 1) {
    const before = judged();
    await fortress.publish(edition % 3 === 1 ? 'broken' : `no${edition}`);
    await pause(2_000);
    for (let waited = 0; judged() === before && waited < 20_000 && !isOver(); waited += 200) await pause(200);
  }
  await fortress.publish('last');
}

/** So long nobody waits for it who has other tests to run. */
const ALONE_FROM_SECONDS = 60;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
