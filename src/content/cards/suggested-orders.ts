import { type Action, type Extension, ORDER_EXTENSION, type Suggestion, type WireResource } from '../../domain/card.js';
import type { CardContext, NamedOrder, OrderOfCard } from '../../domain/card-context.js';
import type { SuggestionContent, WithdrawalContent } from './card-schemas.js';
import { escapePlain, shorten } from './escape.js';

/** One action each: more is not carried out by every EHR. */
export function suggestedOrder(content: SuggestionContent, context: CardContext): Suggestion {
  const action: Action = { type: 'create', description: content.action, resource: draftOf(content, context) };
  return { label: content.label, uuid: context.newUuid(), actions: [action] };
}

/** To take the draft orders back that a card is about; a draft without an id cannot be named to the EHR. */
export function withdrawals({ label, action }: WithdrawalContent, { order, newUuid }: CardContext): Suggestion[] {
  if (order === null) return [];
  const orders = [order, ...order.others];
  return orders.flatMap(({ reference, display, dose }) => {
    if (reference === null) return [];
    const name = dose === null ? display : `${display}, ${dose}`;
    const which = orders.length === 1 ? '' : `: ${shorten(escapePlain(name), DISPLAY_MAX)}`;
    const actions: Action[] = [{ type: 'delete', description: `${action}${which}`, resourceId: reference }];
    return [{ label: `${label}${which}`, uuid: newUuid(), actions }];
  });
}

const DISPLAY_MAX = 60;

/** The draft orders as FHIR References, for the extension of a card; nothing where none can be named. */
export function orderExtension(order: OrderOfCard | null): Extension {
  const named = order === null ? [] : [order, ...order.others].map(referenceOf);
  const known = named.filter((each) => Object.keys(each).length > 0);
  return known.length === 0 ? {} : { [ORDER_EXTENSION]: known };
}

function referenceOf({ reference, display }: NamedOrder): object {
  const text = shorten(escapePlain(display), DISPLAY_MAX);
  return { ...(reference === null ? {} : { reference }), ...(text === '' ? {} : { display: text }) };
}

/**
 * A complete draft order in the FHIR release of the client's own orders (CDS Hooks "Action": a create carries a whole
 * new resource). It never has a dose: the prescriber sets that.
 */
function draftOf(content: SuggestionContent, context: CardContext): WireResource {
  const concept = { coding: [{ ...content.coding }], text: content.text };
  const reason = { text: content.reason };
  const subject = { reference: `Patient/${context.patientId}` };
  const requester = context.requester === null ? null : { reference: context.requester };
  const isTest = content.order === 'test';
  switch (context.fhirRelease) {
    case 'R4': {
      const common = { ...draft(context), subject, ...member('requester', requester), reasonCode: [reason] };
      return isTest
        ? { resourceType: 'ServiceRequest', ...common, code: concept }
        : { resourceType: 'MedicationRequest', ...common, medicationCodeableConcept: concept };
    }
    case 'STU3': {
      const agent = member('requester', requester === null ? null : { agent: requester });
      const common = { ...draft(context), subject, ...agent, reasonCode: [reason] };
      return isTest
        ? { resourceType: 'ProcedureRequest', ...common, code: concept }
        : { resourceType: 'MedicationRequest', ...common, medicationCodeableConcept: concept };
    }
    case 'DSTU2': {
      // No intent in DSTU2; DiagnosticOrder has no date of its own, MedicationOrder has one reason, and names the patient `patient`.
      const practitioner = context.requester?.startsWith('Practitioner/') === true ? requester : null;
      return isTest
        ? {
            resourceType: 'DiagnosticOrder',
            status: 'draft',
            subject,
            ...member('orderer', practitioner),
            reason: [reason],
            item: [{ code: concept }],
          }
        : {
            resourceType: 'MedicationOrder',
            status: 'draft',
            dateWritten: context.today,
            patient: subject,
            ...member('prescriber', practitioner),
            reasonCodeableConcept: reason,
            medicationCodeableConcept: concept,
          };
    }
  }
}

/** A draft of an order, for the clinician to complete and sign. */
function draft({ today }: CardContext) {
  return { status: 'draft', intent: 'order', authoredOn: today };
}

function member(name: string, value: object | null): object {
  return value === null ? {} : { [name]: value };
}
