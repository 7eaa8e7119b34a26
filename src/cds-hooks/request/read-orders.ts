import * as z from 'zod';
import type { OrderEntry } from '../../domain/hook-request.js';
import { isJsonObject, isOverlong, listOf } from './json-body.js';
import type { HookName } from '../../domain/service-definition.js';
import { CdsError } from '../../domain/cds-error.js';
import { readWithSchema } from './envelope-schema.js';

type Json = Readonly<Record<string, unknown>>;
type OrdersField = 'draftOrders' | 'medications';
type ReadOrders = { readonly orders: readonly OrderEntry[]; readonly unreadableOrders: readonly string[] };

/** A Bundle in a Bundle in a Bundle is somebody's middleware; deeper is nobody's, and is named as unreadable. */
const MAX_NESTING = 4;
/** Orders of one session; nobody signs a tenth of them at once. */
const MAX_ORDERS = 1_000;

/** The orders Bundle, as loosely as EHRs send it: no `type`, no `entry`, entries without `fullUrl` or resource. */
export const ORDERS_BUNDLE = z
  .object(
    {
      resourceType: z.literal('Bundle', 'must be "Bundle"').nullish(),
      entry: z
        .array(z.custom<Json>(isJsonObject, 'must be a JSON object').meta({ type: 'object' }), 'must be an array')
        .nullish(),
    },
    'must be a Bundle',
  )
  .nullish();

/**
 * Reads the orders of a hook: those that stand where they should, those one step aside (an entry that is the resource
 * itself, a Bundle in the Bundle), and the places where nothing can be read. The order of the entries is kept.
 * @throws CdsError `invalid-request` for a field that is no Bundle, or an entry that is no object, naming it
 */
export function readOrders(hook: HookName, context: Json, selections: readonly string[] | null): ReadOrders {
  if (hook === 'patient-view') return { orders: [], unreadableOrders: [] };
  const field = fieldOf(hook, context);
  const bundle = readWithSchema(ORDERS_BUNDLE, withEntries(context[field]), `context.${field}`);
  const found: Found = {
    field: `context.${field}`,
    orders: [],
    unreadable: misnamedEntries(context[field], `context.${field}`),
  };
  takeEntries(bundle?.entry ?? [], `context.${field}`, 1, found);
  return { orders: selectOrders(found.orders, selections), unreadableOrders: found.unreadable };
}

/**
 * `medication-prescribe` (CDS Hooks 1.0) calls its Bundle `medications`, the later hooks `draftOrders`. Clients that
 * moved from one to the other send the other's name: it is read where the hook's own is missing or empty.
 */
function fieldOf(hook: HookName, context: Json): string {
  const [own, other]: readonly [OrdersField, OrdersField] =
    hook === 'medication-prescribe' ? ['medications', 'draftOrders'] : ['draftOrders', 'medications'];
  if (!isEmpty(context[own])) return own;
  if (!isEmpty(context[other])) return other;
  return Object.keys(context).find((key) => ORDERS_MISSPELT.test(key) && !isEmpty(context[key])) ?? own;
}

/** A lone entry stands for a list of one. */
function withEntries(bundle: unknown): unknown {
  return isJsonObject(bundle) && isJsonObject(bundle.entry) ? { ...bundle, entry: listOf(bundle.entry) } : bundle;
}

/** `draftorders`, `draft_orders`, `orders`: what else could be meant? */
const ORDERS_MISSPELT = /^(?:draft[-_]?)?orders$/i;

/** `entries` or `Entry` in the place of `entry`, or lists of a Bundle that is none: orders nobody would see. */
function misnamedEntries(bundle: unknown, at: string): string[] {
  if (!isJsonObject(bundle)) return [];
  const isOther = bundle.entry === undefined || bundle.entry === null;
  const names = Object.entries(bundle).flatMap(([key, value]) =>
    key !== 'entry' && (/^entr(?:y|ies)$/i.test(key) || (isOther && holdsObjects(value) && !BUNDLE_LISTS.has(key)))
      ? [key]
      : [],
  );
  return names.map((name) => `${at}.${name}`);
}

/** Lists of a Bundle that hold no order. */
const BUNDLE_LISTS: ReadonlySet<string> = new Set(['link', 'extension']);

function holdsObjects(value: unknown): boolean {
  return Array.isArray(value) && value.some(isJsonObject);
}

/** Absent, null, or a Bundle with nothing in it. */
function isEmpty(bundle: unknown): boolean {
  if (bundle === undefined || bundle === null) return true;
  if (!isJsonObject(bundle)) return false;
  const { entry } = bundle;
  return entry === undefined || entry === null || (Array.isArray(entry) && entry.length === 0);
}

interface Found {
  /** `context.draftOrders` */
  readonly field: string;
  readonly orders: Unselected[];
  readonly unreadable: string[];
}

function takeEntries(entries: readonly unknown[], bundleAt: string, depth: number, found: Found): void {
  entries.forEach((entry, index) => takeEntry(entry, `${bundleAt}.entry[${index}]`, depth, found));
}

