import type { FhirResource } from 'fhir/r4.js';
import { DRUGS, PROBLEMS } from '../../sandbox/patients/codes.js';
import { at, CREATININE, labResource, latest, TACROLIMUS } from '../../sandbox/patients/lab-resources.js';
import { medicationRequest } from '../../sandbox/patients/medication-resources.js';
import { conditionResource } from '../../sandbox/patients/record-resources.js';
import { createTimeline } from '../../sandbox/patients/timeline.js';

const ID = 'tac-1';

/** A chart for the patient of the captured bodies on which every rule has something to say. */
export function capturedPatient(now: number): readonly FhirResource[] {
  const chart = { patientId: ID, timeline: createTimeline(now) };
  const started = { authoredOn: '2026-04-20', start: '2026-04-20' };
  return [
    { resourceType: 'Patient', id: ID, gender: 'female', birthDate: '1971-04-02' },
    conditionResource({ patientId: ID, id: 'uc', code: PROBLEMS.ulcerativeColitis, onset: '2015-01-01' }),
    medicationRequest({ patientId: ID, id: 'tac', drug: DRUGS.prograf, ...started }),
    labResource(chart, 'creatinine-1', latest(160), CREATININE),
    labResource(chart, 'creatinine-2', at(5, 80), CREATININE),
    labResource(chart, 'creatinine-3', at(250, 80), CREATININE),
    labResource(chart, 'level-1', latest(21), TACROLIMUS),
  ];
}
