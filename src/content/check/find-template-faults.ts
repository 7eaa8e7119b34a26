import type { FindingId } from '../../domain/finding.js';
import { cardScope, type Markup, findingIdOf } from '../cards/card-renderer.js';
import { type Engines, type SharedTexts, entryOf } from '../cards/card-templates.js';
import type { CardFile, CardFiles } from '../cards/load-cards.js';
import {
  type CardPart,
  distinct,
  TemplateError,
  templateProblem,
  type TemplateVariable,
  type TextEngine,
} from '../cards/text-engine.js';
import type { ContentProblem } from '../files/content-error.js';
import { contextSamples } from '../samples/gap-samples.js';
import { sampleSubjects } from '../samples/sample-subjects.js';
import { checkOnce } from './check-memory.js';

/** What can be seen without rendering: syntax, tags, filters, and names that no sample of the finding has. */
export function findTemplateFaults(files: CardFiles, engines: Engines): ContentProblem[] {
  return distinct(
    Object.entries(files.cards).flatMap(([id, card]) =>
      checkOnce(`names ${id} ${card.hash}`, () => cardFaults(files, id, engines)),
    ),
  );
}

function cardFaults(files: CardFiles, id: FindingId, engines: Engines): ContentProblem[] {
  const card = entryOf(files.cards, id);
  const scopes = sampleScopes(files, id);
  const { summary, summaryWhenLong } = card.front;
  return [
    ...partFaults(card, 'summary', summary, engines.plain, scopes),
    ...(summaryWhenLong === undefined
      ? []
      : partFaults(card, 'summaryWhenLong', summaryWhenLong, engines.plain, scopes)),
    ...partFaults(card, 'detail', card.detail, engines.markdown, scopes),
    ...partFaults(card, 'detail', card.appendix, engines.markdown, scopes),
  ];
}

function partFaults(
  card: CardFile,
  part: CardPart,
  text: string,
  engine: TextEngine,
  scopes: readonly object[],
): ContentProblem[] {
  try {
    return engine
      .variables(text)
      .filter((variable) => !scopes.some((scope) => resolves(scope, variable.path)))
      .map((variable) => templateProblem(card, part, { ...variable, message: unknownName(variable, scopes) }));
  } catch (error) {
    if (error instanceof TemplateError) return [templateProblem(card, part, error)];
    throw error;
  }
}

/** Wording does not matter here, names do; so the shared texts stay empty. */
function sampleScopes(files: CardFiles, id: FindingId): object[] {
  const none: SharedTexts = { missing: {}, problems: {}, joins: {}, cardLimit: null };
  const shared: Readonly<Record<Markup, SharedTexts>> = { markdown: none, plain: none };
  const content = { labels: files.labels, evidence: files.evidence, shared };
  return sampleSubjects
    .filter((subject) => findingIdOf(subject) === id)
    .flatMap((subject) =>
      contextSamples.map((context) => cardScope(content, entryOf(files.cards, id).front, subject, context, 'plain')),
    );
}

function resolves(value: unknown, path: readonly (string | number)[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined) return true;
  if (Array.isArray(value)) {
    if (step === 'size' || step === 'first' || step === 'last') return true;
    return typeof step === 'number' && value.some((item) => resolves(item, rest));
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return false;
  return resolves((value as Readonly<Record<string | number, unknown>>)[step], rest);
}

function unknownName({ path }: TemplateVariable, scopes: readonly object[]): string {
  const known = new Set<string>();
  const inFacts = path[0] === 'facts' && path.length > 1;
  for (const scope of scopes) {
    const holder: unknown = inFacts ? (scope as { readonly facts?: object }).facts : scope;
    for (const name of Object.keys(holder ?? {})) known.add(inFacts ? `facts.${name}` : name);
  }
  return `unknown variable ${path.join('.')}; this card has ${[...known].sort().join(', ')}`;
}
