import type { HookName, ServiceDefinition } from '../../domain/service-definition.js';

const HOOKS_WITH_DRAFT_ORDERS: readonly HookName[] = ['order-select', 'order-sign'];

/** Sources whose resources may name their drug by a reference, their FHIR R4 type, and the prefetch key of those Medications. */
const REFERRING = [
  ['medicationRequests', 'MedicationRequest', 'medicationRequestDrugs'],
  ['medicationStatements', 'MedicationStatement', 'medicationStatementDrugs'],
  ['medicationDispenses', 'MedicationDispense', 'medicationDispenseDrugs'],
  ['medicationAdministrations', 'MedicationAdministration', 'medicationAdministrationDrugs'],
] as const;

/**
 * Prefetch templates for the Medications that orders and the chart refer to, in the FHIRPath tokens of CDS Hooks 3.0-ballot
 * ("Simpler FHIRPath support for Querystring Syntax"): without them each of these has to be fetched. What comes is found by
 * reference, like whatever else is prefetched; what does not come, or comes as a message, is fetched as before.
 *
 * A template that names another key (`%medicationRequests`) has to stand behind it: put these last.
 */
export function medicationTemplates({
  hook,
  sources,
}: Pick<ServiceDefinition, 'hook' | 'sources'>): Readonly<Record<string, string>> {
  const ofDrafts = HOOKS_WITH_DRAFT_ORDERS.includes(hook)
    ? [['draftOrderDrugs', drugsOf('context.draftOrders', 'MedicationRequest')]]
    : [];
  const ofChart = REFERRING.filter(([source]) => sources[source] !== undefined).map(([source, type, key]) => [
    key,
    drugsOf(`%${source}`, type),
  ]);
  return Object.fromEntries([...ofDrafts, ...ofChart]) as Record<string, string>;
}

function drugsOf(bundle: string, type: string): string {
  return `Medication?_id={{${bundle}.entry.resource.ofType(${type}).medication.resolve().ofType(Medication).id}}`;
}