function takeEntry(entry: unknown, at: string, depth: number, found: Found): void {
  const resource = isJsonObject(entry) ? resourceOf(entry) : null;
  const isReadable = resource !== null && isRecognisable(resource) && (isBundle(resource) || !isOverlong(resource));
  if (!isReadable || saysFailed(resource)) {
    found.unreadable.push(at);
    return;
  }
  if (isBundle(resource)) {
    // A nested Bundle without entries holds no order; one with entries that are no list, or nested too deep, may.
    const { entry: inner = [] } = resource;
    if ((Array.isArray(inner) || isJsonObject(inner)) && depth < MAX_NESTING)
      takeEntries(listOf(inner), `${at}.resource`, depth + 1, found);
    else found.unreadable.push(at);
    return;
  }
  const { fullUrl } = entry as Json;
  const resourceAt = resource === entry ? at : `${at}.resource`;
  addOrder(
    { fullUrl: typeof fullUrl === 'string' && fullUrl !== '' ? fullUrl : null, resource, at: resourceAt },
    found,
  );
  takeInside(resource, resourceAt, depth, found);
}

/** In the place of orders: they could not be told. */
function saysFailed({ resourceType, issue }: Json): boolean {
  if (resourceType !== 'OperationOutcome') return false;
  return listOf(issue).some((each) => isJsonObject(each) && /^(?:error|fatal)$/.test(String(each.severity)));
}

/** @throws CdsError `invalid-request` for the first that is one too many, whatever else there may be */
function addOrder(order: Unselected, found: Found): void {
  if (found.orders.length >= MAX_ORDERS) {
    throw new CdsError('invalid-request', `${found.field} holds more than ${MAX_ORDERS} orders.`, found.field);
  }
  found.orders.push(order);
}

/** An order set (RequestGroup, CarePlan, List) contains its orders; Parameters hold them one by one. */
function takeInside(holder: Json, at: string, depth: number, found: Found): void {
  if (holder.resourceType === 'Parameters') {
    listOf(holder.parameter).forEach((each, index) => {
      const place = `${at}.parameter[${index}]`;
      if (isJsonObject(each) && isJsonObject(each.resource))
        takeEntry(each.resource, `${place}.resource`, depth, found);
    });
  } else if (!namesDrug(holder)) {
    listOf(holder.contained).forEach((each, index) => {
      if (!isJsonObject(each) || !isContainedOrder(each)) return;
      // What it refers to lies beside it, in its holder.
      const resource = { ...each, contained: holder.contained };
      // Whoever selects the set selects its orders.
      addOrder({ fullUrl: nameOf(holder), resource, at: `${at}.contained[${index}]` }, found);
    });
  }
}

function nameOf({ resourceType, id }: Json): string | null {
  return typeof resourceType === 'string' && typeof id === 'string' ? `${resourceType}/${id}` : null;
}

/** Orders of drugs: a Medication beside them, or a statement of what is taken, is none. */
function isContainedOrder({ resourceType }: Json): boolean {
  return typeof resourceType === 'string' && SAME_KIND[0]?.has(resourceType) === true;
}

/** The resource of an entry, or the entry itself where it is one: it has a type, or a drug, and no `resource`. */
function resourceOf(entry: Json): Json | null {
  if (isJsonObject(entry.resource)) return entry.resource;
  if (entry.resource !== undefined && entry.resource !== null) return null;
  return isRecognisable(entry) ? entry : null;
}

/** Whether anything says what it is: its type, the entries of a Bundle, a drug. */
function isRecognisable(resource: Json): boolean {
  return typeof resource.resourceType === 'string' || Array.isArray(resource.entry) || namesDrug(resource);
}

function isBundle({ resourceType, entry }: Json): boolean {
  return resourceType === 'Bundle' || ((resourceType === undefined || resourceType === null) && Array.isArray(entry));
}

function namesDrug(entry: Json): boolean {
  return Object.keys(entry).some((key) => key.startsWith('medication'));
}

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
function selectOrders(orders: readonly Unselected[], selections: readonly string[] | null): OrderEntry[] {
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
  if (fullUrl !== null) for (const key of [fullUrl, ...endingsOf(fullUrl)]) keys.add(key);
  if (typeof id === 'string' && id !== '') {
    keys.add(id);
    for (const name of typeof type === 'string' ? namesOf(type) : []) keys.add(`${name}/${id}`);
  }
  return keys;
}

/** From the most exact to the least: the text itself, `Type/id`, the type's other names; the bare id only of a urn. */
function keysOfSelection(selection: string): readonly string[] {
  return [selection, ...endingsOf(selection)];
}

/** `https://ehr/fhir/MedicationRequest/1/_history/2` and `MedicationRequest/1` -> its names; `urn:uuid:1` -> `1`. */
function endingsOf(reference: string): readonly string[] {
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
