/** Everything that `doctor` can say of a site: what it means, and what an analyst does about it. */
export const SYMPTOMS = {
  'not-json': { what: 'the line is not JSON', todo: 'capture one JSON body per line, or per file' },
  feedback: { what: 'feedback on cards, not a call', todo: 'leave it out; doctor reads calls' },
  'not-a-request': { what: 'the service refuses the request', todo: 'mend the field named; the service answers 400' },
  'unknown-hook': { what: 'no service answers this hook', todo: 'call a service of the discovery document' },
  'mislabelled-hook': {
    what: 'says patient-view, and holds orders',
    todo: 'name the hook in the client; the service takes it for order-select',
  },
  'no-orders': { what: 'an order hook without any order', todo: 'send the draft orders in the context' },
  'order-without-drug': {
    what: 'an order that names no drug',
    todo: 'call the service once a drug is chosen; an order without one is ignored',
  },
  'order-unresolved': {
    what: 'the drug of an order is a reference that leads nowhere in the request',
    todo: 'contain the Medication, or name it in reference.display; else the service must fetch it',
  },
  'drug-not-identified': {
    what: 'a drug has a code that no value set holds, and no name',
    todo: 'send the name too, or add the code with import-value-set',
  },
  'drug-by-name-only': {
    what: 'a drug was recognised by its name; its code is in no value set',
    todo: 'add the code, so that recognition does not hang on spelling',
  },
  'prefetch-missing': {
    what: 'a prefetch key is not there',
    todo: 'enter the template of the discovery document in the EHR; else the service must fetch it',
  },
  'prefetch-renamed': { what: 'a prefetch key seems to have another name', todo: 'rename it in the EHR' },
  'prefetch-unknown': { what: 'a prefetch key that no service asks for', todo: 'remove it: it costs time' },
  'prefetch-error': {
    what: 'the EHR sent an error (OperationOutcome) under a prefetch key',
    todo: 'look into the log of the EHR; often a search parameter or a scope that it lacks',
  },
  'prefetch-truncated': {
    what: 'a prefetched list is not complete',
    todo: 'raise _count or keep the next link; silence may not rest on a part',
  },
  'prefetch-unusable': { what: 'what stands under a prefetch key is no FHIR answer', todo: 'send a Bundle or null' },
  'prefetch-not-an-answer': {
    what: 'an empty list that does not answer the question asked',
    todo: 'check the template that was entered in the EHR against the discovery document',
  },
  'other-patient': { what: 'resources of another patient were sent', todo: 'report this to the EHR vendor at once' },
  'unresolved-reference': {
    what: 'drugs of the medication history are references that lead nowhere',
    todo: 'include the Medications (_include is not needed where they are contained or have a display)',
  },
  'unknown-code': {
    what: 'a laboratory code that is in no value set',
    todo: 'if it means the same, add it with import-value-set; else leave it',
  },
  'no-code': { what: 'a laboratory result without any code', todo: 'map the result to LOINC in the EHR' },
  'no-unit': { what: 'a result without a unit', todo: 'send the unit; a number alone is never used' },
  'unknown-unit': { what: 'a unit that is not understood', todo: 'send a UCUM unit' },
  'unit-conflict': { what: 'unit and unit code of a result disagree', todo: 'mend the mapping of units' },
  'result-not-usable': { what: 'a result that cannot be used', todo: 'see the reason' },
  'tacrolimus-without-level': {
    what: 'tacrolimus, and no usable level in the data sent',
    todo: 'expected for a first order; if it is the rule, look at the codes of levels',
  },
  'tacrolimus-without-creatinine': {
    what: 'tacrolimus, and no usable creatinine in the data sent',
    todo: 'if it is the rule, look at the codes and units of creatinine',
  },
} as const;

export type SymptomKind = keyof typeof SYMPTOMS;

/** Something wrong with one request. `detail` is a name, a code or a unit - never a value, a text or an id of a patient. */
export interface Symptom {
  readonly kind: SymptomKind;
  readonly detail: string;
}
