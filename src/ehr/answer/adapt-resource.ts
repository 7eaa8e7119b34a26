import type { CardCoding, WireResource } from '../../domain/card.js';
import { codeKey, type Dialect } from '../profile/dialect.js';
import { isJsonObject } from '../../domain/json.js';

/**
 * A suggested resource with its codes as this EHR spells them, the order that the site built in front.
 * @returns null when a concept is left without any code that the EHR knows
 */
export function adaptResource(resource: WireResource, dialect: Dialect): WireResource | null {
  const adapted = adapt(resource, dialect);
  return isJsonObject(adapted) ? { ...adapted, resourceType: resource.resourceType } : null;
}

/** undefined: holds a concept without a code. Codes stand at different depths in the FHIR releases, so all are walked. */
function adapt(value: unknown, dialect: Dialect): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => adapt(item, dialect));
    return items.includes(undefined) ? undefined : items;
  }
  if (!isJsonObject(value)) return value;
  const members: [string, unknown][] = Object.entries(value).map(([name, member]) => [
    name,
    name === 'coding' && Array.isArray(member) ? adaptCodings(member, dialect) : adapt(member, dialect),
  ]);
  return members.some(([, member]) => member === undefined) ? undefined : Object.fromEntries(members);
}

function adaptCodings(codings: readonly unknown[], dialect: Dialect): readonly unknown[] | undefined {
  const known = codings.filter(isCoding);
  if (known.length < codings.length) return codings;
  const adapted = known.flatMap((coding) => adaptCoding(coding, dialect));
  const distinct = adapted.filter(
    (coding, at) => adapted.findIndex((each) => codeKey(each) === codeKey(coding)) === at,
  );
  return distinct.length === 0 && codings.length > 0 ? undefined : distinct;
}

function adaptCoding(coding: CardCoding, { suggestions, siteOrders }: Dialect): CardCoding[] {
  const canonical = canonicalSystem(coding.system, suggestions.codeSystems);
  const spelling = suggestions.codeSystems[canonical];
  const siteOrder = siteOrders.get(codeKey({ system: canonical, code: coding.code }));
  const isKept =
    spelling !== undefined ||
    suggestions.otherCodeSystems === 'keep' ||
    coding.system === suggestions.orderCodes?.system;
  return [
    ...(siteOrder === undefined ? [] : [siteOrder]),
    ...(isKept ? [{ ...coding, system: spelling ?? coding.system }] : []),
  ];
}

/** Both spellings are read, so that a resource that was adapted before stays as it is. */
function canonicalSystem(system: string, spellings: Readonly<Record<string, string>>): string {
  return Object.entries(spellings).find(([, spelling]) => spelling === system)?.[0] ?? system;
}

function isCoding(value: unknown): value is CardCoding {
  return isJsonObject(value) && typeof value.system === 'string' && typeof value.code === 'string';
}
