import type { Kysely } from 'kysely';
import { CdsError } from '../../domain/cds-error.js';
import type { EvaluationEvent } from '../../domain/evaluation-event.js';
import type { ShadowComparison } from '../../domain/shadow-counts.js';
import type { AlertMemory, Logger } from '../../domain/ports.js';
import type { Card } from '../../domain/card.js';
import type { FeedbackEntry, KeptFeedback } from '../../cds-hooks/feedback/feedback.js';
import type { Acknowledgement, KnownAlarm } from '../watch/alarm.js';
import { createPostgresDatabase, createSqliteDatabase, type Database } from './database.js';
import { createCallCounter, isCounted } from './counted-calls.js';
import { evaluationRows, type CallFacts } from './evaluation.js';
import { keepAcknowledgement, keepAlarms } from './kept-alarms.js';
import { keepFeedback } from './keep-feedback.js';
import type { Lane } from './postgres-lanes.js';
import { createReasonReader, type ListedReason } from './override-reason.js';
import { recallShown } from './recall-shown.js';
import { createRecorder, type Recorder, type RecorderCounts, type RecorderOptions } from './recorder.js';
import { purge, type Purged, type PurgeOptions } from './retention.js';
import { createShadowCounter } from './shadow-counts.js';
import { createSharedReplayStore, type SharedReplayStore } from './shared-replay-store.js';
import { readSiteKeys } from './site-keys.js';
import { databaseErrorCode, StoreError } from './store-error.js';
import type { Tables } from './tables.js';
import { within } from './within.js';

export interface StoreSettings {
  /** `postgres://...`; null: the SQLite file. */
  readonly databaseUrl: string | null;
  /** Path of the SQLite file; null without a URL: nothing is kept. */
  readonly file: string | null;
  /** Make the folder of the file where it is missing. */
  readonly makeFolder?: boolean;
  /** PostgreSQL schema. */
  readonly schema?: string;
  /** `id:base64,...`, the first in use; null: a key that ends with the process. */
  readonly siteKeys: string | null;
  /** What becomes of a clinician's comment. */
  readonly comments: 'reduce' | 'encrypt';
  /** Not to start without the store that is set: what is production may not lose its events unnoticed. */
  readonly required?: boolean;
  /** A command beside the running service takes no lock and only reads or purges. */
  readonly asCommand?: boolean;
  readonly maxPages?: number;
  readonly sqliteModule?: string;
  /** Longest wait of an answer for what its user was told before. */
  readonly recallWaitMs?: number;
}

export interface StoreDeps {
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The override reasons in force; see `createReasonReader`. */
  readonly reasons: () => readonly ListedReason[];
  readonly recorder?: Partial<Omit<RecorderOptions, 'write' | 'log'>>;
}

export interface CallOrigin {
  readonly client: string | null;
  readonly patientId: string | null;
  readonly userId: string | null;
}

export interface Store {
  readonly kind: 'sqlite' | 'postgres' | 'none';
  /** Keeps what one call came to, and where the cards of its answer came from. Never rejects, and no answer waits for it. */
  keepEvaluation(call: CallFacts, event: EvaluationEvent, cards: readonly Card[]): Promise<void>;
  /**
   * What the user of a call was told before; null where nothing is kept, or where nobody can tell who is asking. It answers
   * within a small bound.
   */
  memoryOf(origin: CallOrigin): AlertMemory | null;
  /** @throws CdsError `overloaded` unless all entries are durable */
  keepFeedback(
    entries: readonly FeedbackEntry[],
    origin: { readonly service: string; readonly client: string | null },
  ): Promise<readonly KeptFeedback[]>;
  /** null where nothing is kept: then the memory of the process has to do. */
  readonly replayStore: SharedReplayStore | null;
  counts(): RecorderCounts;
  /** @throws RangeError; RetentionRefused; the database's error where it is away */
  purge(keepDays: number, options?: Pick<PurgeOptions, 'confirmed'>): Promise<Purged>;
  /** Counts a call under both contents. Never throws, and nobody waits for it. */
  keepShadow(comparison: ShadowComparison): void;
  /** What the watch has called. @throws the database's error where it is away */
  keepAlarms(alarms: readonly KnownAlarm[]): Promise<void>;
  /** What a person said of an alarm. @throws as `keepAlarms` */
  keepAcknowledgement(said: Acknowledgement): Promise<void>;
  /** For reports. @throws the database's error where it is away */
  query(): Promise<Kysely<Tables>>;
  close(): Promise<void>;
}

