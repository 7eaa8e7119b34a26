import { RULE_IDS, type RuleParams } from '../../rules/index.js';

/** The settings of the rules, which tell whether anybody looked at them. */
export interface WatchedParams {
  readonly params: RuleParams;
  /** Forgets who looked: before an order is evaluated. */
  readonly begin: () => void;
  /** Whether a setting was looked at since. @param path `trough.limit` */
  readonly isRead: (path: string) => boolean;
}

/**
 * Settings that behave as the given ones and take down which of them are looked at. A rule is pure: what it did not look at on the way
 * to its answer would not have changed it, whatever its value. What is worked out once for several rules is looked at by the first of
 * them, so what counts is whether anybody looked at all.
 */
export function watchedParams(params: RuleParams): WatchedParams {
  const read = new Set<string>();
  const sections = Object.fromEntries(RULE_IDS.map((id) => [id, watched(params[id as keyof RuleParams], id, read)]));
  return {
    params: { ...params, ...sections },
    begin: () => {
      read.clear();
    },
    isRead: (path) => read.has(path),
  };
}

function watched(value: unknown, path: string, read: Set<string>): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const seen = {};
  for (const [name, member] of Object.entries(value)) {
    const at = `${path}.${name}`;
    const inner = watched(member, at, read);
    Object.defineProperty(seen, name, {
      enumerable: true,
      get: () => {
        read.add(at);
        return inner;
      },
    });
  }
  return seen;
}
