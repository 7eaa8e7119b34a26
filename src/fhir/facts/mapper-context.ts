import type { ConditionFact } from '../../domain/chart-facts.js';
import type { CodedText } from '../../domain/coding.js';
import type { JsonObject } from '../../domain/json.js';
import type { TimeInterval, TimeZone } from '../../domain/time.js';
import type { Terminology } from '../../terminology/recognise/terminology.js';
import type { PatientIdentity } from '../patient-match/patient-identity.js';

/** What every mapper needs besides the resource. */
export interface MapperContext extends PatientIdentity {
  readonly terminology: Terminology;
  readonly timeZone: TimeZone;
  /** Milliseconds since the epoch. */
  readonly asOf: number;
  /** When the patient was born, where that is known; without it, nobody knows. */
  readonly bornOn?: () => TimeInterval | null;
  /** Reads the code of a result; without it, each anew. */
  readonly readCode?: (value: unknown) => CodedText;
  /** What was read of the records that orders name as their reasons: hundreds of orders may name one. */
  readonly reasonsRead?: Map<JsonObject, ConditionFact | null>;
}
