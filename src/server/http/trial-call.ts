const SUBJECT = { reference: 'Patient/example' };
const WHO = { userId: 'Practitioner/example', patientId: 'example' };
const DAY_MS = 86_400_000;

const ORDERS = bundle('collection', {
  ...{ resourceType: 'MedicationRequest', id: 'draft-1', status: 'draft', intent: 'order', subject: SUBJECT },
  medicationCodeableConcept: { text: 'tacrolimus 1 mg oral capsule' },
});

const CONTEXTS: Readonly<Partial<Record<string, object>>> = {
  'order-sign': { ...WHO, draftOrders: ORDERS },
  'order-select': { ...WHO, selections: ['MedicationRequest/draft-1'], draftOrders: ORDERS },
  'medication-prescribe': { ...WHO, medications: ORDERS },
  'patient-view': WHO,
};

/**
 * The body of a call for a patient who does not exist, as short as one can be that gets a card: a level of yesterday above any limit that a
 * site may set. null for a hook of which we have none.
 */
export function trialCall(hook: string, now: number): string | null {
  const context = CONTEXTS[hook];
  if (context === undefined) return null;
  const level = {
    ...{ resourceType: 'Observation', id: 'level-1', status: 'final', subject: SUBJECT },
    code: { coding: [{ system: 'http://loinc.org', code: '11253-2' }] },
    effectiveDateTime: new Date(now - DAY_MS).toISOString(),
    valueQuantity: { value: 32, unit: 'ng/mL' },
  };
  const patient = { resourceType: 'Patient', id: 'example', gender: 'female', birthDate: '1988-03-14' };
  const prefetch = { patient, tacrolimusLevels: bundle('searchset', level) };
  return JSON.stringify({ hook, hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea', context, prefetch });
}

function bundle(type: string, resource: object) {
  return { resourceType: 'Bundle', type, entry: [{ resource }] };
}
