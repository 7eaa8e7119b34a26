/**
 * Finds what CDS Hooks forbids in any body: null, empty text, empty arrays and objects ("Use of JSON"; the 3.0 logical
 * model lists the two exceptions, `cards` and `services`), and values that JSON would turn into null.
 * @param mayBeEmpty paths whose array may be empty
 * @returns one message per fault, with its path and without its value
 */
export function findJsonFaults(value: unknown, path: string, mayBeEmpty: readonly string[] = []): string[] {
  if (value === null) return [`${path} must not be null`];
  if (value === '') return [`${path} must not be an empty string`];
  if (typeof value === 'string' || typeof value === 'boolean') return [];
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path} must be a finite number`];
  return typeof value === 'object' ? findFaultsInside(value, path, mayBeEmpty) : [`${path} must be JSON`];
}

function findFaultsInside(value: object, path: string, mayBeEmpty: readonly string[]): string[] {
  if (Array.isArray(value)) {
    if (value.length === 0 && !mayBeEmpty.includes(path)) return [`${path} must not be an empty array`];
    return value.flatMap((item: unknown, index) => findJsonFaults(item, `${path}[${index}]`, mayBeEmpty));
  }
  // A member that is `undefined` is left out by JSON.stringify, as the specification asks of members without a value.
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  if (members.length === 0 && path !== '') return [`${path} must not be an empty object`];
  return members.flatMap(([name, member]) =>
    findJsonFaults(member, path === '' ? name : `${path}.${name}`, mayBeEmpty),
  );
}
