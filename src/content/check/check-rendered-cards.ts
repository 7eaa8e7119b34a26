import { findResponseFaults } from '../../cds-hooks/response/validate-response.js';
import { wholeDetail } from '../../domain/card.js';
import type { CardContext, CardSubject } from '../../domain/card-context.js';
import {
  createCardRenderer,
  findingIdOf,
  type RendererContent,
  renderSummary,
  SUMMARY_MAX,
} from '../cards/card-renderer.js';
import type { CardFiles } from '../cards/load-cards.js';
import { distinct, TemplateError, templateProblem } from '../cards/text-engine.js';
import { entryOf } from '../cards/card-templates.js';
import type { ContentProblem } from '../files/content-error.js';
import { contextSamples } from '../samples/gap-samples.js';
import { sampleSubjects } from '../samples/sample-subjects.js';
import { checkOnce } from './check-memory.js';
import type { CardRenderer } from '../../domain/ports.js';

/**
 * Renders every card against every sample of its kind, strictly, and checks what comes out.
 * @param parse parses the templates strictly; not called where every card was checked before
 */
export function checkRenderedCards(files: CardFiles, parse: () => RendererContent): ContentProblem[] {
  let parsed: RendererContent | null = null;
  return distinct(
    onePerPlace(
      Object.entries(files.cards).flatMap(([id, { hash }]) =>
        checkOnce(`rendered ${id} ${hash}`, () => checkSamples(files, (parsed ??= parse()), id)),
      ),
    ),
  );
}

function checkSamples(files: CardFiles, content: RendererContent, id: string): ContentProblem[] {
  const renderer = createCardRenderer(content);
  return sampleSubjects
    .filter((subject) => findingIdOf(subject) === id)
    .flatMap((subject) =>
      contextSamples.flatMap((context) => {
        const summaryFaults = checkSummary(files, content, subject, context);
        return summaryFaults.length > 0 ? summaryFaults : checkCard(files, renderer, subject, context);
      }),
    );
}

/** A summary that is too long is too long with many samples; the first of them says enough. */
function onePerPlace(problems: readonly ContentProblem[]): ContentProblem[] {
  const places = new Set<string>();
  return problems.filter(({ file, line, column, path }) => {
    const place = `${file}:${line}:${column}:${path}`;
    if (path === '' || !places.has(place)) {
      places.add(place);
      return true;
    }
    return false;
  });
}

function checkSummary(
  files: CardFiles,
  content: RendererContent,
  subject: CardSubject,
  context: CardContext,
): ContentProblem[] {
  const card = entryOf(files.cards, findingIdOf(subject));
  const part = card.front.summaryWhenLong === undefined ? 'summary' : 'summaryWhenLong';
  try {
    const summary = renderSummary(content, subject, context);
    if (summary.length <= SUMMARY_MAX) return [];
    const message = `comes out at ${summary.length} characters, and must stay under 140: "${summary}"`;
    return [{ ...card.source.positionOf([part]), path: part, message }];
  } catch (error) {
    if (error instanceof TemplateError) return [templateProblem(card, 'summary', error)];
    throw error;
  }
}

function checkCard(
  files: CardFiles,
  renderer: CardRenderer,
  subject: CardSubject,
  context: CardContext,
): ContentProblem[] {
  const card = entryOf(files.cards, findingIdOf(subject));
  try {
    const { appendix = '', ...rendered } = renderer.render(subject, context);
    return findResponseFaults({ cards: [{ ...rendered, detail: wholeDetail({ ...rendered, appendix }) }] }).map(
      (message) => ({
        file: card.source.file,
        line: 1,
        column: 1,
        path: '',
        message: `the finished card is not valid: ${message}`,
      }),
    );
  } catch (error) {
    if (error instanceof TemplateError) return [templateProblem(card, 'detail', error)];
    throw error;
  }
}
