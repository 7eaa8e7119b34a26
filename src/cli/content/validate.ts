import type { RuleId } from '../../domain/finding.js';
import { resolve } from 'node:path';
import { contentWarnings } from '../../content/check/content-warnings.js';
import { formatProblem } from '../../content/files/content-error.js';
import { oneAlertFile, oneAlertSettings } from '../../content/services/one-alert-schema.js';
import { loadValueSets } from '../../content/value-sets/load-value-sets.js';
import { RULE_IDS, ruleParams } from '../../rules/index.js';
import type { RuleModeSetting } from '../../domain/service-definition.js';
import { modeFor } from '../../content/services/mode-schema.js';
import { profileUsers } from '../../ehr/profile/build-profiles.js';
import { scheduledMode } from '../../engine/evaluate/outcomes.js';
import { modeText } from '../../engine/explain/words.js';
import type { CdsClient } from '../../server/security/clients.js';
import { loadClients } from '../../server/start/clients-file.js';
import { SettingsError } from '../../server/start/environment.js';
import { counted, heading, json, table, wrap } from '../run/table.js';
import { CliError, type CliIo, EXIT } from '../run/terminal-io.js';
import { compareParams } from '../../engine/explain/compare-params.js';
import { compareRepeats } from './compare-repeats.js';
import { checkContent, type OpenContent, SHIPPED } from './content-folder.js';

/** What is in force, in the numbers and names that a committee signed. */
export interface ContentSummary {
  readonly version: string;
  readonly services: readonly { readonly id: string; readonly hook: string; readonly modes: Record<string, string> }[];
  /** Thresholds and repeats that are not those the product was built with: `limit: 15 -> 12 ng/mL: a level above 12 fires`. */
  readonly changedThresholds: readonly { readonly path: string; readonly words: string }[];
  readonly valueSets: number;
  readonly warnings: readonly string[];
}

interface ValidateOptions {
  /** The clients file, whose profiles must be there. */
  readonly clients?: string;
  readonly json?: boolean;
}

/** `validate [dir]`: every problem as file:line:column, or a summary of what is in force. Exit code 1 with problems. */
export async function validate(folder: string | undefined, options: ValidateOptions, io: CliIo) {
  const named = options.clients === undefined ? new Map() : profileUsers(await clientsOf(options.clients, io));
  const checked = await checkContent(folder ?? null, io, named);
  if ('problems' in checked) {
    const lines = checked.problems.map(formatProblem);
    io.out(
      options.json === true
        ? json({ ok: false, problems: checked.problems })
        : [
            ...lines,
            '',
            `${counted(lines.length, 'problem')} in ${folder ?? SHIPPED}; the service would not start with it.`,
          ].join('\n'),
    );
    return EXIT.findings;
  }
  const summary = summarise(checked, io.now());
  io.out(options.json === true ? json({ ok: true, ...summary }) : printSummary(checked.label, summary, io.width));
  return EXIT.ok;
}

async function clientsOf(path: string, io: CliIo): Promise<readonly CdsClient[]> {
  try {
    return await loadClients(resolve(io.cwd, path));
  } catch (error) {
    throw error instanceof SettingsError ? new CliError(error.message) : error;
  }
}

function summarise({ content }: OpenContent, now: number): ContentSummary {
  const builtIn = ruleParams.parse({});
  const repeatsAsBuilt = oneAlertSettings(oneAlertFile.parse({}), content.catalogue.overrideReasons);
  return {
    version: content.version,
    services: content.services.map(({ id, hook, rules }) => ({
      id,
      hook,
      modes: Object.fromEntries(
        RULE_IDS.map((rule) => [rule, modeInForce(modeFor(rules, rule), modeFor(content.siteRules, rule))]),
      ),
    })),
    changedThresholds: [
      ...compareParams(builtIn, content.params),
      ...compareRepeats(repeatsAsBuilt, content.oneAlertPerDecision),
    ].map(({ path, words }) => ({ path, words })),
    valueSets: loadValueSets(content.files, []).length,
    warnings: [...contentWarnings(content, now).map(({ message }) => message), ...content.untranslated()],
  };
}

const CAUTION = ['live', 'pilot', 'silent', 'off'] as const;

/** Of service and site the more cautious one holds, and is told; two pilots, or dates, hold together. */
function modeInForce(own: RuleModeSetting, site: RuleModeSetting): string {
  if (site === 'live') return modeText(own);
  const caution = (setting: RuleModeSetting) => CAUTION.indexOf(scheduledMode(setting).mode);
  const isPlain = typeof own === 'string' && typeof site === 'string';
  if (isPlain && caution(site) > caution(own)) return `${modeText(site)} (whole site)`;
  return isPlain ? modeText(own) : `${modeText(own)}; whole site: ${modeText(site)}`;
}

/** `live: aki, trough; off: interaction`: a column for each rule is wider than a terminal. */
function modesInWords(modes: Readonly<Record<RuleId, string>>): string {
  const rulesOf = (mode: string) => RULE_IDS.filter((rule) => modes[rule] === mode);
  return [...new Set(RULE_IDS.flatMap((rule) => modes[rule] ?? []))]
    .map((mode) => `${mode}: ${rulesOf(mode).join(', ')}`)
    .join('; ');
}

function printSummary(label: string, summary: ContentSummary, width: number): string {
  const { version, services, changedThresholds, valueSets, warnings } = summary;
  return [
    `${label}: no problems. Version ${version}, ${counted(services.length, 'service')}, ${counted(valueSets, 'value set')}.`,
    heading('Modes'),
    table(
      ['Service', 'Modes of its rules'],
      services.map(({ id, modes }) => [id, modesInWords(modes)]),
      width,
    ),
    heading('Settings that differ from the built-in ones'),
    changedThresholds.length === 0
      ? 'none'
      : changedThresholds.map(({ path, words }) => wrap(`${path}: ${words}`, width)).join('\n'),
    ...(warnings.length === 0 ? [] : [heading('Warnings'), ...warnings.map((warning) => wrap(warning, width))]),
  ].join('\n');
}
