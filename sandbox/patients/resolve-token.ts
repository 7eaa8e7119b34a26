import type { FhirResource } from 'fhir/r4.js';

/** What a path of a prefetch token starts at, and how a reference in it is followed. */
export interface TokenScope {
  /** `context` and the prefetch keys that were answered before: `%medicationRequests` is the member of that name. */
  readonly roots: Readonly<Record<string, unknown>>;
  /** `Medication/1` -> the resource; null where there is none. */
  readonly resolve: (reference: string) => FhirResource | null;
}

/**
 * The value of a token in the simple FHIRPath of CDS Hooks 3.0-ballot ("Simpler FHIRPath support for Querystring Syntax"): steps
 * through members, `ofType(Type)`, `resolve()`, paths parted by `|`; several values are one list, parted by commas.
 *
 * @returns null for what this subset has not, so that the template is left unanswered
 */
export function resolveToken(token: string, scope: TokenScope): string | null {
  const values = token.split('|').map((path) => valuesOf(path.trim(), scope));
  if (values.some((found) => found === null)) return null;
  return [...new Set(values.flatMap((found) => found ?? []))].join(',');
}

function valuesOf(path: string, { roots, resolve }: TokenScope): readonly string[] | null {
  const [root = '', ...steps] = path.split('.');
  const start = roots[root];
  if (start === undefined) return null;
  let nodes: readonly unknown[] = [start];
  for (const step of steps) {
    const type = /^ofType\(([A-Z]\w*)\)$/.exec(step)?.[1];
    if (type !== undefined) nodes = nodes.filter((node) => memberOf(node, 'resourceType') === type);
    else if (step === 'resolve()') nodes = nodes.flatMap((node) => resolved(node, resolve));
    else if (/^[a-z]\w*$/.test(step)) nodes = nodes.flatMap((node) => childrenOf(node, step));
    else return null;
  }
  return nodes.filter((node) => typeof node === 'string');
}

function memberOf(node: unknown, name: string): unknown {
  return typeof node === 'object' && node !== null ? (node as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** The element of that name; of a choice (`medication[x]`) the one that is there. */
function childrenOf(node: unknown, name: string): readonly unknown[] {
  const value = memberOf(node, name) ?? memberOf(node, `${name}Reference`) ?? memberOf(node, `${name}CodeableConcept`);
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

function resolved(node: unknown, resolve: TokenScope['resolve']): readonly FhirResource[] {
  const reference = memberOf(node, 'reference');
  const target = typeof reference === 'string' ? resolve(reference) : null;
  return target === null ? [] : [target];
}
