import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { ProblemCode, Source } from '../../domain/fact-set.js';
import type { BundleEntry } from './bundle.js';

export type Provenance = NonNullable<ClinicalSnapshot['provenance'][Source]>;

/** What one source gave, before anyone has looked at the resources. */
export interface SourceReading {
  readonly source: Source;
  readonly required: boolean;
  readonly provenance: Provenance;
  /** Everything that came, included Medications too. */
  readonly entries: readonly BundleEntry[];
  /** Entries in which nothing could be read, OperationOutcomes, and entries beyond the limit of one answer: they came too. */
  readonly unreadable: number;
  readonly messages: number;
  readonly overLimit: number;
  /** `whole`: answered in full. `part`: usable, but something is missing. `nothing`: no conclusion may be drawn. */
  readonly extent: 'whole' | 'part' | 'nothing';
  readonly problem: ProblemCode | null;
  /** With `not-offered`: the parameter of our search that the server refuses. */
  readonly parameter?: string;
  /** `narrower`: what was answered had limits that our question has not. */
  readonly asked: 'whole' | 'narrower';
}

/** What came of a source, of which the rest of a reading is said elsewhere. */
export type Received = Pick<SourceReading, 'entries' | 'unreadable' | 'messages' | 'overLimit'>;

export const NOTHING_RECEIVED: Received = { entries: [], unreadable: 0, messages: 0, overLimit: 0 };

export function received(content: Omit<Received, 'overLimit'> & { readonly overLimit?: number }): Received {
  const { entries, unreadable, messages, overLimit = 0 } = content;
  return { entries, unreadable, messages, overLimit };
}

/** Two answers to one question. A record that is in both is one record for whoever reads them. */
export function together(a: Received, b: Received): Received {
  return {
    entries: [...a.entries, ...b.entries],
    unreadable: a.unreadable + b.unreadable,
    messages: a.messages + b.messages,
    overLimit: a.overLimit + b.overLimit,
  };
}

export function notAsked(source: Source): SourceReading {
  return {
    ...NOTHING_RECEIVED,
    source,
    required: false,
    provenance: 'not-asked',
    extent: 'whole',
    problem: null,
    asked: 'whole',
  };
}
