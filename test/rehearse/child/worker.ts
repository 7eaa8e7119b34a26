import { runCli } from '../../../src/cli/run/run-cli.js';
import { ROOT } from '../../cli/cli-harness.js';

/** `rehearse worker` as a process of its own, to be killed. */
process.exitCode = await runCli(process.argv.slice(2), {
  out: () => undefined,
  err: (text) => process.stderr.write(`${text}\n`),
  readStdin: () => Promise.resolve(''),
  width: 100,
  color: false,
  now: () => Date.now(),
  cwd: ROOT,
  packageRoot: ROOT,
  serve: () => Promise.resolve(0),
});
