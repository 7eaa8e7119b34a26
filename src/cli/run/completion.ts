import { type Command, Argument } from 'commander';
import { HELP } from './help.js';
import type { CliIo } from './terminal-io.js';

interface CommandWords {
  readonly name: string;
  readonly what: string;
  /** Long spellings: `--json`. */
  readonly options: readonly string[];
}

/** Adds `completion`: the script is made from the commands themselves, so that it cannot lag behind them. */
export function addCompletion(program: Command, io: Pick<CliIo, 'out'>): void {
  program
    .command('completion')
    .description(HELP.completion.what)
    .addHelpText('after', `\n${HELP.completion.more}`)
    .addArgument(new Argument('<shell>').choices(Object.keys(SCRIPTS)))
    .action((shell: keyof typeof SCRIPTS) => io.out(SCRIPTS[shell](wordsOf(program))));
}

function wordsOf(program: Command): CommandWords[] {
  return program.commands.map((command) => ({
    name: command.name(),
    what: command.description(),
    options: [...command.options.flatMap(({ long }) => (long === undefined ? [] : [long])), '--help'],
  }));
}

/** Where nothing of ours fits, each shell goes on with file names. */
const SCRIPTS = {
  bash: (commands: readonly CommandWords[]) =>
    [
      '_tacrolimus_cds() {',
      '  local word="${COMP_WORDS[COMP_CWORD]}" words=""',
      '  if [ "$COMP_CWORD" -eq 1 ]; then',
      `    words="${commands.map(({ name }) => name).join(' ')} --help --version"`,
      '  else case "${COMP_WORDS[1]}" in',
      ...commands.map(({ name, options }) => `    ${name}) words="${options.join(' ')}" ;;`),
      '  esac; fi',
      '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
      '}',
      'complete -o default -F _tacrolimus_cds tacrolimus-cds',
    ].join('\n'),
  zsh: (commands: readonly CommandWords[]) =>
    [
      '#compdef tacrolimus-cds',
      '_tacrolimus_cds() {',
      '  if (( CURRENT == 2 )); then',
      '    local -a commands=(',
      ...commands.map(({ name, what }) => `      ${quoted(`${name}:${what.replaceAll(':', ' -')}`)}`),
      '    )',
      '    _describe command commands',
      '  else case "$words[2]" in',
      ...commands.map(
        ({ name, options }) => `    ${name}) _arguments '*:file:_files' ${options.map(quoted).join(' ')} ;;`,
      ),
      '  esac; fi',
      '}',
      // Read by `source` as well as from a folder of completions.
      'if [ "$funcstack[1]" = "_tacrolimus-cds" ]; then _tacrolimus_cds "$@"; else compdef _tacrolimus_cds tacrolimus-cds; fi',
    ].join('\n'),
  fish: (commands: readonly CommandWords[]) =>
    commands
      .flatMap(({ name, what, options }) => [
        `complete -c tacrolimus-cds -n __fish_use_subcommand -a ${name} -d ${quoted(what)}`,
        ...options.map(
          (option) =>
            `complete -c tacrolimus-cds -n '__fish_seen_subcommand_from ${name}' -l ${option.replace(/^--/, '')}`,
        ),
      ])
      .join('\n'),
};

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
