import type { CodedText } from '../../domain/coding.js';
import { readText, type ReadText } from './whole-words.js';

/** A hostile or broken record may hold thousands of codings; nobody writes more than a handful. */
const MAX_TEXTS = 20;

/** The words of concepts: their text and the displays of their codes. */
export function textsOf(...concepts: readonly (CodedText | null)[]): readonly ReadText[] {
  return concepts
    .flatMap((concept) => (concept === null ? [] : [concept.text, ...concept.codings.map((coding) => coding.display)]))
    .filter((text) => text !== null && text.trim() !== '')
    .slice(0, MAX_TEXTS)
    .map((text) => readText(text ?? ''));
}
