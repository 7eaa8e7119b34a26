import { containsHtml } from '../../cds-hooks/response/validate-response.js';
import { type Engines, fixedSentences, entryOf } from '../cards/card-templates.js';
import type { CardFiles } from '../cards/load-cards.js';
import { distinct, SafeText, TemplateError, type TextEngine } from '../cards/text-engine.js';
import type { ContentProblem } from '../files/content-error.js';
import { contextSamples, gapSamples } from '../samples/gap-samples.js';
import { sampleSubjects } from '../samples/sample-subjects.js';
import { checkOnce } from './check-memory.js';

/** Checks `cards/gaps.yaml` and `cards/evidence.yaml` on their own, so that a fault is named where it stands. */
export function checkSharedTexts(files: CardFiles, engines: Engines): ContentProblem[] {
  return distinct([
    ...checkOnce(`shared ${files.sharedHash}`, () => [
      ...missingFaults(files, engines),
      ...problemFaults(files, engines),
      ...cardLimitFaults(files, engines),
      ...joinFaults(files, engines),
    ]),
    ...fixedTextFaults(files),
    ...evidenceFaults(files),
    ...partialFaults(files),
  ]);
}

function missingFaults({ gaps, sources }: CardFiles, { markdown, plain }: Engines): ContentProblem[] {
  const samples = sampleSubjects.flatMap((subject) =>
    subject.kind === 'not-evaluated' ? subject.notEvaluated.rules.flatMap(({ missing }) => missing) : [],
  );
  return samples.flatMap(({ code, facts }) => [
    ...rendered(plain, entryOf(gaps.missing, code).short, { facts }, sources.gaps, ['missing', code, 'short']),
    ...rendered(markdown, entryOf(gaps.missing, code).text, { facts }, sources.gaps, ['missing', code, 'text']),
  ]);
}

function problemFaults({ gaps, labels, sources }: CardFiles, { markdown }: Engines): ContentProblem[] {
  return [...contextSamples, ...gapSamples].flatMap(({ problems }) =>
    problems.flatMap(({ source, code, count, fault = null }) => {
      const scope = { facts: { source: new SafeText(labels.sources[source]), count, fault } };
      return rendered(markdown, gaps.problems[code], scope, sources.gaps, ['problems', code]);
    }),
  );
}

function cardLimitFaults({ gaps, sources }: CardFiles, { markdown }: Engines): ContentProblem[] {
  const summaries = ['AKI warning stage 1', 'Tacrolimus above 15 ng/mL'];
  return [summaries, summaries.slice(1)].flatMap((some) =>
    rendered(markdown, gaps.cardLimit, { facts: { summaries: some } }, sources.gaps, ['cardLimit']),
  );
}

function joinFaults({ gaps, sources }: CardFiles, { markdown, plain }: Engines): ContentProblem[] {
  const samples = sampleSubjects.flatMap((subject) =>
    subject.kind === 'not-evaluated' ? (subject.notEvaluated.joins ?? []) : [],
  );
  return samples.flatMap(({ id, facts }) => [
    ...rendered(plain, entryOf(gaps.joins, id).short, { facts }, sources.gaps, ['joins', id, 'short']),
    ...rendered(markdown, entryOf(gaps.joins, id).text, { facts }, sources.gaps, ['joins', id, 'text']),
  ]);
}

type Place = CardFiles['sources']['gaps'];

function rendered(engine: TextEngine, text: string, scope: object, source: Place, path: string[]): ContentProblem[] {
  try {
    engine.parse(text).render(scope);
    return [];
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return [{ ...source.positionOf(path), path: path.join('.'), message: error.message }];
  }
}

/** Sentences without facts are printed as they stand; Liquid in them would be printed too. */
function fixedTextFaults({ gaps, sources }: CardFiles): ContentProblem[] {
  return Object.entries(fixedSentences(gaps)).flatMap(([section, sentences]) =>
    Object.entries(sentences)
      .filter(([, text]) => /\{[{%]/.test(text))
      .map(([key]) => ({
        ...sources.gaps.positionOf([section, key]),
        path: `${section}.${key}`,
        message: 'this sentence has no facts to print; write it without {{ }} and {% %}',
      })),
  );
}

function evidenceFaults({ evidence, cards, sources, hasOverlay }: CardFiles): ContentProblem[] {
  const facts = sampleSubjects.flatMap((subject) =>
    subject.kind === 'finding' ? Object.entries(subject.finding.facts) : [],
  );
  const isFact = (name: string) => facts.some(([fact]) => fact === name);
  const canBeTrue = (name: string) => facts.some(([fact, value]) => fact === name && value === true);
  const used = new Set(Object.values(cards).flatMap(({ front }) => front.evidence));
  return Object.entries(evidence).flatMap(([key, { onlyIfFact }]) => {
    const report = (path: readonly string[], message: string): ContentProblem[] => [
      { ...sources.evidence.positionOf(path), path: path.join('.'), message },
    ];
    // A site that replaces a card may leave shipped evidence without one; only what it wrote itself can be a slip.
    const isOwn = !hasOverlay || !sources.evidence.positionOf([key]).file.startsWith('cards/');
    if (!used.has(key)) return isOwn ? report([key], 'no card names this key in its evidence') : [];
    if (onlyIfFact === undefined || canBeTrue(onlyIfFact)) return [];
    const fault = isFact(onlyIfFact)
      ? `the fact "${onlyIfFact}" is never just true, so this would never be printed`
      : `no finding has a fact named "${onlyIfFact}"`;
    return report([key, 'onlyIfFact'], fault);
  });
}

/** HTML is refused in what authors write, not only in what comes out, because samples do not reach every branch. */
function partialFaults({ cards, partials }: CardFiles): ContentProblem[] {
  const texts: readonly (readonly [file: string, text: string, linesBefore: number])[] = [
    ...Object.values(cards).flatMap(({ source, detail, appendix, linesBefore }) => [
      [source.file, detail, linesBefore] as const,
      [source.file, appendix, linesBefore] as const,
    ]),
    ...Object.entries(partials).map(([name, text]) => [`cards/partials/${name}.md`, text, 0] as const),
  ];
  return texts.flatMap(([file, text, linesBefore]) =>
    text.split('\n').flatMap((line, index): ContentProblem[] => {
      const report = (column: number, message: string) => [
        { file, line: index + 1 + linesBefore, column: column + 1, path: '', message },
      ];
      if (containsHtml(line)) return report(Math.max(0, line.indexOf('<')), 'HTML and script links are not allowed');
      const link = /\]\([^)]*\{[{%]/.exec(line);
      return link === null ? [] : report(link.index, 'the target of a link must be written out, without {{ }}');
    }),
  );
}
