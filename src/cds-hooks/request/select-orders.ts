import type { OrderEntry } from '../../domain/hook-request.js';
import { isJsonObject } from '../../domain/json.js';

type Unselected = Omit<OrderEntry, 'selected'>;

/** What one kind of order was called in other releases; a selection may name it by any of them. */
const SAME_KIND: readonly ReadonlySet<string>[] = [
  new Set(['MedicationRequest', 'MedicationOrder', 'MedicationPrescription']),
  new Set(['ServiceRequest', 'ProcedureRequest', 'DiagnosticOrder', 'DiagnosticRequest', 'ReferralRequest']),
];

/**
 * Marks the orders that `context.selections` names: by `Type/id`, by id alone, by fullUrl, by its tail, by urn, under an
 * older name of the type. Selections that name no order at all say nothing about any: then every order counts as selected,
 * as where they were not sent.
 */
export function selectOrders(orders: readonly Unselected[], selections: readonly string[] | null): OrderEntry[] {
  const byKey = indexOrders(orders);
  const named = new Set(
    (selections ?? [])
      .flatMap((selection) => keysOfSelection(selection).find((key) => byKey.has(key)) ?? [])
      .flatMap((key) => byKey.get(key) ?? []),
  );
  return orders.map((order, position) => ({ ...order, selected: named.size === 0 || named.has(position) }));
}

function indexOrders(orders: readonly Unselected[]): ReadonlyMap<string, readonly number[]> {
  const byKey = new Map<string, number[]>();
  orders.forEach((order, position) => {
    for (const key of keysOfOrder(order)) {
      const positions = byKey.get(key);
      if (positions === undefined) byKey.set(key, [position]);
      else positions.push(position);
    }
  });
  return byKey;
}

function keysOfOrder({ fullUrl, resource }: Unselected): ReadonlySet<string> {
  const { id, resourceType: type } = isJsonObject(resource) ? resource : {};
  const keys = new Set<string>();
  if (fullUrl !== null) for (const key of [fullUrl, ...tailsOf(fullUrl)]) keys.add(key);
  if (typeof id === 'string' && id !== '') {
    keys.add(id);
    for (const name of typeof type === 'string' ? namesOf(type) : []) keys.add(`${name}/${id}`);
  }
  return keys;
}

/** From the most exact to the least: the text itself, `Type/id`, the type's other names; the bare id only of a urn. */
function keysOfSelection(selection: string): readonly string[] {
  return [selection, ...tailsOf(selection)];
}

/** `https://ehr/fhir/MedicationRequest/1/_history/2` and `MedicationRequest/1` -> its names; `urn:uuid:1` -> `1`. */
function tailsOf(reference: string): readonly string[] {
  const urn = /^urn:(?:uuid|oid):(.+)$/i.exec(reference);
  if (urn?.[1] !== undefined) return [urn[1]];
  const steps = (reference.split(/[?#]/, 1)[0] ?? '').split('/').filter((step) => step !== '');
  if (steps.at(-2) === '_history') steps.splice(-2);
  const [type, id] = steps.slice(-2);
  return type === undefined || id === undefined ? [] : namesOf(type).map((name) => `${name}/${id}`);
}

function namesOf(type: string): readonly string[] {
  const kind = SAME_KIND.find((names) => names.has(type));
  return kind === undefined ? [type] : [type, ...[...kind].filter((name) => name !== type)];
}
