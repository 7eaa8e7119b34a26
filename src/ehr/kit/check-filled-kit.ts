import { checkShape } from '../../content/check/check-shape.js';
import type { ContentProblem } from '../../content/files/content-error.js';
import { readYaml } from '../../content/files/yaml-source.js';
import type { EhrKit, KitService } from './ehr-kit.js';
import { kitSheet, type KitSheet } from './kit-sheet.js';

type Path = readonly string[];
type Report = (path: Path, message: string) => void;
type Entered = Readonly<Record<string, string | null>>;

/**
 * Checks what was entered into the EHR against the kit: rows that are missing, addresses that differ in a single
 * character, templates that lost a code, reasons and orders without a counterpart.
 * @param file name for the messages
 * @returns every problem with line and column; empty when the EHR is set up as the kit says
 */
export function checkFilledKit(kit: EhrKit, filledYaml: string, file = 'sheet'): ContentProblem[] {
  const reading = readYaml(file, filledYaml);
  if (!reading.ok) return [...reading.problems];
  const problems: ContentProblem[] = [];
  const sheet = checkShape(kitSheet, reading.source, problems);
  if (sheet === null) return problems;
  const report: Report = (path, message) =>
    problems.push({ ...reading.source.positionOf(path), path: path.join('.'), message });
  if (sheet.dialect !== kit.dialect) report(['dialect'], `is ${sheet.dialect}, and the kit is for ${kit.dialect}`);
  checkAddresses(kit, sheet, report);
  for (const service of kit.services) checkPrefetch(kit, service, sheet.prefetch[service.id], report);
  findForeign(['prefetch'], sheet.prefetch, idsOf(kit), report);
  checkToken(kit, sheet, report);
  checkLists(kit, sheet, report);
  return problems;
}

function checkAddresses(kit: EhrKit, sheet: KitSheet, report: Report): void {
  for (const { id, endpoint, feedback } of kit.services) {
    checkAddress(['endpoints', id], sheet.endpoints[id], endpoint, report);
    checkAddress(['token', 'audience', id], sheet.token.audience[id], endpoint, report);
    if (feedback !== null) checkAddress(['feedback', id], sheet.feedback[id], feedback, report);
  }
  findForeign(['endpoints'], sheet.endpoints, idsOf(kit), report);
  findForeign(['feedback'], sheet.feedback, kit.feedbackSent ? idsOf(kit) : [], report);
  findForeign(['token', 'audience'], sheet.token.audience, idsOf(kit), report);
}

/** Some EHRs strip the request of its data when one character differs, so nothing is forgiven, and the slip is named. */
function checkAddress(path: Path, entered: string | null | undefined, wanted: string, report: Report): void {
  if (isBlank(entered)) report(path, `is not filled in; it must be ${wanted}`);
  else if (entered !== wanted) report(path, `${slipOf(entered, wanted)}; it must be exactly ${wanted}`);
}

function slipOf(entered: string, wanted: string): string {
  if (entered.trim() === wanted) return 'has blanks around it';
  if (entered.replace(/(?<!\/)\/+$/, '') === wanted) return 'ends with a slash';
  if (entered.toLowerCase() === wanted.toLowerCase()) return 'differs in capital letters';
  if (entered.replace(/^http:/, 'https:') === wanted) return 'begins with http instead of https';
  return 'is another address';
}

function checkPrefetch(
  kit: EhrKit,
  { id, prefetchKeys }: KitService,
  entered: Entered | undefined,
  report: Report,
): void {
  const rows = entered ?? {};
  for (const { key, template, required } of kit.prefetch.filter((row) => prefetchKeys.includes(row.key))) {
    // Epic writes a hyphen in front of some keys; the service reads both.
    const typedKey = Object.hasOwn(rows, `-${key}`) ? `-${key}` : key;
    const typed = rows[typedKey];
    const path = ['prefetch', id, typedKey];
    if (isBlank(typed)) {
      report(
        path,
        required ? 'is not filled in, and nothing can be concluded without it' : 'is not filled in (not required)',
      );
    } else for (const difference of compareTemplates(typed, template)) report(path, difference);
  }
  findForeign(
    ['prefetch', id],
    rows,
    prefetchKeys.flatMap((key) => [key, `-${key}`]),
    report,
  );
}

function checkToken({ token, dialect }: EhrKit, { token: entered }: KitSheet, report: Report): void {
  if (isBlank(entered.algorithm))
    report(['token', 'algorithm'], `is not filled in; ${dialect} signs with ${token.algorithms.join(' or ')}`);
  else if (!token.algorithms.includes(entered.algorithm)) {
    report(['token', 'algorithm'], `is ${entered.algorithm}, and ${token.algorithms.join(' or ')} is expected`);
  }
  for (const part of ['issuer', 'keys'] as const) {
    const wanted = token[part];
    if (isBlank(entered[part])) report(['token', part], `is not filled in: ${wanted}`);
    // Where the profile knows the address, it is compared; elsewhere it says in words who gives it.
    else if (/^https:\S+$/.test(wanted) && entered[part] !== wanted) report(['token', part], `must be ${wanted}`);
    else if (part === 'keys' && !/^https:\/\/\S+$/.test(entered[part]))
      report(['token', part], 'must be an https:// address');
  }
}

