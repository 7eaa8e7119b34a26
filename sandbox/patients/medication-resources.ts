import type {
  CodeableConcept,
  Dosage,
  Medication,
  MedicationAdministration,
  MedicationDispense,
  MedicationRequest,
  MedicationStatement,
  Reference,
} from 'fhir/r4.js';
import { ORAL_DOSES, ROUTES, UCUM } from './codes.js';

interface Common {
  readonly patientId: string;
  readonly id: string;
  readonly drug: CodeableConcept;
}

export interface RequestPlan extends Common {
  readonly status?: MedicationRequest['status'];
  readonly authoredOn: string;
  readonly start?: string;
  readonly end?: string;
  /** Days of supply of one fill. */
  readonly supplyDays?: number;
  readonly repeats?: number;
  readonly statusReason?: string;
  readonly reason?: CodeableConcept;
  readonly route?: CodeableConcept;
  /** A reference in the place of the code, as Epic sends it. */
  readonly reference?: string;
  readonly contained?: Medication;
}

export function medicationRequest(plan: RequestPlan): MedicationRequest {
  return {
    resourceType: 'MedicationRequest',
    id: plan.id,
    ...(plan.contained === undefined ? {} : { contained: [plan.contained] }),
    status: plan.status ?? 'active',
    ...(plan.statusReason === undefined ? {} : { statusReason: { text: plan.statusReason } }),
    intent: 'order',
    ...(plan.reference === undefined
      ? { medicationCodeableConcept: plan.drug }
      : { medicationReference: { reference: plan.reference } }),
    subject: subject(plan),
    authoredOn: plan.authoredOn,
    ...(plan.reason === undefined ? {} : { reasonCode: [plan.reason] }),
    dosageInstruction: [dosage(plan)],
    ...dispenseRequest(plan),
  };
}

function dosage({ drug, route, start, end }: RequestPlan): Dosage {
  const dose = ORAL_DOSES.get(drug);
  const bounds = start === undefined ? {} : { boundsPeriod: period(start, end) };
  if (dose === undefined) {
    return {
      text: 'As directed',
      ...(start === undefined ? {} : { timing: { repeat: bounds } }),
      ...(route === undefined ? {} : { route }),
    };
  }
  return {
    timing: { repeat: { ...bounds, frequency: dose.perDay, period: 1, periodUnit: 'd' } },
    route: route ?? ROUTES.oral,
    doseAndRate: [{ doseQuantity: { value: dose.mg, unit: 'mg', system: UCUM, code: 'mg' } }],
  };
}

function dispenseRequest(plan: RequestPlan): Pick<MedicationRequest, 'dispenseRequest'> {
  if (plan.supplyDays === undefined) return {};
  return {
    dispenseRequest: {
      numberOfRepeatsAllowed: plan.repeats ?? 0,
      expectedSupplyDuration: { value: plan.supplyDays, unit: 'days', system: UCUM, code: 'd' },
    },
  };
}

export function medicationStatement(plan: Common & { readonly start: string }): MedicationStatement {
  return {
    resourceType: 'MedicationStatement',
    id: plan.id,
    status: 'active',
    medicationCodeableConcept: plan.drug,
    subject: subject(plan),
    effectivePeriod: period(plan.start),
    dateAsserted: plan.start,
  };
}

export function medicationDispense(
  plan: Common & { readonly handedOver: string; readonly supplyDays: number },
): MedicationDispense {
  return {
    resourceType: 'MedicationDispense',
    id: plan.id,
    status: 'completed',
    medicationCodeableConcept: plan.drug,
    subject: subject(plan),
    quantity: { value: plan.supplyDays * 4, unit: 'capsule' },
    daysSupply: { value: plan.supplyDays, unit: 'days', system: UCUM, code: 'd' },
    whenHandedOver: plan.handedOver,
  };
}

export function medicationAdministration(
  plan: Common & { readonly given: string; readonly infused?: true },
): MedicationAdministration {
  return {
    resourceType: 'MedicationAdministration',
    id: plan.id,
    status: 'completed',
    medicationCodeableConcept: plan.drug,
    subject: subject(plan),
    effectiveDateTime: plan.given,
    ...(plan.infused === true
      ? {}
      : { dosage: { route: ROUTES.oral, dose: { value: 2, unit: 'mg', system: UCUM, code: 'mg' } } }),
  };
}

function subject(plan: Common): Reference {
  return { reference: `Patient/${plan.patientId}` };
}

function period(start: string, end?: string): { start: string; end?: string } {
  return end === undefined ? { start } : { start, end };
}
