import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import { type RuleParams, RULES } from '../../rules/index.js';

/**
 * Which numbers of its own section of `rules.yaml` a rule looked at on its way to an answer. A rule is pure: one that it did not look at could have had any
 * value, and the answer would be the same. The other sections are handed over as they are, so that readings of the chart that rest on them
 * alone are not made again.
 */
export function settingsRead(rule: string, snapshot: ClinicalSnapshot, params: RuleParams): ReadonlySet<string> {
  const read = new Set<string>();
  const found = RULES.find(({ id }) => id === rule);
  try {
    const own = (params as unknown as Readonly<Record<string, object>>)[rule] ?? {};
    found?.evaluate(snapshot, { ...params, [rule]: watched(own, rule, read) });
  } catch {
    // Where it fails, it fails with other values too, as far as it came.
  }
  return read;
}

/** The same values; each one that is looked at is noted. The target is empty, because a frozen one may not be stood in for. */
function watched(value: object, path: string, read: Set<string>): object {
  return new Proxy(
    {},
    {
      get: (_, name) => see(value, name, path, read),
      has: (_, name) => Reflect.has(value, name),
      ownKeys: () => Reflect.ownKeys(value),
      getOwnPropertyDescriptor: (_, name) =>
        Reflect.has(value, name)
          ? { configurable: true, enumerable: true, writable: true, value: see(value, name, path, read) }
          : undefined,
    },
  );
}

function see(value: object, name: string | symbol, path: string, read: Set<string>): unknown {
  const found: unknown = Reflect.get(value, name);
  if (typeof name === 'symbol') return found;
  const at = `${path}.${name}`;
  if (typeof found === 'object' && found !== null && !Array.isArray(found)) return watched(found, at, read);
  read.add(at);
  return found;
}
