import type { ContentProblem } from '../files/content-error.js';
import type { ContentFiles } from '../files/content-files.js';
import { loadYamlFile } from '../files/load-yaml-file.js';
import { nearestName } from '../files/nearest-name.js';
import { pathText } from '../check/check-shape.js';
import { type AllCards, allCardsFile, type CardFrontMatter } from './card-schemas.js';

export const ALL_CARDS = 'cards/all-cards.yaml';

/**
 * What a site says on every card without copying them all. A folder without the file says nothing.
 * @returns null when there were problems; they are added to `problems`
 */
export function loadAllCards(
  files: ContentFiles,
  reasons: Readonly<Record<string, unknown>>,
  problems: ContentProblem[],
): AllCards | null {
  if (!files.has(ALL_CARDS)) return allCardsFile.parse({});
  const loaded = loadYamlFile(files, ALL_CARDS, allCardsFile, problems);
  if (loaded === null) return null;
  const known = Object.keys(reasons);
  const unknown = loaded.content.overrideReasons.flatMap((key, index) => {
    if (known.includes(key)) return [];
    const path = ['overrideReasons', index];
    const near = nearestName(key, known);
    const hint = near === null ? ';' : `, did you mean "${near}"?`;
    const message = `"${key}" is not in cards/override-reasons.yaml${hint} there are ${known.join(', ')}`;
    return [{ ...loaded.source.positionOf(path), path: pathText(path), message }];
  });
  problems.push(...unknown);
  return unknown.length > 0 ? null : loaded.content;
}

/** The card with what all of them say behind what is its own. The sentence stands once in an answer, on its first card. */
export function withAllCards<C extends { readonly front: CardFrontMatter; readonly detail: string }>(
  card: C,
  { overrideReasons, links, sentence }: AllCards,
): C {
  const { front, detail } = card;
  const isNew = ({ url }: AllCards['links'][number]) => !front.links.some((own) => own.url === url);
  return {
    ...card,
    front: {
      ...front,
      overrideReasons: [...new Set([...front.overrideReasons, ...overrideReasons])],
      links: [...front.links, ...links.filter(isNew)],
    },
    detail: sentence === undefined ? detail : `${detail}\n\n{% if above.size == 0 %}${sentence}{% endif %}\n`,
  };
}
