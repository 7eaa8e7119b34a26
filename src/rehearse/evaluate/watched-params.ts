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
  const looks: Looks = { current: 1, last: new Map() };
  const sections = Object.fromEntries(RULE_IDS.map((id) => [id, watched(params[id as keyof RuleParams], id, looks)]));
  return {
    params: { ...params, ...sections },
    begin: () => {
      looks.current += 1;
    },
    isRead: (path) => looks.last.get(path)?.at === looks.current,
  };
}

/** A look costs no more than a number that is written: each order looks at hundreds of settings. */
interface Looks {
  /** Goes up with each order. */
  current: number;
  /** By path: the order at which a setting was looked at last. */
  readonly last: Map<string, { at: number }>;
}

function watched(value: unknown, path: string, looks: Looks): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const seen = {};
  for (const [name, member] of Object.entries(value)) {
    const at = `${path}.${name}`;
    const inner = watched(member, at, looks);
    const last = { at: 0 };
    looks.last.set(at, last);
    Object.defineProperty(seen, name, {
      enumerable: true,
      get: () => {
        last.at = looks.current;
        return inner;
      },
    });
  }
  return seen;
}