function checkLists(kit: EhrKit, sheet: KitSheet, report: Report): void {
  for (const { scope, why } of kit.scopes) {
    if (!sheet.scopes.includes(scope)) report(['scopes'], `"${scope}" is missing. ${why}`);
  }
  const reasons = kit.reasonsMappedInEhr ? (kit.overrideReasons ?? []) : [];
  for (const { code, display } of reasons) {
    if (isBlank(sheet.overrideReasons[code]))
      report(['overrideReasons', code], `"${display}" has no counterpart in the EHR`);
  }
  findForeign(
    ['overrideReasons'],
    sheet.overrideReasons,
    reasons.map(({ code }) => code),
    report,
  );
  checkOrderCodes(kit, sheet.orderCodes, report);
  for (const { url, type } of kit.links) {
    const isRegistered = kit.linksRegistered === 'all' || kit.linksRegistered === type;
    if (isRegistered && !sheet.links.includes(url))
      report(['links'], `${url} is not registered, so it will not be shown`);
  }
}

/** The sheet and the profile must agree: the service sends what the profile says. */
function checkOrderCodes(kit: EhrKit, entered: Entered, report: Report): void {
  const rows = kit.orderCodeSystem === null ? [] : kit.suggestions;
  for (const { id, siteCode, standardCode } of rows) {
    const path = ['orderCodes', id];
    const code = entered[id];
    if (isBlank(code)) {
      if (standardCode === null) report(path, 'has no order yet, so this suggestion is left out of the cards');
    } else if (code !== siteCode) {
      const sent = siteCode === null ? 'has none' : `has ${siteCode}`;
      report(path, `is ${code}, and hooks/dialects/${kit.dialect}.yaml ${sent}: write it there too`);
    }
  }
  findForeign(
    ['orderCodes'],
    entered,
    rows.map(({ id }) => id),
    report,
  );
}

function findForeign(
  path: Path,
  entered: Readonly<Record<string, unknown>>,
  known: readonly string[],
  report: Report,
): void {
  for (const key of Object.keys(entered)) {
    if (!known.includes(key))
      report([...path, key], `is not in the kit; there ${known.length === 0 ? 'is none' : `are ${known.join(', ')}`}`);
  }
}

function idsOf({ services }: EhrKit): string[] {
  return services.map(({ id }) => id);
}

function isBlank(value: string | null | undefined): value is null | undefined | '' {
  return value === null || value === undefined || value.trim() === '';
}

/**
 * How a prefetch template that was typed in differs from the one it should be. The order of parameters does not matter.
 * @returns sentences; empty when it asks the same
 */
function compareTemplates(typed: string, wanted: string): string[] {
  const [typedPath, typedParameters] = split(typed.trim());
  const [wantedPath, wantedParameters] = split(wanted);
  if (typedPath !== wantedPath) return [`begins with "${typedPath}", and must begin with "${wantedPath}"`];
  const missing = [...wantedParameters.keys()].filter((name) => !typedParameters.has(name));
  const extra = [...typedParameters.keys()].filter((name) => !wantedParameters.has(name));
  const different = [...wantedParameters].flatMap(([name, value]) => {
    const other = typedParameters.get(name);
    return other === undefined || other === value ? [] : [differenceOf(name, other, value)];
  });
  return [
    ...missing.map((name) => `lacks the parameter ${name}`),
    ...extra.map((name) => `has the parameter ${name}, which is not in the kit`),
    ...different,
  ];
}

/** Lists of codes are compared code by code: one that was lost is the usual slip, and hard to see. */
function differenceOf(name: string, typed: string, wanted: string): string {
  const [have, want] = [typed.split(','), wanted.split(',')];
  const lost = want.filter((each) => !have.includes(each));
  const foreign = have.filter((each) => !want.includes(each));
  if (want.length === 1 && have.length === 1) return `${name} is "${typed}", and must be "${wanted}"`;
  return [
    ...(lost.length > 0 ? [`${name} lacks ${lost.join(', ')}`] : []),
    ...(foreign.length > 0 ? [`${name} has ${foreign.join(', ')}, which is not in the kit`] : []),
  ].join('; ');
}

function split(template: string): [string, ReadonlyMap<string, string>] {
  const at = template.indexOf('?');
  if (at < 0) return [template, new Map()];
  const parameters = template
    .slice(at + 1)
    .split('&')
    .map((parameter): [string, string] => {
      const equals = parameter.indexOf('=');
      return equals < 0 ? [parameter, ''] : [parameter.slice(0, equals), parameter.slice(equals + 1)];
    });
  return [template.slice(0, at), new Map(parameters)];
}
