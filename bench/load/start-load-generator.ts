import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromGenerator, LoadJob, ToGenerator } from './load-messages.js';
import type { LoadRun } from './load-run.js';

export interface LoadGenerator {
  addBody(name: string, text: string): Promise<void>;
  /** Signs and connects; `run` then starts at once. */
  prepare(job: LoadJob): Promise<void>;
  run(): Promise<LoadRun>;
  stop(): void;
}

export async function startLoadGenerator(): Promise<LoadGenerator> {
  const script = fileURLToPath(new URL('./load-generator.js', import.meta.url));
  const child = fork(script, { serialization: 'advanced', execArgv: ['--max-semi-space-size=64'] });
  await answerOf(child);
  const ask = async (message: ToGenerator): Promise<FromGenerator> => {
    const answer = answerOf(child);
    child.send(message);
    return answer;
  };
  return {
    async addBody(name, text) {
      await ask({ type: 'body', name, text });
    },
    async prepare(job) {
      await ask({ type: 'prepare', job });
    },
    async run() {
      const answer = await ask({ type: 'run' });
      if (answer.type !== 'ran') throw new Error(`The load generator answered ${answer.type}.`);
      const { latencies, statuses, seconds } = answer;
      return { latencies, statuses, seconds };
    },
    stop: () => child.disconnect(),
  };
}

function answerOf(child: ChildProcess): Promise<FromGenerator> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      child.off('message', take);
      child.off('exit', leave);
    };
    const take = (message: unknown): void => {
      settle();
      const answer = message as FromGenerator;
      if (answer.type === 'failed') reject(new Error(`The load generator failed: ${answer.message}`));
      else resolve(answer);
    };
    const leave = (code: number | null): void => {
      settle();
      reject(new Error(`The load generator ended with ${code ?? 'a signal'}.`));
    };
    child.once('message', take);
    child.once('exit', leave);
  });
}
