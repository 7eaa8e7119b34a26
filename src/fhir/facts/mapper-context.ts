import type { FactKind, UnreadResource, UnreadReason, Source } from '../../domain/fact-set.js';
import type { TimeInterval, TimeZone } from '../../domain/time.js';
import type { Terminology } from '../../terminology/recognise/terminology.js';
import { codedText, displayOf, shorten } from '../elements/coded-text.js';
import { asCode, referenceTo } from '../elements/json.js';
import type { JsonObject } from '../elements/json.js';
import type { ResourceIndex } from '../sources/resource-index.js';
import type { UnknownTerm } from '../../domain/unknown-term.js';

/** What every mapper needs besides the resource. */
export interface MapperContext {
  readonly terminology: Terminology;
  readonly timeZone: TimeZone;
  /** Milliseconds since the epoch. */
  readonly asOf: number;
  readonly patientId: string;
  readonly index: ResourceIndex;
}

/** A fact or a drop, with the record that it comes from, so that a record sent twice counts once. */
export interface Dropped {
  readonly reference: string | null;
  readonly drop: UnreadResource;
}

export interface Mapped<T> {
  readonly facts: readonly T[];
  readonly dropped: readonly Dropped[];
}

const REPORTED_LIMIT = 80;

export function dropped(
  source: Source,
  resource: JsonObject,
  reason: UnreadReason,
  reported: string,
  time: TimeInterval | null,
  term: UnknownTerm | null = null,
  mayBe: FactKind | null = null,
): Dropped {
  const named = displayOf(codedText(resource.code));
  return {
    reference: referenceTo(resource),
    drop: {
      source,
      reason,
      reported: shorten(reported, REPORTED_LIMIT),
      time,
      status: asCode(resource.status),
      name: named === '' ? null : shorten(named, REPORTED_LIMIT),
      term,
      mayBe,
    },
  };
}
