import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import { SOURCES } from '../../domain/fact-set.js';
import type { FactSet, Source } from '../../domain/fact-set.js';
import type { OrdersInContext } from '../../domain/ports.js';
import { allergyFacts, conditionFacts, procedureFacts } from './conditions.js';
import { factSet } from './fact-sets.js';
import type { JsonObject } from '../elements/json.js';
import { creatinineResults, tacrolimusLevels } from './lab-results.js';
import type { Mapped, MapperContext } from './mapper-context.js';
import { MEDICATION_SOURCES, medicationFacts, unresolvedMedications } from './medications.js';
import type { SamePatientData } from '../patient-match/same-patient.js';
import { patientFacts } from './patient.js';
import { carePlanFacts, testOrderFacts } from './plans.js';
import { thiopurineTests } from './thiopurine-tests.js';

export type OwnDataBySource = Readonly<Record<Source, SamePatientData>>;

/** Puts the facts of all sources together. Pure: everything was obtained and filtered before. */
export function buildSnapshot(own: OwnDataBySource, orders: OrdersInContext, context: MapperContext): ClinicalSnapshot {
  const single = <T>(
    source: Source,
    map: (resources: readonly JsonObject[], context: MapperContext) => Mapped<T>,
  ): FactSet<T> => factSet([own[source]], map(own[source].resources, context));
  const medications = MEDICATION_SOURCES.map((source) => own[source]);
  return {
    asOf: context.asOf,
    timeZone: context.timeZone,
    drafts: orders.drafts,
    draftTestOrders: orders.draftTestOrders,
    patient: single('patient', patientFacts),
    creatinine: single('creatinine', creatinineResults),
    tacrolimusLevels: single('tacrolimusLevels', tacrolimusLevels),
    medications: factSet(
      medications,
      medicationFacts(medications, context),
      unresolvedMedications(medications, context),
    ),
    conditions: single('conditions', conditionFacts),
    procedures: single('procedures', procedureFacts),
    allergies: single('allergies', allergyFacts),
    thiopurineTests: single('thiopurineTests', thiopurineTests),
    testOrders: single('testOrders', testOrderFacts),
    carePlans: single('carePlans', carePlanFacts),
    books: {},
    provenance: Object.fromEntries(SOURCES.map((source) => [source, own[source].reading.provenance])),
  };
}
