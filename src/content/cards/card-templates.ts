import type { CardFrontMatter, Evidence, Gaps, Labels } from './card-schemas.js';
import { TextEngine, type TextTemplate, type Wording } from './text-engine.js';

/** One card, parsed: the summary as plain text, the detail as Markdown. */
export interface CardTemplates {
  readonly summary: TextTemplate;
  readonly summaryWhenLong: TextTemplate | null;
  readonly detail: TextTemplate;
}

/** The wordings that all cards share, parsed once per dialect. */
export interface SharedTexts {
  readonly missing: Readonly<Record<string, { readonly short: TextTemplate; readonly text: TextTemplate }>>;
  readonly problems: Readonly<Record<string, TextTemplate>>;
  /** Closes the last card where the card limit left findings out. */
  readonly cardLimit: TextTemplate | null;
}

export interface Engines {
  readonly plain: TextEngine;
  readonly markdown: TextEngine;
}

export interface WordingFiles {
  readonly labels: Labels;
  readonly gaps: Gaps;
  readonly evidence: Readonly<Record<string, Evidence>>;
  readonly partials: Readonly<Record<string, string>>;
}

export function createEngines(files: WordingFiles, strict: boolean): Engines {
  const wording = wordingOf(files);
  const { partials } = files;
  return {
    plain: new TextEngine({ dialect: 'plain', strict, wording, partials: {} }),
    markdown: new TextEngine({ dialect: 'markdown', strict, wording, partials }),
  };
}

export function parseCard(engines: Engines, front: CardFrontMatter, body: string): CardTemplates {
  return {
    summary: engines.plain.parse(front.summary),
    summaryWhenLong: front.summaryWhenLong === undefined ? null : engines.plain.parse(front.summaryWhenLong),
    detail: engines.markdown.parse(body),
  };
}

/** @param engine the engine of the dialect that the texts will stand in */
export function parseSharedTexts(engine: TextEngine, gaps: Gaps): SharedTexts {
  const map = <V, W>(record: Readonly<Record<string, V>>, parse: (value: V) => W) =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, parse(value)]));
  return {
    missing: map(gaps.missing, ({ short, text }) => ({ short: engine.parse(short), text: engine.parse(text) })),
    problems: map(gaps.problems, (text) => engine.parse(text)),
    cardLimit: engine.parse(gaps.cardLimit),
  };
}

/** Sections with one fixed text per key; `missing`, `problems` and `cardLimit` have facts in them and are rendered elsewhere. */
export function fixedSentences(gaps: Gaps): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const { dropped, notApplicable, caveats, drivers, baselineReasons, reasonsAgainst } = gaps;
  return { dropped, notApplicable, caveats, drivers, baselineReasons, reasonsAgainst };
}

function wordingOf({ labels, gaps }: WordingFiles): Wording {
  const labelSections: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    rows: labels.rows,
    sources: labels.sources,
    baselines: labels.baselines,
    indications: labels.indications,
  };
  const gapSections = fixedSentences(gaps);
  return {
    label: (section, key) => labelSections[section]?.[key] ?? null,
    gap: (section, key) => gapSections[section]?.[key] ?? null,
  };
}
