import { DateTime } from 'luxon';
import type { RuleId } from '../../domain/finding.js';
import { JOINING_RULES, RULE_IDS } from '../../rules/index.js';
import type { RuleModeSetting } from '../../domain/service-definition.js';
import { modeFor } from '../services/mode-schema.js';
import { type ContentFiles, replacedText } from '../files/site-overlay.js';
import type { Content } from '../load-content.js';
import { codesByValueSet, loadValueSets } from '../value-sets/load-value-sets.js';

/** Codes that counted in the product and count no more, because a site's file took the place of a whole set. */
interface LostCodes {
  /** The set: `lab-creatinine-blood`. */
  readonly set: string;
  /** `http://loinc.org|2160-0` */
  readonly codes: readonly string[];
}

const found = new WeakMap<ContentFiles, readonly LostCodes[]>();

/** Every value set that a site replaces with one that lacks some of its codes. The readiness page asks again and again. */
function findLostCodes(files: ContentFiles): readonly LostCodes[] {
  const known = found.get(files) ?? search(files);
  found.set(files, known);
  return known;
}

function search(files: ContentFiles): LostCodes[] {
  return [...files.keys()].flatMap((file) => {
    const set = /^hooks\/valuesets\/(.+)\.json$/.exec(file)?.[1];
    const before = set === undefined ? null : replacedText(files, file);
    if (set === undefined || before === null) return [];
    // A table beside it adds to the set, so what counts is the set and its table together.
    const after = new Map([...files].filter(([name]) => name.startsWith(`hooks/valuesets/${set}.`)));
    const codes = codesLost(set, new Map([[file, before]]), after);
    return codes.length === 0 ? [] : [{ set, codes }];
  });
}

/** Codes of one set that are in `before` and not in `after`. */
export function codesLost(set: string, before: ContentFiles, after: ContentFiles): string[] {
  const codesOf = (files: ContentFiles) =>
    (codesByValueSet(loadValueSets(files, []))(set) ?? []).map(({ system, code }) => `${system}|${code}`);
  const kept = new Set(codesOf(after));
  return codesOf(before).filter((code) => !kept.has(code));
}

/** The first few, and how many more. */
export function codeList(codes: readonly string[], shown = 3): string {
  const rest = codes.length - shown;
  return `${codes.slice(0, shown).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** Something that is allowed, and that somebody should know. */
export interface ContentWarning {
  readonly code: 'review-overdue' | 'off-in-the-whole-site' | 'shows-nothing' | 'codes-lost' | 'reason-not-offered';
  /** null where it concerns the whole site. */
  readonly service: string | null;
  readonly rule: RuleId | null;
  /** A sentence for the log, the readiness page and `validate`. */
  readonly message: string;
}

/**
 * What is due or unusual about content that is in force.
 * @param now milliseconds since the epoch; the day is that of the content's own time zone
 */
export function contentWarnings(
  content: Pick<Content, 'services' | 'params' | 'siteRules' | 'files' | 'catalogue'>,
  now: number,
): ContentWarning[] {
  const today = DateTime.fromMillis(now, { zone: content.params.timeZone }).toISODate() ?? '';
  const { siteRules } = content;
  return [
    ...RULE_IDS.flatMap((rule) => siteWarnings(rule, modeFor(siteRules, rule), today)),
    ...content.services.flatMap((service) =>
      RULE_IDS.flatMap((rule) => overdue(service.id, rule, modeFor(service.rules, rule), today)),
    ),
    ...content.services
      // A service for other drugs is only rehearsed as it ships.
      .filter(({ trigger }) => trigger !== 'other-drug')
      .filter(({ rules }) =>
        RULE_IDS.every(
          (rule) => JOINING_RULES.includes(rule) || isQuiet(modeFor(rules, rule)) || isQuiet(modeFor(siteRules, rule)),
        ),
      )
      .map(({ id }) => ({
        code: 'shows-nothing' as const,
        service: id,
        rule: null,
        message: `${id}: every rule is off or silent, so this service never shows a card`,
      })),
    ...reasonsNotOffered(content.catalogue),
    ...findLostCodes(content.files).map(({ set, codes }) => ({
      code: 'codes-lost' as const,
      service: null,
      rule: null,
      message: `hooks/valuesets/${set}.json replaces the set of the product, and these codes no longer count: ${codeList(codes)}. To add codes, put them into ${set}.csv instead`,
    })),
  ];
}

/** A reason that a site replaced by one of its own stays as what that one is counted as, and is no news. */
function reasonsNotOffered({ cards, overrideReasons }: Content['catalogue']): ContentWarning[] {
  const offered = new Set(Object.values(cards).flatMap((card) => card.overrideReasons));
  const counted = new Set([...offered].map((key) => overrideReasons[key]?.hl7Code));
  return Object.entries(overrideReasons)
    .filter(([key, { code, hl7Code }]) => !offered.has(key) && !(code === hl7Code && counted.has(code)))
    .map(([key]) => ({
      code: 'reason-not-offered' as const,
      service: null,
      rule: null,
      message: `cards/override-reasons.yaml ${key}: no card offers this reason; name it in overrideReasons of a card, or of cards/all-cards.yaml for all of them`,
    }));
}

function siteWarnings(rule: RuleId, setting: RuleModeSetting, today: string): ContentWarning[] {
  const message = `hooks/rules.yaml modes.${rule}: switched off in the whole site`;
  const off: ContentWarning = { code: 'off-in-the-whole-site', service: null, rule, message };
  return [...(modeOf(setting) === 'off' ? [off] : []), ...overdue(null, rule, setting, today)];
}

function overdue(service: string | null, rule: RuleId, setting: RuleModeSetting, today: string): ContentWarning[] {
  if (typeof setting === 'string' || setting.reviewBy === null || today <= setting.reviewBy) return [];
  const where = service === null ? `hooks/rules.yaml modes.${rule}` : `${service} rules.${rule}`;
  const message = `${where}: mode ${setting.mode} was to be reviewed by ${setting.reviewBy}; it goes on unchanged`;
  return [{ code: 'review-overdue', service, rule, message }];
}

function isQuiet(setting: RuleModeSetting): boolean {
  const mode = modeOf(setting);
  return mode === 'off' || mode === 'silent';
}

function modeOf(setting: RuleModeSetting) {
  return typeof setting === 'string' ? setting : setting.mode;
}
