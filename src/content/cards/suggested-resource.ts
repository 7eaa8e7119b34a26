import type { CardContext } from '../../domain/card-context.js';
import type { WireResource } from '../../cds-hooks/response/card.js';
import type { SuggestionContent } from './card-schemas.js';

/**
 * A complete draft order in the FHIR release of the client's own orders (CDS Hooks "Action": a create carries a whole
 * new resource). It never has a dose: the prescriber sets that.
 */
export function suggestedResource(content: SuggestionContent, context: CardContext): WireResource {
  const concept = { coding: [{ ...content.coding }], text: content.text };
  const subject = { reference: `Patient/${context.patientId}` };
  const isTest = content.order === 'test';
  switch (context.fhirRelease) {
    case 'R4':
      return isTest
        ? { resourceType: 'ServiceRequest', ...order(context), code: concept, subject }
        : { resourceType: 'MedicationRequest', ...order(context), medicationCodeableConcept: concept, subject };
    case 'STU3':
      return isTest
        ? { resourceType: 'ProcedureRequest', ...order(context), code: concept, subject }
        : { resourceType: 'MedicationRequest', ...order(context), medicationCodeableConcept: concept, subject };
    case 'DSTU2':
      // No intent in DSTU2; DiagnosticOrder has no date of its own, and MedicationOrder names the patient `patient`.
      return isTest
        ? { resourceType: 'DiagnosticOrder', status: 'draft', subject, item: [{ code: concept }] }
        : {
            resourceType: 'MedicationOrder',
            status: 'draft',
            dateWritten: context.today,
            patient: subject,
            medicationCodeableConcept: concept,
          };
  }
}

/** A draft of an order, for the clinician to complete and sign. */
function order({ today }: CardContext) {
  return { status: 'draft', intent: 'order', authoredOn: today };
}
