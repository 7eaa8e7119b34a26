import type { CdsResponse } from '../../domain/card.js';
import type { DiscoveryDocument } from '../../cds-hooks/discovery/discovery.js';

/** A made-up patient; the tests read each example as the service reads a body. */
const CARD = '0b7ad8a1-6f0c-4c58-9a4c-0c5a3a1f3b52';

const ORDERS = {
  resourceType: 'Bundle',
  type: 'collection',
  entry: [
    {
      resource: {
        resourceType: 'MedicationRequest',
        id: 'draft-1',
        status: 'draft',
        intent: 'order',
        subject: { reference: 'Patient/example' },
        medicationCodeableConcept: {
          coding: [
            {
              system: 'http://www.nlm.nih.gov/research/umls/rxnorm',
              code: '42316',
              display: 'tacrolimus',
            },
          ],
        },
      },
    },
  ],
};

const WHO = { userId: 'Practitioner/example', patientId: 'example' };
const PREFETCH = { patient: { resourceType: 'Patient', id: 'example', gender: 'female', birthDate: '1988-03-14' } };

function call(hook: string, context: object) {
  return { hook, hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea', context, prefetch: PREFETCH };
}

export const CALLS = {
  'order-sign': call('order-sign', { ...WHO, draftOrders: ORDERS }),
  'order-select': call('order-select', { ...WHO, selections: ['MedicationRequest/draft-1'], draftOrders: ORDERS }),
  'medication-prescribe': call('medication-prescribe', { ...WHO, medications: ORDERS }),
  'patient-view': call('patient-view', WHO),
};

export const NOTHING_TO_SAY: CdsResponse = { cards: [] };

/** The shape of an answer; the words of real cards are in `cards/`. */
export const ONE_CARD: CdsResponse = {
  cards: [
    {
      uuid: CARD,
      summary: 'Tacrolimus trough 18.2 ng/mL is above 15 ng/mL',
      detail: 'Measured 20 Nov 2026, before the morning dose.',
      indicator: 'warning',
      source: { label: 'Tacrolimus CDS' },
      overrideReasons: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/override-reason',
          code: 'patient-will-comply',
          display: 'Will be monitored',
        },
      ],
    },
  ],
};

export const DISCOVERED: DiscoveryDocument = {
  services: [
    {
      hook: 'order-sign',
      title: 'Tacrolimus in IBD: orders to be signed',
      description: 'Speaks when systemic tacrolimus is among the orders to be signed.',
      id: 'tacrolimus-order-sign',
      prefetch: { patient: 'Patient/{{context.patientId}}' },
      version: '2.0.1',
    },
  ],
};

const OUTCOME = { card: CARD, outcome: 'overridden', outcomeTimestamp: '2026-11-22T09:41:00Z' } as const;

export const FEEDBACK = { feedback: [{ ...OUTCOME, overrideReason: { userComment: 'Dose already reduced.' } }] };
export const FEEDBACK_KEPT = { kept: [{ ...OUTCOME, repeated: false, cardKnown: true }] };
