import type { WatchKind } from '../../domain/watch-kind.js';
import type { Term } from '../report/rule-cells.js';

/** A malfunction that the watch found. Codes and counts only, so that it may be logged and counted as a metric. */
export interface WatchAlarm {
  readonly kind: WatchKind;
  /** Monday of the week, UTC. */
  readonly week: string;
  /** `all` where a burden contract of the whole site is broken. */
  readonly client: string;
  /** null where it is not about a rule. */
  readonly rule: string | null;
  /** Where a prefetch key vanished: `tacrolimus-order-sign` and `creatinine`; where unknown codes come from: the latter. */
  readonly service: string | null;
  readonly source: string | null;
  /** Why a rule could not be evaluated: the reason that grew most. */
  readonly reason: string | null;
  /** The code or unit that nobody here knew; null where it is about none, or where it may not be named. */
  readonly term: Term | null;
  /** Whether that code or unit was met in none of the weeks before; null where the alarm is about neither. */
  readonly isNew: boolean | null;
  /** `count` of `of` different patients; cards and orders, for a contract. */
  readonly count: number;
  readonly of: number;
  /** Share that the weeks before would let expect; the contract's own bound, per order, for a contract. */
  readonly expected: number;
  /** Probability of so extreme a week if nothing had changed; null for a contract, which is no guess. */
  readonly probability: number | null;
}