const FEEDBACK_WAIT_MS = 5_000;
const RECALL_WAIT_MS = 100;
const QUERY_WAIT_MS = 500;
/** Beside the 10 s that calls in flight get, within the 17 s of `graceful-shutdown.ts`. */
const CLOSE_WAIT_MS = 4_000;
const DEFAULT_SCHEMA = 'tacrolimus_cds';

/**
 * Opens the store. A database that is away now does not keep the service from starting: it is said aloud, and tried again
 * with every write. Where the SQLite module cannot be loaded the service starts without a store unless one is required, said just
 * as loudly.
 * @throws StoreError `settings`, `held-by-another`, `newer-release`, `refused`: the operator has to act
 */
export async function openStore(settings: StoreSettings, deps: StoreDeps): Promise<Store> {
  const { log } = deps;
  const keys = readSiteKeys(settings.siteKeys);
  const database = databaseOf(settings);
  if (database === null) {
    log.warn(
      {},
      'no store is set (STORE_FILE=none): evaluations are not kept, feedback is not offered, and there are no reports',
    );
    return createStore(null, keys, settings, deps);
  }
  if (settings.siteKeys === null) {
    log.warn({}, 'no site key is set: patients and users get other pseudonyms after every start');
  }
  try {
    await database.ready('calls');
    log.info({ store: database.kind, ...(database.kind === 'sqlite' ? { file: settings.file } : {}) }, 'store opened');
  } catch (error) {
    if (error instanceof StoreError) {
      await database.close();
      if (error.code !== 'module-missing' || settings.required === true) throw error;
      log.error({}, `${error.message} Until then evaluations are not kept and feedback is not offered.`);
      return createStore(null, keys, settings, deps);
    }
    log.error(
      { store: database.kind, code: databaseErrorCode(error) },
      'the store cannot be opened now; it is tried again',
    );
  }
  return createStore(database, keys, settings, deps);
}

/**
 * What speaks against starting with this store.
 * @returns one sentence per reason, each naming the setting to change
 */
export function findStoreFaults(
  profile: 'development' | 'production',
  { databaseUrl, file, siteKeys }: StoreSettings,
): string[] {
  if (profile === 'development' || siteKeys !== null || (databaseUrl === null && file === null)) return [];
  return [
    'SITE_KEYS: production keeps events under pseudonyms that must outlive a restart; write <id>:<32 random bytes in base64>, for example from openssl rand -base64 32 (STORE_FILE=none without DATABASE_URL keeps nothing)',
  ];
}

function databaseOf({ databaseUrl, file, schema = DEFAULT_SCHEMA, ...settings }: StoreSettings): Database | null {
  if (databaseUrl !== null) {
    if (!/^postgres(ql)?:\/\//.test(databaseUrl) || !URL.canParse(databaseUrl)) {
      throw new StoreError('settings', 'DATABASE_URL is not a postgres:// URL.');
    }
    return createPostgresDatabase({ url: databaseUrl, schema });
  }
  if (file === null) return null;
  return createSqliteDatabase({
    file,
    exclusive: settings.asCommand !== true,
    makeFolder: settings.makeFolder === true && settings.asCommand !== true,
    ...(settings.maxPages === undefined ? {} : { maxPages: settings.maxPages }),
    ...(settings.sqliteModule === undefined ? {} : { moduleName: settings.sqliteModule }),
  });
}

