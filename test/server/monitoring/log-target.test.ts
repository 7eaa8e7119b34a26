import { describe, expect, test } from '@jest/globals';
import { createLogTarget, type LineSink } from '../../../src/server/monitoring/log-target.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A sink in whose place the test answers. */
function sink(holdsThread = false) {
  const chunks: string[] = [];
  const answers: ((error: Error | null) => void)[] = [];
  const line: LineSink = {
    holdsThread,
    write(chunk, done) {
      chunks.push(chunk.toString());
      answers.push(done);
    },
  };
  return { line, chunks, answer: (error: Error | null = null) => answers.shift()?.(error) };
}

const FULL = Object.assign(new Error('no space'), { code: 'ENOSPC' });
const lossOf = (chunk: string | undefined) =>
  JSON.parse(chunk?.split('\n').find((line) => line.includes('lost')) ?? '{}') as unknown;

describe('the log target', () => {
  test('lines of one turn are one write, in their order; the next write waits for the answer', async () => {
    const { line, chunks, answer } = sink();
    const target = createLogTarget(line);
    target.write('1\n');
    target.write('2\n');
    await turn();
    target.write('3\n');
    target.write('4\n');
    await turn();
    expect(chunks).toEqual(['1\n2\n']);
    answer();
    expect(chunks).toEqual(['1\n2\n', '3\n4\n']);
  });

  test('a sink that answers nothing: the queue is bounded, the rest is counted, and told by the first line that goes through', async () => {
    const { line, chunks, answer } = sink();
    const target = createLogTarget(line, { capacity: 10 });
    target.write('first\n');
    await turn();
    for (const text of ['12345\n', 'too long\n', '789\n', 'x\n']) target.write(text);
    expect(target.lost()).toBe(2);
    answer();
    expect(lossOf(chunks[1])).toMatchObject({ level: 40, lines: 2, soFar: 2, msg: 'log lines were lost' });
    expect(chunks[1]).toMatch(/\n12345\n789\n$/);
    answer();
    target.write('later\n');
    await turn();
    // Told once.
    expect(chunks[2]).toBe('later\n');
  });

  test('a write that fails: its lines are lost, a torn line is ended, and the loss is told', async () => {
    const { line, chunks, answer } = sink();
    const target = createLogTarget(line, { retryMs: 1 });
    target.write('1\n');
    target.write('2\n');
    await turn();
    answer(FULL);
    expect(target.lost()).toBe(2);
    target.write('3\n');
    while (chunks.length < 2) await turn();
    expect(chunks[1]).toMatch(/^\n\{.*\}\n3\n$/);
    expect(lossOf(chunks[1])).toMatchObject({ lines: 2, soFar: 2 });
    // The line that tells of the loss can be lost as well: then the next one tells of both.
    answer(FULL);
    target.write('4\n');
    while (chunks.length < 3) await turn();
    expect(lossOf(chunks[2])).toMatchObject({ lines: 3, soFar: 3 });
  });

  test('the end: what waits is written at once, in spite of a pause after a fault', async () => {
    const { line, chunks, answer } = sink();
    const target = createLogTarget(line, { retryMs: 1_000_000 });
    target.write('1\n');
    await turn();
    answer(FULL);
    target.write('2\n');
    await turn();
    expect(chunks).toHaveLength(1);
    const flushed = target.flush(1_000_000);
    expect(chunks).toHaveLength(2);
    answer();
    await flushed;
  });

  test.each([
    [true, true],
    [false, false],
  ])(
    'the end of a sink that answers nothing is bounded; holding a thread (%s) is told',
    async (holdsThread, hanging) => {
      const target = createLogTarget(sink(holdsThread).line);
      target.write('1\n');
      await target.flush(1);
      expect(target.isHanging()).toBe(hanging);
    },
  );

  test('the end of a sink that fails: nothing is tried twice', async () => {
    const { line, chunks, answer } = sink(true);
    const target = createLogTarget(line, { retryMs: 1_000_000 });
    target.write('1\n');
    const flushed = target.flush(1_000_000);
    answer(FULL);
    await flushed;
    expect([chunks.length, target.lost(), target.isHanging()]).toEqual([1, 1, false]);
  });
});
