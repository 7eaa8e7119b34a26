import { type Command, Option } from 'commander';
import type { BurdenContract } from '../../domain/service-definition.js';
import { DAY_MS } from '../../domain/time.js';
import { findAlarms } from '../../records/report/build-report.js';
import { acknowledgedText, alarmText } from '../../records/report/words.js';
import { weekOf } from '../../records/store/evaluation.js';
import { readAlarms } from '../../records/store/kept-alarms.js';
import type { Store } from '../../records/store/open-store.js';
import { ACKNOWLEDGED_AS, type AcknowledgedAs, type Alarm, alarmsOf } from '../../records/watch/alarm.js';
import { HELP } from '../run/help.js';
import { json, table } from '../run/table.js';
import { CliError, type CliIo, EXIT } from '../run/terminal-io.js';
import type { ReportSettings } from './report-command.js';
import { withStore } from './store-access.js';

interface AlarmsOptions {
  readonly store?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

interface AcknowledgeOptions {
  readonly store?: string;
  readonly by: string;
  readonly as: AcknowledgedAs;
}

/** As far back as a report looks without a period. */
const DAYS = 91;
/** The store holds no free text, and no patient: a user name or a role has the shape of a code. */
const WHO = /^[A-Za-z][A-Za-z0-9._@-]{0,63}$/;

/** Adds `alarms` to the program. @param finish is told the exit code: 1 where an alarm is open */
export function addAlarms(
  program: Command,
  io: CliIo,
  finish: (exitCode: number) => void,
  settings: () => ReportSettings,
): void {
  const alarms = program
    .command('alarms')
    .description(HELP.alarms.what)
    .addHelpText('after', `\n${HELP.alarms.more}`)
    .option('--all', 'also those that were acknowledged')
    .option('--store <file>', 'SQLite file; without it the store of DATABASE_URL or STORE_FILE')
    .option('--json', 'print JSON instead of text')
    .action(async (options: AlarmsOptions) => finish(await list(options, io, settings())));
  alarms
    .command('acknowledge <id>')
    .description(HELP.acknowledge.what)
    .addHelpText('after', `\n${HELP.acknowledge.more}`)
    .requiredOption('--by <who>', 'your user name or role, such as j.doe or drug-safety')
    .addOption(new Option('--as <what>', 'what came of it').choices(ACKNOWLEDGED_AS).makeOptionMandatory())
    .option('--store <file>', 'SQLite file; without it the store of DATABASE_URL or STORE_FILE')
    .action(async (id: string, options: AcknowledgeOptions) => finish(await acknowledge(id, options, io, settings())));
}

/** @throws CliError */
async function list(options: AlarmsOptions, io: CliIo, { store, contract }: ReportSettings): Promise<number> {
  const agreed = await contract();
  const all = await withStore(options.store, io, store, (opened) => look(opened, agreed, io.now()));
  const open = all.filter(({ state }) => state === 'open');
  const shown = options.all === true ? all : open;
  io.out(options.json === true ? json(shown) : describe(shown, io.width));
  return open.length > 0 ? EXIT.findings : EXIT.ok;
}

/** @throws CliError where there is no such alarm, or nothing of it is open */
async function acknowledge(
  id: string,
  options: AcknowledgeOptions,
  io: CliIo,
  { store, contract }: ReportSettings,
): Promise<number> {
  const { by, as } = options;
  if (!WHO.test(by))
    throw new CliError('--by: write a user name or a role, such as j.doe: letters, digits and . _ @ -');
  const agreed = await contract();
  await withStore(options.store, io, store, async (opened) => {
    const alarm = (await look(opened, agreed, io.now())).find((each) => each.id === id);
    if (alarm === undefined) throw new CliError(`There is no alarm ${id}: tacrolimus-cds alarms --all lists them.`);
    const [last] = alarm.acknowledgements.slice(-1);
    if (alarm.state === 'acknowledged' && last !== undefined)
      throw new CliError(`Alarm ${id} is closed. ${acknowledgedText(last)}`);
    const now = io.now();
    const said = { alarm: id, at: new Date(now).toISOString(), by, as, throughWeek: weekOf(now) };
    await opened.keepAcknowledgement(said);
    io.out(`Alarm ${id}: ${alarmText(alarm.first)}.\n${acknowledgedText(said)}`);
  });
  return EXIT.ok;
}

/** Looks, and keeps what was found: where no service watches this store, an alarm is known from here on. */
async function look(store: Store, contract: BurdenContract | null, now: number): Promise<readonly Alarm[]> {
  const period = { from: new Date(now - DAYS * DAY_MS).toISOString(), to: new Date(now).toISOString() };
  const { alarms } = await findAlarms(await store.query(), period, contract);
  await store.keepAlarms(alarms);
  const { known, acknowledgements } = await readAlarms(await store.query());
  return alarmsOf([], known, acknowledgements);
}

function describe(alarms: readonly Alarm[], width: number): string {
  if (alarms.length === 0) return 'No alarm is open.';
  const rows = alarms.map(({ id, state, first, lastWeek, acknowledgements }) => [
    id,
    state,
    first.week === lastWeek ? first.week : `${first.week} to ${lastWeek}`,
    [`${alarmText(first)}.`, ...acknowledgements.map(acknowledgedText)].join(' '),
  ]);
  return table(['Alarm', 'State', 'Weeks (Mondays)', 'What'], rows, width);
}
