import type { MissingFact, NotApplicableReason } from '../../domain/finding.js';
import type { GapWords } from '../../domain/ports.js';
import type { CardFrontMatter, Evidence, Gaps, Labels } from './card-schemas.js';
import type { CardFile, CardFiles } from './load-cards.js';
import { TextEngine, type TextTemplate, type Wording } from './text-engine.js';

/** `{codes:a,b}` or `{codes:a,b from http://loinc.org https://lab.example.org}`: codes of value sets, kept in one place. */
const CODES = /(?<!\{)\{codes:([^{}]*)\}/g;
const LOINC = 'http://loinc.org';
const OWN_SYSTEMS = 'http://tacrolimus-cds.org/';

/** The codes of a value set, in its own order. */
export type CodesOf = (valueSet: string) => readonly { readonly system: string; readonly code: string }[] | null;

type Expansion =
  | {
      readonly template: string;
      /** By code system, the codes of the same sets that the template does not ask for: a profile may. */
      readonly otherCodes?: Readonly<Record<string, readonly string[]>>;
    }
  | { readonly faults: readonly string[] };

/**
 * Writes the codes of value sets into a prefetch template as FHIR tokens (`http://loinc.org|2160-0,...`), so that the
 * list is not typed twice. Without `from`, LOINC codes only: the ones every EHR understands.
 */
export function expandTemplate(template: string, codesOf: CodesOf): Expansion {
  const faults: string[] = [];
  const others = new Map<string, Set<string>>();
  const expanded = template.replace(CODES, (_whole, inside: string) => {
    const [names = '', systems] = inside.split(/(?<! ) +from +/);
    const wanted = systems === undefined ? [LOINC] : systems.trim().split(/ +/);
    const tokens = names.split(',').flatMap((name) => {
      const codes = codesOf(name.trim());
      if (codes === null) faults.push(`there is no value set "${name.trim()}" in hooks/valuesets`);
      for (const { system, code } of codes ?? []) {
        // Words that are matched in names are no codes that a server could be asked for.
        if (wanted.includes(system) || system.startsWith(OWN_SYSTEMS)) continue;
        others.set(system, (others.get(system) ?? new Set()).add(encodeURIComponent(code)));
      }
      return (codes ?? [])
        .filter(({ system }) => wanted.includes(system))
        .map(({ system, code }) => `${system}|${encodeURIComponent(code)}`);
    });
    if (tokens.length === 0 && faults.length === 0) {
      faults.push(`the value sets named in {codes:...} hold no codes of ${wanted.join(' or ')}`);
    }
    return [...new Set(tokens)].join(',');
  });
  if (faults.length > 0) return { faults };
  const otherCodes = Object.fromEntries([...others].map(([system, codes]) => [system, [...codes]]));
  return { template: expanded, ...(others.size === 0 ? {} : { otherCodes }) };
}

/** One card, parsed: the summary as plain text, the rest as Markdown. */
export interface CardTemplates {
  readonly summary: TextTemplate;
  readonly summaryWhenLong: TextTemplate | null;
  readonly detail: TextTemplate;
  readonly appendix: TextTemplate;
}

/** The wordings that all cards share, parsed once per dialect. */
export interface SharedTexts {
  readonly missing: Readonly<Record<string, { readonly short: TextTemplate; readonly text: TextTemplate }>>;
  readonly problems: Readonly<Record<string, TextTemplate>>;
  /** Findings that join the "not checked" card. */
  readonly joins: Readonly<Record<string, { readonly short: TextTemplate; readonly text: TextTemplate }>>;
  /** Closes the last card where the card limit left findings out. */
  readonly cardLimit: TextTemplate | null;
}

export interface Engines {
  readonly plain: TextEngine;
  readonly markdown: TextEngine;
}

interface WordingFiles {
  readonly labels: Labels;
  readonly gaps: Gaps;
  readonly evidence: Readonly<Record<string, Evidence>>;
  readonly partials: Readonly<Record<string, string>>;
}

export function createEngines(files: WordingFiles, strict: boolean): Engines {
  const wording = wordingOf(files);
  const { partials } = files;
  return {
    plain: new TextEngine({ markup: 'plain', strict, wording, partials: {} }),
    markdown: new TextEngine({ markup: 'markdown', strict, wording, partials }),
  };
}

export function parseCard(
  engines: Engines,
  front: CardFrontMatter,
  texts: Pick<CardFile, 'detail' | 'appendix'>,
): CardTemplates {
  return {
    summary: engines.plain.parse(front.summary),
    summaryWhenLong: front.summaryWhenLong === undefined ? null : engines.plain.parse(front.summaryWhenLong),
    detail: engines.markdown.parse(texts.detail),
    appendix: engines.markdown.parse(texts.appendix),
  };
}

/** @param engine the engine of the dialect that the texts will stand in */
export function parseSharedTexts(engine: TextEngine, gaps: Gaps): SharedTexts {
  const map = <V, W>(record: Readonly<Record<string, V>>, parse: (value: V) => W) =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, parse(value)]));
  const both = ({ short, text }: { readonly short: string; readonly text: string }) => ({
    short: engine.parse(short),
    text: engine.parse(text),
  });
  return {
    missing: map(gaps.missing, both),
    joins: map(gaps.joins, both),
    problems: map(gaps.problems, (text) => engine.parse(text)),
    cardLimit: engine.parse(gaps.cardLimit),
  };
}

type Texts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Sections whose texts have facts in them; they are rendered elsewhere. */
const WITH_FACTS = ['missing', 'problems', 'joins', 'cardLimit'];

/** Sections with one fixed text per key. */
export function fixedSentences(gaps: Gaps): Texts {
  return sectionsWithout(gaps, WITH_FACTS);
}

function sectionsWithout(file: Gaps | Labels, others: readonly string[]): Texts {
  return Object.fromEntries(Object.entries(file).filter(([section]) => !others.includes(section)));
}

function wordingOf({ labels, gaps }: WordingFiles): Wording {
  const labelSections = sectionsWithout(labels, ['rules']);
  const gapSections = fixedSentences(gaps);
  return {
    label: (section, key) => labelSections[section]?.[key] ?? null,
    gap: (section, key) => gapSections[section]?.[key] ?? null,
  };
}

/** @throws Error for a key that a successful load rules out */
export function entryOf<T>(record: Readonly<Record<string, T>>, key: string): T {
  const entry = record[key];
  if (entry === undefined) throw new Error(`the content has no "${key}"`);
  return entry;
}

export function createGapWords(files: CardFiles): GapWords {
  const { missing } = parseSharedTexts(createEngines(files, false).plain, files.gaps);
  const { notApplicable = {} } = files.gaps as Readonly<Record<string, unknown>>;
  const reasons = notApplicable as Readonly<Record<string, string>>;
  return Object.freeze({
    missing: ({ code, facts }: MissingFact) => missing[code]?.text.render({ facts }) ?? code,
    notApplicable: (why: NotApplicableReason) => reasons[why] ?? why,
  });
}
