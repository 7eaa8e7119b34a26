import { heading, json, wrap } from '../run/table.js';
import { type CliIo, EXIT } from '../run/terminal-io.js';
import { compareBurden, compareParams, type ParamChange } from '../../engine/explain/compare-params.js';
import { compareRepeats } from './compare-repeats.js';
import {
  compareServices,
  compareSiteModes,
  compareTexts,
  compareValueSets,
  type ServiceChange,
  type TextChange,
  type ValueSetChange,
} from './compare-content.js';
import { openContent, type OpenContent } from './content-folder.js';

export interface ContentDiff {
  readonly versions: { readonly before: string; readonly after: string };
  readonly thresholds: readonly ParamChange[];
  /** Modes of the whole site: `duration: live -> silent ...`. */
  readonly siteModes: readonly string[];
  readonly services: readonly ServiceChange[];
  readonly wording: readonly TextChange[];
  readonly codes: readonly ValueSetChange[];
}

/** Everything that differs between two contents. */
function diffContent(before: OpenContent, after: OpenContent): ContentDiff {
  return {
    versions: { before: before.content.version, after: after.content.version },
    thresholds: [
      ...compareParams(before.content.params, after.content.params),
      ...compareRepeats(before.content.oneAlertPerDecision, after.content.oneAlertPerDecision),
      ...compareBurden(before.content.burden, after.content.burden),
    ],
    siteModes: compareSiteModes(before.content.siteRules, after.content.siteRules),
    services: compareServices(before.content.services, after.content.services),
    wording: compareTexts(before.content.files, after.content.files),
    codes: compareValueSets(before.content.files, after.content.files),
  };
}

/** `diff <dirA> <dirB>`: what changes, in the words of a committee. Exit code 1 where anything does. */
export async function diff(before: string, after: string, options: { readonly json?: boolean }, io: CliIo) {
  const [a, b] = [await openContent(folderOf(before), io), await openContent(folderOf(after), io)];
  const found = diffContent(a, b);
  io.out(options.json === true ? json(found) : printDiff(found, io.width));
  return isEmpty(found) ? EXIT.ok : EXIT.findings;
}

/** `shipped` names the content of the product itself. */
export function folderOf(argument: string): string | null {
  return argument === 'shipped' ? null : argument;
}

function isEmpty({ thresholds, siteModes, services, wording, codes }: ContentDiff): boolean {
  return [thresholds, siteModes, services, wording, codes].every((changes) => changes.length === 0);
}

function printDiff(found: ContentDiff, width: number): string {
  const { versions, thresholds, siteModes, services, wording, codes } = found;
  if (isEmpty(found)) return `No difference in effect (${versions.before}, ${versions.after}).`;
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [heading(title), ...lines.map((line) => wrap(line, width, '', '  '))];
  return [
    `${versions.before} -> ${versions.after}`,
    ...section(
      'Thresholds, severities and repeats',
      thresholds.map(({ path, words }) => `${path}: ${words}`),
    ),
    ...section('Services and modes', [...siteModes.map((what) => `whole site: ${what}`), ...serviceLines(services)]),
    ...section(
      'Wording ([-removed-] {+added+})',
      wording.map(({ file, what }) => `${file}: ${what}`),
    ),
    ...section(
      'Codes',
      codes.flatMap(({ set, lines }) => lines.map((line) => `${set}: ${line}`)),
    ),
  ].join('\n');
}

/** What happens to several services alike is said once, with their names. */
function serviceLines(changes: readonly ServiceChange[]): string[] {
  const byWhat = new Map<string, string[]>();
  for (const { service, what } of changes) byWhat.set(what, [...(byWhat.get(what) ?? []), service]);
  return [...byWhat].map(([what, services]) => `${services.join(', ')}: ${what}`);
}
