import { CdsError } from '../../domain/cds-error.js';
import type { HookRequest } from '../../domain/hook-request.js';
import { asObject } from '../elements/json.js';
import { namesPatient, type PatientIdentity, whoseResource } from './patient-identity.js';

/**
 * Refuses a call that mixes patients: an order for someone else or for nobody who can be told, or a token that is bound to
 * someone else. An order without a subject is tolerated, drafts need not have one yet.
 * @throws CdsError `wrong-patient`
 */
export function refuseWrongPatient(request: HookRequest, identity: PatientIdentity): void {
  const { tokenPatient } = request;
  if (tokenPatient !== null && !namesPatient(tokenPatient, request.patientId)) {
    throw new CdsError('wrong-patient', 'The access token is bound to another patient.', 'fhirAuthorization.patient');
  }
  request.orders.forEach(({ resource, at }) => {
    const order = asObject(resource);
    const whose = order === null ? 'unstated' : whoseResource(order, identity);
    if (order === null || whose === 'ours' || whose === 'unstated') return;
    throw new CdsError(
      'wrong-patient',
      whose === 'other'
        ? 'An order is not for the patient of the hook context.'
        : 'The patient of an order cannot be resolved: nothing in the request explains the reference.',
      `${at}.${order.subject === undefined ? 'patient' : 'subject'}`,
    );
  });
}
