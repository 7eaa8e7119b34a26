import type { ContentPath, YamlSource } from './yaml-source.js';

/**
 * Lays one YAML file over another: mappings are merged key by key, at every depth; anything else - a number, a text, a
 * list - replaces what was there. Each value keeps the way back to the file that it stands in.
 */
export function mergeYaml(lower: YamlSource, upper: YamlSource): YamlSource {
  const holder = (path: ContentPath) => holderOf(lower, upper, path);
  return {
    file: lower.file,
    value: merged(lower.value ?? {}, upper.value ?? {}),
    positionOf: (path) => holder(path).positionOf(path),
    positionOfKey: (path) => holder(path).positionOfKey(path),
    positionOfCause: (path) => {
      const group = path.slice(0, -1);
      // A limit that no longer fits its neighbour is the fault of the layer that moved one of the two.
      const isOnlyBelow = reach(upper.value, path) < path.length && reach(lower.value, path) === path.length;
      const isGroupAbove = group.length > 0 && reach(upper.value, group) === group.length;
      return isOnlyBelow && isGroupAbove ? upper.positionOf(group) : holder(path).positionOf(path);
    },
  };
}

function holderOf(lower: YamlSource, upper: YamlSource, path: ContentPath): YamlSource {
  if (path.length === 0) return isMapping(upper.value ?? {}) ? lower : upper;
  const above = reach(upper.value, path);
  return above > 0 && above >= reach(lower.value, path) ? upper : lower;
}

/** How many steps of the path exist. */
function reach(value: unknown, path: ContentPath): number {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return 0;
  return 1 + reach((value as Readonly<Record<PropertyKey, unknown>>)[step], rest);
}

function merged(lower: unknown, upper: unknown): unknown {
  if (!isMapping(lower) || !isMapping(upper)) return upper;
  const added = Object.entries(upper).map(([key, value]) => [
    key,
    Object.hasOwn(lower, key) ? merged(lower[key], value) : value,
  ]);
  // `Object.fromEntries` defines keys instead of setting them, so that a key `__proto__` is a key like any other.
  return Object.fromEntries([...Object.entries(lower), ...added] as [string, unknown][]);
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
