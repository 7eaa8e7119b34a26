import { describe, expect, it } from '@jest/globals';
import { evaluationRows, type EvaluationRows } from '../../src/store/evaluation.js';
import { createRecorder, type RecorderOptions } from '../../src/store/recorder.js';
import { readSiteKeys } from '../../src/store/site-keys.js';
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
    expect(new Set(written.map(({ evaluations }) => evaluations[0].id)).size).toBe(10);
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

  it('after close nothing is taken', async () => {
    const { record, close } = recorder(() => Promise.resolve());
    await close(10);
    expect(await record(rows())).toBe('lost');
  });
});
