/** A FHIR reference string, taken apart. */
export type ParsedReference =
  | { readonly kind: 'literal'; readonly type: string; readonly id: string }
  | { readonly kind: 'contained'; readonly id: string }
  /** urn:uuid, urn:oid, or anything else that only a Bundle's fullUrl can explain. */
  | { readonly kind: 'opaque' };

/** Characters; a longer one is looked up as it stands. */
const LONGEST_REFERENCE = 2_000;

const BEHIND_PATH = /[?#]/;
const TYPE_NAME = /^[A-Z][A-Za-z]+$/;

/** Reads `Type/id`, `https://host/base/Type/id`, either with `/_history/n`, and `#id`. */
export function parseReference(reference: string): ParsedReference {
  if (reference.length > LONGEST_REFERENCE) return { kind: 'opaque' };
  if (reference.startsWith('#')) return { kind: 'contained', id: reference.slice(1) };
  const path = (BEHIND_PATH.test(reference) ? (reference.split(BEHIND_PATH, 1)[0] ?? '') : reference).split('/');
  if (path.at(-2) === '_history') path.splice(-2);
  const [type, id] = path.slice(-2);
  return type !== undefined && id !== undefined && TYPE_NAME.test(type) && id !== ''
    ? { kind: 'literal', type, id }
    : { kind: 'opaque' };
}
