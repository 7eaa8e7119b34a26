import { asObject, asString, objectsIn } from '../elements/json.js';

/** Longest refusal that is looked through, characters. */
const LONGEST = 20_000;

/**
 * Which parameters of a search a refusal names. Only names that we asked with come back, never words of the server.
 * @param body the answer, meant to be an OperationOutcome
 * @param query the query or form that was sent
 */
export function namedParameters(body: string, query: string): readonly string[] {
  const outcome = body.length > LONGEST ? null : parsed(body);
  if (outcome === null) return [];
  const text = objectsIn(outcome.issue)
    .flatMap(({ diagnostics, details, expression, location }) => [
      diagnostics,
      asObject(details)?.text,
      ...[expression, location].flat(),
    ])
    .map((part) => asString(part) ?? '')
    .join('\n');
  const names = [...new Set(new URLSearchParams(query).keys())];
  return names.filter((name) => isNamed(text, name));
}

/** `_sort` is nothing but a parameter; `code` is also a word, and counts where it is quoted or called a parameter. */
function isNamed(text: string, name: string): boolean {
  const words = text.split(/[^A-Za-z0-9_:-]+/);
  if (name.startsWith('_')) return words.some((word) => word === name || word.split(':')[0] === name.split(':')[0]);
  if ([`"${name}"`, `'${name}'`, `\`${name}\``].some((quoted) => text.includes(quoted))) return true;
  return words.some((word, index) => word === name && /^param(?:eter)?s?:?$/i.test(words[index - 1] ?? ''));
}

function parsed(text: string) {
  try {
    const body = asObject(JSON.parse(text) as unknown);
    return body?.resourceType === 'OperationOutcome' ? body : null;
  } catch {
    return null;
  }
}
