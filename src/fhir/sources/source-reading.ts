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
  /** `whole`: answered in full. `part`: usable, but something is missing. `nothing`: no conclusion may be drawn. */
  readonly extent: 'whole' | 'part' | 'nothing';
  readonly problem: ProblemCode | null;
}

export function notAsked(source: Source): SourceReading {
  return { source, required: false, provenance: 'not-asked', entries: [], extent: 'whole', problem: null };
}
