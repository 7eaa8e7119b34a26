import type { FindingId } from '../../domain/finding.js';
import { type CardContent, createCardRenderer, type Markup, type RendererContent } from './card-renderer.js';
import { createEngines, parseCard, parseSharedTexts, type Engines, type SharedTexts } from './card-templates.js';
import { checkRenderedCards } from '../check/check-rendered-cards.js';
import { checkSharedTexts } from '../check/check-shared-texts.js';
import { findTemplateFaults } from '../check/find-template-faults.js';
import type { ContentProblem } from '../files/content-error.js';
import type { CardFiles } from './load-cards.js';
import type { CardRenderer } from '../../domain/ports.js';

/**
 * Parses all templates once, renders every card against samples of its kind, and hands back the renderer.
 * @returns null when a template cannot be used; the problems are added to `problems`
 */
export function buildCards(files: CardFiles, version: string, problems: ContentProblem[]): CardRenderer | null {
  const strict = createEngines(files, true);
  const faults = [...checkSharedTexts(files, strict), ...findTemplateFaults(files, strict)];
  if (faults.length > 0) {
    problems.push(...faults);
    return null;
  }
  // The shared texts are sound by now, and read leniently they cannot blame a card for what is theirs.
  const lenient = createEngines(files, false);
  const shared = {
    markdown: parseSharedTexts(lenient.markdown, files.gaps),
    plain: parseSharedTexts(lenient.plain, files.gaps),
  };
  const found = checkRenderedCards(files, () => rendererContent(files, strict, shared, version));
  problems.push(...found);
  return found.length > 0 ? null : createCardRenderer(rendererContent(files, lenient, shared, version));
}

function rendererContent(
  files: CardFiles,
  engines: Engines,
  shared: Readonly<Record<Markup, SharedTexts>>,
  version: string,
): RendererContent {
  const cards = Object.fromEntries(
    Object.entries(files.cards).map(([id, { front, ...texts }]): [string, CardContent] => [
      id,
      { front, templates: parseCard(engines, front, texts) },
    ]),
  ) as Record<FindingId, CardContent>;
  return {
    cards,
    scope: { labels: files.labels, evidence: files.evidence, shared },
    suggestions: files.suggestions,
    withdrawal: files.withdrawal,
    overrideReasons: files.overrideReasons,
    version,
  };
}
