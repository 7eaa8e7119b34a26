import { type Command, Argument } from 'commander';
import { HELP } from './help.js';
import type { CliIo } from './terminal-io.js';

interface OptionWords {
  /** Long spelling: `--json`. */
  readonly name: string;
  readonly what: string;
  readonly takesValue: boolean;
  /** The values that there are; empty for any, such as a file. */
  readonly choices: readonly string[];
}

interface CommandWords {
  /** `['alarms', 'acknowledge']` */
  readonly path: readonly string[];
  readonly what: string;
  readonly options: readonly OptionWords[];
  /** Commands below this one, or the words that its argument may be. */
  readonly words: readonly string[];
  /** Whether an argument may also be a file, or anything else that we cannot know. */
  readonly takesFiles: boolean;
}

/** Adds `completion`: the script is made from the commands themselves, so that it cannot lag behind them. */
export function addCompletion(program: Command, io: Pick<CliIo, 'out'>): void {
  program
    .command('completion')
    .description(HELP.completion.what)
    .addHelpText('after', `\n${HELP.completion.more}`)
    .addArgument(new Argument('<shell>').choices(Object.keys(SCRIPTS)))
    .action((shell: keyof typeof SCRIPTS) => io.out(SCRIPTS[shell](below(program, [])).join('\n')));
}

function below(parent: Command, path: readonly string[]): CommandWords[] {
  return parent.commands.flatMap((command) => {
    const own = [...path, command.name()];
    return [wordsOf(command, own), ...below(command, own)];
  });
}

function wordsOf(command: Command, path: readonly string[]): CommandWords {
  const options = command.options.flatMap(({ long, description, required, argChoices = [] }) =>
    typeof long === 'string' ? [{ name: long, what: description, takesValue: required, choices: argChoices }] : [],
  );
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  return {
    path,
    what: command.description(),
    options: [...options, HELP_OPTION],
    words: [...command.commands.map((each) => each.name()), ...choices],
    takesFiles: command.registeredArguments.some(({ argChoices }) => argChoices === undefined),
  };
}

const HELP_OPTION: OptionWords = { name: '--help', what: 'what this command does', takesValue: false, choices: [] };
const OF_PROGRAM: readonly OptionWords[] = [
  HELP_OPTION,
  { name: '--version', what: 'the version of the program', takesValue: false, choices: [] },
];

/** Where nothing of ours fits, each shell goes on with file names. */
const SCRIPTS = {
  bash: (commands: readonly CommandWords[]) => [
    '_tacrolimus_cds() {',
    '  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" place="${COMP_WORDS[1]}" words=""',
    ...nested(commands).map(
      ([first, second]) =>
        `  [ "$COMP_CWORD" -gt 2 ] && [ "$place \${COMP_WORDS[2]}" = "${first} ${second}" ] && place="${first} ${second}"`,
    ),
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    words="${namesOf([...firstLevel(commands).map(({ path }) => ({ name: path.join() })), ...OF_PROGRAM])}"`,
    '  else case "$place $before" in',
    ...commands.flatMap(({ path, options }) =>
      options
        .filter(({ choices }) => choices.length > 0)
        .map(({ name, choices }) => `    "${path.join(' ')} ${name}") words="${choices.join(' ')}" ;;`),
    ),
    '    *) case "$place" in',
    ...commands.map(
      ({ path, options, words }) =>
        `      "${path.join(' ')}") words="${[...words, ...options.map(({ name }) => name)].join(' ')}" ;;`,
    ),
    '    esac ;;',
    '  esac; fi',
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    '}',
    'complete -o default -F _tacrolimus_cds tacrolimus-cds',
  ],
  zsh: (commands: readonly CommandWords[]) => [
    '#compdef tacrolimus-cds',
    '_tacrolimus_cds() {',
    '  local place="$words[2]"',
    ...nested(commands).map(
      ([first, second]) =>
        `  (( CURRENT > 3 )) && [[ "$place $words[3]" = "${first} ${second}" ]] && place="${first} ${second}"`,
    ),
    '  if (( CURRENT == 2 )); then',
    '    local -a commands=(',
    ...firstLevel(commands).map(
      ({ path, what }) => `      ${quoted(`${path.join()}:${what.replaceAll(':', String.raw`\:`)}`)}`,
    ),
    '    )',
    '    _describe command commands',
    `    _arguments ${OF_PROGRAM.map(zshOption).join(' ')}`,
    '  else case "$place" in',
    ...commands.map(({ path, options, words, takesFiles }) => {
      const files = words.length > 0 ? `{ compadd ${words.join(' ')}; _files }` : '_files';
      const rest = `*:what:${takesFiles ? files : `(${words.join(' ')})`}`;
      return `    ${quoted(path.join(' '))}) _arguments ${[quoted(rest), ...options.map(zshOption)].join(' ')} ;;`;
    }),
    '  esac; fi',
    '}',
    // Read by `source` as well as from a folder of completions.
    'if [ "$funcstack[1]" = "_tacrolimus-cds" ]; then _tacrolimus_cds "$@"; else compdef _tacrolimus_cds tacrolimus-cds; fi',
  ],
  fish: (commands: readonly CommandWords[]) => [
    ...firstLevel(commands).map(
      ({ path, what }) => `${FISH} -n __fish_use_subcommand -a ${path.join()} -d ${quoted(what)}`,
    ),
    ...OF_PROGRAM.map((option) => fishOption('__fish_use_subcommand', option)),
    ...commands.flatMap(({ path, options, words, takesFiles }) => {
      const others = nested(commands).flatMap(([first, second]) => (path.join() === first ? [second] : []));
      const here = path.map((name) => `__fish_seen_subcommand_from ${name}`).join('; and ');
      const condition = [here, ...others.map((name) => `not __fish_seen_subcommand_from ${name}`)].join('; and ');
      return [
        ...(words.length > 0
          ? [`${FISH}${takesFiles ? '' : ' -f'} -n ${quoted(condition)} -a ${quoted(words.join(' '))}`]
          : []),
        ...options.map((option) => fishOption(condition, option)),
      ];
    }),
  ],
};

const FISH = 'complete -c tacrolimus-cds';

function firstLevel(commands: readonly CommandWords[]): CommandWords[] {
  return commands.filter(({ path }) => path.length === 1);
}

/** Commands below a command: their options are their own. */
function nested(commands: readonly CommandWords[]): (readonly string[])[] {
  return commands.filter(({ path }) => path.length > 1).map(({ path }) => path);
}

function namesOf(words: readonly { readonly name: string }[]): string {
  return words.map(({ name }) => name).join(' ');
}

function zshOption({ name, what, takesValue, choices }: OptionWords): string {
  const shown = what.replaceAll(/[[\]:\\]/g, String.raw`\$&`);
  const value = takesValue ? `:value:${choices.length > 0 ? `(${choices.join(' ')})` : '_files'}` : '';
  return quoted(`${name}[${shown}]${value}`);
}

function fishOption(condition: string, { name, what, takesValue, choices }: OptionWords): string {
  const value = choices.length > 0 ? ` -x -a ${quoted(choices.join(' '))}` : takesValue ? ' -r' : '';
  return `${FISH} -n ${quoted(condition)} -l ${name.replace(/^--/, '')}${value} -d ${quoted(what)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
