import { Command, CommanderError } from 'commander';
import { packageVersion } from '../../content/load-content.js';
import { diff } from '../content/diff.js';
import { explainCodeCommand } from '../content/explain-code.js';
import { importValueSet } from '../content/import-value-set.js';
import { schema } from '../content/schema.js';
import { testCases } from '../content/test-cases.js';
import { validate } from '../content/validate.js';
import { doctor } from '../requests/doctor.js';
import { explain } from '../requests/explain.js';
import { replay } from '../requests/replay.js';
import { addGallery } from '../site/gallery-command.js';
import { addEhrKit } from '../site/ehr-kit-command.js';
import { addRehearse } from '../site/rehearse-command.js';
import { addCompletion } from './completion.js';
import { HELP } from './help.js';
import { runSandbox } from './sandbox-process.js';
import { CliError, type CliIo, EXIT } from './terminal-io.js';

/**
 * The command line: `npx tacrolimus-cds <command>`; without a command it starts the service.
 *
 * @param argv the arguments after the program's own name
 * @param extend adds commands that need more of the environment than `io` has
 * @returns 0 ok; 1 something was found or differs; 2 wrong usage or unreadable input
 */
export async function runCli(
  argv: readonly string[],
  io: CliIo,
  extend: (program: Command, finish: (exitCode: number) => void) => void = () => undefined,
): Promise<number> {
  const result = { code: EXIT.ok as number };
  const finish = (code: number) => {
    result.code = code;
  };
  const program = createProgram(io, finish);
  extend(program, finish);
  program.version(await packageVersion(), '--version', 'print the version of the program');
  addCompletion(program, io);
  try {
    // Not commander's default command: that would swallow a mistyped name as an argument of `serve`.
    await program.parseAsync(argv.length === 0 ? ['serve'] : [...argv], { from: 'user' });
    return result.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.unusable;
    if (!(error instanceof CliError)) throw error;
    io.err(error.message);
    return EXIT.unusable;
  }
}

const JSON_OPTION = ['--json', 'print JSON instead of text'] as const;
const CONTENT_OPTION = ['--content <dir>', HELP.content] as const;
const SERVICE_OPTION = ['--service <id>', 'the service that was called; without it the one of the hook'] as const;
const AS_OF_OPTION = [
  '--as-of <time>',
  'the moment of the call, such as 2026-11-22T17:00:00Z; without it now',
] as const;

function createProgram(io: CliIo, done: (code: number) => void): Command {
  const finish =
    <A extends unknown[]>(run: (...args: A) => Promise<number>) =>
    async (...args: A) =>
      done(await run(...args));
  const program = new Command('tacrolimus-cds')
    .description(HELP.program)
    // A command below a command may have an option that the upper one has too: `rehearse worker --queue`.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(text.trimEnd()),
      getOutHelpWidth: () => io.width,
      getErrHelpWidth: () => io.width,
    })
    .addHelpText('after', `\n${HELP.exitCodes}`);
  const command = (name: string, words: { readonly what: string; readonly more: string }) =>
    program.command(name).description(words.what).addHelpText('after', `\n${words.more}`);

  command('serve', HELP.serve).action(finish(() => io.serve()));
  command('sandbox', HELP.sandbox)
    .option('--all', 'print the answer for every patient, not only for the featured ones')
    .action(finish((options: { all?: boolean }) => runSandbox(options.all === true, io)));
  command('validate [dir]', HELP.validate)
    .option('--clients <file>', 'clients file: the profile of each client must be there too')
    .option(...JSON_OPTION)
    .action(finish((dir: string | undefined, options: object) => validate(dir, options, io)));
  command('diff <before> <after>', HELP.diff)
    .option(...JSON_OPTION)
    .action(finish((before: string, after: string, options: object) => diff(before, after, options, io)));
  command('explain [request.json]', HELP.explain)
    .option(...CONTENT_OPTION)
    .option(...SERVICE_OPTION)
    .option(...AS_OF_OPTION)
    .option('--after <request.json>', 'a call that the same user made just before, to rehearse oneAlertPerDecision')
    .option('--set-aside <reason>', 'the reason for which the cards of that call were set aside')
    .option('--allow-fetch', 'ask the FHIR server named in the request for what is missing')
    .option('--card <uuid>', 'a card that the running service has shown, instead of a captured request')
    .option('--url <url>', 'the running service (without it http://127.0.0.1:3000)')
    .option('--token-file <file>', 'file with the TRACE_TOKEN of the running service; - is standard input')
    .option(...JSON_OPTION)
    .action(finish((path: string | undefined, options: object) => explain(path, options, io)));
  command('replay <requests...>', HELP.replay)
    .option(...CONTENT_OPTION)
    .requiredOption('--vs <dir>', 'the other content folder, or "shipped"')
    .option(...SERVICE_OPTION)
    .option(...AS_OF_OPTION)
    .option(...JSON_OPTION)
    .action(finish((paths: string[], options: { vs: string }) => replay(paths, options, io)));
  command('test-cases [files...]', HELP.testCases)
    .option(...CONTENT_OPTION)
    .option('--sheet <out.html>', 'write every case with its card as it reads and a place to sign, to be printed')
    .option(...JSON_OPTION)
    .action(finish((files: string[], options: object) => testCases(files, options, io)));
  command('explain-code <what...>', HELP.explainCode)
    .option(...CONTENT_OPTION)
    .option(...JSON_OPTION)
    .action(finish((what: string[], options: object) => explainCodeCommand(what, options, io)));
  command('doctor <files...>', HELP.doctor)
    .option(...CONTENT_OPTION)
    .option(...JSON_OPTION)
    .action(finish((paths: string[], options: object) => doctor(paths, options, io)));
  command('schema', HELP.schema)
    .option('--out <dir>', 'write one file per schema into this folder')
    .option(...JSON_OPTION)
    .action(finish((options: object) => schema(options, io)));
  command('import-value-set <file>', HELP.importValueSet)
    .requiredOption('--id <id>', 'name of the value set, such as lab-creatinine-blood')
    .option('--out <dir>', 'write <id>.json into this folder instead of printing it')
    .option('--replace', 'with --out: take the place of a set of the product, and lose codes of it')
    .option(...JSON_OPTION)
    .action(finish((path: string, options: { id: string }) => importValueSet(path, options, io)));
  addEhrKit(program, io, done);
  addGallery(program, io, done);
  addRehearse(program, io, done);
  return program;
}
