import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { evaluationRows, type EvaluationRows } from '../../../src/records/store/evaluation.js';
import { createRecorder, type RecorderOptions } from '../../../src/records/store/recorder.js';
import { readSiteKeys } from '../../../src/records/store/site-keys.js';
import { event, NOW } from './test-stores.js';

const [KEY] = readSiteKeys(null);
const rows = (): EvaluationRows =>
  evaluationRows(event(), { at: NOW, ms: 1, client: 'c', patientId: 'p', userId: null }, [], KEY);
const outage = () => Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

function recorder(write: RecorderOptions['write'], over: Partial<RecorderOptions> = {}) {
  return createRecorder({ write, log, waitMs: 20_000, retryMs: [5, 20], ...over });
}

describe('the recorder', () => {
  it('calls that come during a write share the next one', async () => {
    const sizes: number[] = [];
    const { record } = recorder(async (batch) => {
      sizes.push(batch.length);
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
    await Promise.all(Array.from({ length: 50 }, () => record(rows())));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(50);
    expect(sizes.length).toBeLessThanOrEqual(3);
  });

  it('a write that hangs -> the answer waits no longer than its bound', async () => {
    const { record, counts, close } = recorder(() => new Promise(() => undefined), { waitMs: 10 });
    expect(await record(rows())).toBe('pending');
    expect(counts().queued).toBe(1);
    await close(10);
    expect(counts()).toMatchObject({ lost: 1, queued: 0 });
  });

  it('a database that is away -> nobody waits, and all of it is written when it is back', async () => {
    let away = true;
    const written: EvaluationRows[] = [];
    const { record, counts, drained, close } = recorder((batch) => {
      if (away) return Promise.reject(outage());
      written.push(...batch);
      return Promise.resolve();
    });
    const answers = await Promise.all(Array.from({ length: 10 }, () => record(rows())));
    expect(new Set(answers)).toEqual(new Set(['pending']));
    expect(counts()).toMatchObject({ written: 0, queued: 10, failing: true });
    away = false;
    await drained(20_000);
    expect(counts()).toEqual({ written: 10, lost: 0, queued: 0, failing: false });
    expect(new Set(written.map(({ evaluations }) => evaluations[0]?.id)).size).toBe(10);
    await close(10);
  });

  it('what is recorded at the very moment at which the queue is empty is written too', async () => {
    const { record, close } = recorder(() => Promise.resolve());
    // Whoever waits for several calls hears of them a turn later than whoever waits for one.
    for (const turns of [0, 1, 2, 3, 4, 5, 6]) {
      await record(rows());
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      expect(await record(rows())).toBe('written');
    }
    await close(10);
  });

  it('a full queue -> what does not fit is counted, what is in it stays', async () => {
    const { record, counts, close } = recorder(() => Promise.reject(outage()), { capacity: 3 });
    const answers = await Promise.all(Array.from({ length: 5 }, () => record(rows())));
    expect(answers).toEqual(['pending', 'pending', 'pending', 'lost', 'lost']);
    expect(counts()).toMatchObject({ queued: 3, lost: 2 });
    await close(10);
    expect(counts()).toMatchObject({ queued: 0, lost: 5 });
  });

  it('one call that the database refuses is lost alone', async () => {
    const bad = rows();
    const { record, counts } = recorder((batch) =>
      batch.includes(bad)
        ? Promise.reject(Object.assign(new Error('no'), { code: 'SQLITE_CONSTRAINT_NOTNULL' }))
        : Promise.resolve(),
    );
    const answers = await Promise.all([record(rows()), record(bad), record(rows())]);
    expect(answers).toEqual(['written', 'lost', 'written']);
    expect(counts()).toEqual({ written: 2, lost: 1, queued: 0, failing: false });
  });

  describe('where nobody waits, as in the service', () => {
    const gathering = (over: Partial<RecorderOptions> = {}) => {
      const sizes: number[] = [];
      const write = (batch: readonly EvaluationRows[]) => {
        sizes.push(batch.length);
        return Promise.resolve();
      };
      return { sizes, ...recorder(write, { waitMs: 0, gatherMs: 60_000, batchSize: 20, ...over }) };
    };

    it('calls are answered at once and written together, when somebody wants to read them', async () => {
      const { record, drained, counts, sizes } = gathering();
      for (let call = 0; call < 7; call += 1) expect(await record(rows())).toBe('pending');
      expect(sizes).toEqual([]);
      await drained(20_000);
      expect(sizes).toEqual([7]);
      expect(counts()).toEqual({ written: 7, lost: 0, queued: 0, failing: false });
    });

    it('after the while they are written without being asked', async () => {
      const { record, counts } = gathering({ gatherMs: 5 });
      await record(rows());
      while (counts().written === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(counts()).toEqual({ written: 1, lost: 0, queued: 0, failing: false });
    });

    it('a full batch does not wait for more', async () => {
      const { record, counts, sizes } = gathering();
      for (let call = 0; call < 20; call += 1) await record(rows());
      while (counts().written === 0) await new Promise((resolve) => setImmediate(resolve));
      expect(sizes).toEqual([20]);
    });

    it('a normal end writes what was gathered', async () => {
      const { record, close, counts } = gathering();
      await record(rows());
      await close(20_000);
      expect(counts()).toEqual({ written: 1, lost: 0, queued: 0, failing: false });
    });

    it('somebody who hurries while a batch is being gathered or written has it all written', async () => {
      const { record, drained, counts } = gathering();
      await record(rows());
      const first = drained(20_000);
      await record(rows());
      await Promise.all([first, drained(20_000)]);
      expect(counts()).toEqual({ written: 2, lost: 0, queued: 0, failing: false });
    });
  });

  it('after close nothing is taken', async () => {
    const { record, close } = recorder(() => Promise.resolve());
    await close(10);
    expect(await record(rows())).toBe('lost');
  });
});

/** What has not been written when the process is killed is lost: so much, and no more. */
describe('how old an event is when it is written', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  /** @returns the oldest that any event was when the write that holds it began, milliseconds */
  const oldestWhen = async ({ writeMs, eventMs }: { writeMs: number; eventMs: number }): Promise<number> => {
    jest.useFakeTimers();
    const came = new Map<EvaluationRows, number>();
    const ages: number[] = [];
    const { record } = createRecorder({
      log,
      write: async (batch) => {
        ages.push(...batch.map((each) => performance.now() - (came.get(each) ?? Number.NaN)));
        await new Promise((resolve) => setTimeout(resolve, writeMs));
      },
    });
    for (let count = 0; count < 100; count += 1) {
      const each = rows();
      came.set(each, performance.now());
      void record(each);
      await jest.advanceTimersByTimeAsync(eventMs);
    }
    await jest.advanceTimersByTimeAsync(1_000);
    expect(ages).toHaveLength(100);
    return Math.max(...ages);
  };

  it.each([
    ['few, and a quick disk: 25 ms of gathering', { writeMs: 5, eventMs: 200 }, 25],
    ['many, and a quick disk: the same', { writeMs: 5, eventMs: 3 }, 25],
    ['many, and a slow disk: the write under way', { writeMs: 120, eventMs: 3 }, 120],
  ])('%s', async (_what, load, bound) => {
    expect(await oldestWhen(load)).toBeLessThanOrEqual(bound);
  });
});
