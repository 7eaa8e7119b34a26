import type { TimeZone } from '../../domain/time.js';
import type { Terminology } from '../../terminology/recognise/terminology.js';
import type { PatientIdentity } from '../patient-match/patient-identity.js';

/** What every mapper needs besides the resource. */
export interface MapperContext extends PatientIdentity {
  readonly terminology: Terminology;
  readonly timeZone: TimeZone;
  /** Milliseconds since the epoch. */
  readonly asOf: number;
}
