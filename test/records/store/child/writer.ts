import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openStore, type StoreSettings } from '../../../../src/records/store/open-store.js';

/** A second process for the tests: it does one thing until it is killed, and tells each acknowledged item at once. */
export interface ChildTask {
  readonly settings: StoreSettings;
  readonly task: 'hold' | 'feedback' | 'tokens';
  /** Tokens are tried in this order by every process that is given them. */
  readonly tokens?: readonly string[];
}

const tell = (line: string) => writeSync(1, `${line}\n`);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const { settings, task, tokens = [] } = JSON.parse(process.argv[2] ?? '{}') as ChildTask;
try {
  const store = await openStore(settings, { log, now: () => Date.now(), reasons: () => [] });
  tell('open');
  if (task === 'tokens') {
    for (const token of tokens) {
      const answer = await store.replayStore?.remember('issuer', token, Date.now() + 300_000).catch(() => null);
      if (answer === 'new') tell(`new ${token}`);
    }
    await store.close();
  }
  while (task === 'feedback') {
    const entries = Array.from({ length: 3 }, () => ({
      card: randomUUID(),
      outcome: 'overridden' as const,
      outcomeAt: new Date().toISOString(),
      suggestions: [],
      reason: { kind: 'none' as const },
      comment: null,
    }));
    // A refusal is no fault of the store's: nothing was acknowledged.
    const kept = await store.keepFeedback(entries, { service: 's', client: 'c' }).catch(() => []);
    for (const { card } of kept) tell(`kept ${card}`);
  }
  if (task === 'hold') setInterval(() => undefined, 1_000);
} catch (error) {
  tell(`refused ${(error as { code?: string }).code ?? ''} ${(error as Error).message}`);
  process.exitCode = 3;
}
