import { CdsError } from '../../domain/cds-error.js';
import { asString, referenceTo, typeOf } from '../elements/json.js';
import type { JsonObject } from '../elements/json.js';
import { whoseResource } from './patient-identity.js';
import type { ResourceIndex } from '../sources/resource-index.js';
import type { SourceReading } from '../sources/source-reading.js';
import { SOURCE_TYPES } from '../sources/source-types.js';

/** A source's reading after the resources of other patients are gone. */
export interface SamePatientData {
  readonly reading: SourceReading;
  /** The resources that answer the source's question; included Medications and the like are left out. */
  readonly resources: readonly JsonObject[];
  /** How many were another patient's. */
  readonly foreign: number;
}

/**
 * Drops what is another patient's, before any mapper looks at it (docs/clinical/facts.md#patient-match).
 * @throws CdsError `wrong-patient` when the Patient itself is not the context's
 */
export function ownData(reading: SourceReading, patientId: string, index: ResourceIndex): SamePatientData {
  const types = SOURCE_TYPES[reading.source];
  const answers = reading.entries.map(({ resource }) => resource).filter((item) => types.includes(typeOf(item) ?? ''));
  if (reading.source === 'patient') {
    if (answers.some((patient) => asString(patient.id) !== patientId)) throw wrongPatient();
    return { reading, resources: answers, foreign: 0 };
  }
  const foreign = answers.filter((resource) => whoseResource(resource, patientId, index) === 'other');
  const dropped = new Set(foreign);
  // One record sent twice is one record.
  const distinct = new Set(foreign.map((resource) => referenceTo(resource) ?? resource));
  return { reading, resources: answers.filter((resource) => !dropped.has(resource)), foreign: distinct.size };
}

function wrongPatient(): CdsError {
  return new CdsError(
    'wrong-patient',
    'The Patient resource is not the patient of the hook context.',
    'prefetch.patient',
  );
}
