import { CdsError } from '../../domain/cds-error.js';
import type { HookRequest } from '../../domain/hook-request.js';
import { asObject } from '../elements/json.js';
import { namesPatient, whoseResource } from './patient-identity.js';
import type { ResourceIndex } from '../sources/resource-index.js';

/**
 * Refuses a call that mixes patients: an order for someone else, or a token that is bound to someone else. An order without
 * a subject is tolerated, drafts need not have one yet.
 * @throws CdsError `wrong-patient`
 */
export function refuseWrongPatient(request: HookRequest, index: ResourceIndex): void {
  const { tokenPatient } = request;
  if (tokenPatient !== null && !namesPatient(tokenPatient, request.patientId)) {
    throw new CdsError('wrong-patient', 'The access token is bound to another patient.', 'fhirAuthorization.patient');
  }
  request.orders.forEach(({ resource, at }) => {
    const order = asObject(resource);
    if (order === null || whoseResource(order, request.patientId, index) !== 'other') return;
    throw new CdsError(
      'wrong-patient',
      'An order is not for the patient of the hook context.',
      `${at}.${order.subject === undefined ? 'patient' : 'subject'}`,
    );
  });
}