function createStore(
  database: Database | null,
  [key]: ReturnType<typeof readSiteKeys>,
  settings: StoreSettings,
  { log, now, reasons, recorder: limits }: StoreDeps,
): Store {
  const ready = (lane: Lane) => (database === null ? Promise.reject(noStore()) : database.ready(lane));
  const recorder = createRecorder({
    ...limits,
    log,
    write: (batch) => (database === null ? Promise.reject(noStore()) : database.write(batch)),
  });
  const reasonOf = createReasonReader(reasons);
  const countCall = createCallCounter();
  const countShadow = createShadowCounter();
  return {
    kind: database?.kind ?? 'none',
    async keepEvaluation(call, event, cards) {
      if (database === null) return;
      try {
        await recorder.record(isCounted(event) ? countCall(event, call) : evaluationRows(event, call, cards, key));
      } catch (error) {
        log.error({ code: databaseErrorCode(error) }, 'an evaluation could not be recorded');
      }
    },
    memoryOf: (origin) =>
      database === null
        ? null
        : memoryOf(origin, {
            recorder,
            key,
            log,
            ready: () => ready('calls'),
            waitMs: settings.recallWaitMs ?? RECALL_WAIT_MS,
          }),
    async keepFeedback(entries, { service, client }) {
      const context = {
        service,
        client: client ?? 'none',
        receivedAt: now(),
        key,
        keepComments: settings.comments === 'encrypt',
        reasonOf,
      };
      try {
        return await within(FEEDBACK_WAIT_MS, async () => {
          // Cards that are still in the queue are known cards.
          if (!recorder.counts().failing) await recorder.drained(500);
          return keepFeedback(await ready('calls'), entries, context);
        });
      } catch (error) {
        log.error({ code: databaseErrorCode(error), entries: entries.length }, 'feedback was not kept');
        throw new CdsError('overloaded', 'Feedback cannot be kept now; nothing was acknowledged. Send it again later.');
      }
    },
    replayStore: database === null ? null : createSharedReplayStore({ ready: () => ready('tokens') }),
    counts: () => recorder.counts(),
    purge: async (keepDays, options) => purge(await ready('calls'), { ...options, keepDays, now: now() }),
    keepShadow(comparison) {
      const rows = database === null ? null : countShadow(comparison);
      if (rows !== null) void recorder.record(rows);
    },
    keepAlarms: async (alarms) => keepAlarms(await ready('calls'), alarms),
    keepAcknowledgement: async (said) => keepAcknowledgement(await ready('calls'), said),
    async query() {
      // What was recorded a moment ago belongs to what is read.
      if (!recorder.counts().failing) await recorder.drained(QUERY_WAIT_MS);
      return ready('reports');
    },
    async close() {
      await recorder.close(CLOSE_WAIT_MS);
      await database?.close();
    },
  };
}

interface MemoryDeps {
  readonly recorder: Recorder;
  readonly key: ReturnType<typeof readSiteKeys>[0];
  readonly log: Logger;
  readonly ready: () => Promise<Kysely<Tables>>;
  readonly waitMs: number;
}

function memoryOf({ client, patientId, userId }: CallOrigin, deps: MemoryDeps): AlertMemory | null {
  if (patientId === null || userId === null) return null;
  const { recorder, key, log, ready, waitMs } = deps;
  return {
    async recall(question) {
      // Nobody waits for a database that is known to be away.
      if (recorder.counts().failing) return [];
      try {
        return await within(waitMs, async () => {
          // The cards of the call before may still be in the queue.
          await recorder.drained(waitMs);
          return recallShown(await ready(), { client: client ?? 'none', patientId, userId }, question, key);
        });
      } catch (error) {
        log.warn({ code: databaseErrorCode(error) }, 'what was told before cannot be recalled; it is told again');
        return [];
      }
    },
  };
}

function noStore(): Error {
  return Object.assign(new Error('there is no store'), { code: 'NO_STORE' });
}
