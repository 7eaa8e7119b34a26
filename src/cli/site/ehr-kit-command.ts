import type { Command } from 'commander';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ContentError, formatProblem } from '../../content/files/content-error.js';
import { didYouMean } from '../../content/files/nearest-name.js';
import { cardCatalogue } from '../../ehr/kit/card-catalogue.js';
import { checkFilledKit } from '../../ehr/kit/check-filled-kit.js';
import { buildEhrKit, type EhrKit } from '../../ehr/kit/ehr-kit.js';
import { kitPage } from '../../ehr/kit/kit-page.js';
import { blankSheet } from '../../ehr/kit/kit-sheet.js';
import { buildProfiles, type EhrProfiles } from '../../ehr/profile/build-profiles.js';
import { SHIPPED_PROFILES } from '../../ehr/profile/profile-schema.js';
import { openContent, type OpenContent } from '../content/content-folder.js';
import { HELP } from '../run/help.js';
import { counted } from '../run/table.js';
import { CliError, type CliIo, EXIT, readInput } from '../run/terminal-io.js';

interface EhrKitOptions {
  readonly dialect: string;
  readonly baseUrl: string;
  readonly site?: string;
  readonly content?: string;
  readonly sheet?: boolean;
  readonly check?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/**
 * Adds `ehr-kit` to the program.
 * @param finish is told the exit code: 1 when a filled-in sheet has problems
 */
export function addEhrKit(program: Command, io: CliIo, finish: (exitCode: number) => void): void {
  program
    .command('ehr-kit')
    .description(HELP.ehrKit.what)
    .addHelpText('after', `\n${HELP.ehrKit.more}`)
    .requiredOption('--dialect <name>', `the EHR: ${SHIPPED_PROFILES.join(', ')}, or a profile of the site`)
    .requiredOption('--base-url <url>', 'address of this service as the EHR reaches it, without /cds-services')
    .option('--site <name>', 'name of the hospital or environment, for the heading')
    .option('--content <dir>', HELP.content)
    .option('--sheet', 'print the blank sheet to fill in instead of the page')
    .option('--check <file>', 'check a filled-in sheet (YAML; - is standard input)')
    .option('--out <file>', 'write to a file')
    .option('--json', 'print JSON instead of text')
    .action(async (options: EhrKitOptions) => finish(await ehrKit(options, io)));
}

/** `ehr-kit`: the page, the blank sheet, or the problems of a filled-in one. @throws CliError */
async function ehrKit(options: EhrKitOptions, io: CliIo): Promise<number> {
  const kit = await kitOf(options, io);
  if (options.check !== undefined) return check(kit, options.check, options.json === true, io);
  const page = options.sheet === true ? blankSheet(kit) : kitPage(kit);
  await print(options.json === true ? `${JSON.stringify(kit, null, 2)}\n` : page, options.out ?? null, io);
  return EXIT.ok;
}

async function kitOf({ dialect, baseUrl, site, content: folder }: EhrKitOptions, io: CliIo): Promise<EhrKit> {
  if (!/^https?:\/\/[^\s?#@]+$/.test(baseUrl) || !URL.canParse(baseUrl)) {
    throw new CliError('--base-url: must be an http(s) address without query, fragment or user');
  }
  const opened = await openContent(folder ?? null, io);
  const profiles = profilesOf(opened);
  const profile = Object.hasOwn(profiles, dialect) ? profiles[dialect] : undefined;
  if (profile === undefined) {
    const names = Object.keys(profiles);
    throw new CliError(
      `--dialect: there is no profile "${dialect}"${didYouMean(dialect, names) || ';'} there are ${names.join(', ')}`,
    );
  }
  const { services, cards, version } = opened.content;
  return buildEhrKit(profile, services, cardCatalogue(cards), {
    baseUrl,
    site: site ?? null,
    contentVersion: version,
  });
}

/** @throws CliError listing every problem of the profiles */
function profilesOf({ content, label }: OpenContent): EhrProfiles {
  try {
    return buildProfiles(content);
  } catch (error) {
    throw error instanceof ContentError ? new CliError(`${label} cannot be used:\n${error.message}`) : error;
  }
}

async function check(kit: EhrKit, path: string, asJson: boolean, io: CliIo): Promise<number> {
  const { problems } = new ContentError(checkFilledKit(kit, await readInput(path, io), path));
  if (asJson) io.out(JSON.stringify({ ok: problems.length === 0, problems }, null, 2));
  else if (problems.length === 0) io.out(`${path}: agrees with the kit for ${kit.title}.`);
  else io.out([...problems.map(formatProblem), '', `${counted(problems.length, 'problem')} in ${path}.`].join('\n'));
  return problems.length === 0 ? EXIT.ok : EXIT.findings;
}

async function print(text: string, out: string | null, io: CliIo): Promise<void> {
  if (out === null) {
    io.out(text.trimEnd());
    return;
  }
  const path = resolve(io.cwd, out);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  io.out(`${out}: written`);
}
