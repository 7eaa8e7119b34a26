import type { ConcomitantOrder, DraftOrder } from '../../domain/medication.js';
import type { OrderReading } from '../../domain/ports.js';
import type { HookRequest } from '../../domain/hook-request.js';
import { codedText, displayOf, textOnly } from '../elements/coded-text.js';
import { describeMedication, orderedDose } from '../elements/dosage.js';
import { asCode, asObject, asString, objectsIn, referenceTo, typeOf } from '../elements/json.js';
import type { JsonObject } from '../elements/json.js';
import type { Terminology } from '../../terminology/recognise/terminology.js';
import { concomitantDrug } from './concomitants.js';
import type { MapperContext } from './mapper-context.js';
import { medicationName } from './medication-name.js';
import { reasonsOf } from './medication-details.js';

/** A medication order of the hook context, before its drug is known. */
export interface MedicationOrder {
  readonly resource: JsonObject;
  readonly status: string;
  /** Whether the hook is about this order: selected, and still meant to be carried out. */
  readonly triggering: boolean;
  /** Where it stands in the request. */
  readonly at: string;
}

const MEDICATION_ORDERS: ReadonlySet<string | null> = new Set([
  'MedicationRequest',
  'MedicationOrder',
  'MedicationPrescription',
]);
/** Resources of other types that name a medication and are no order of one, where an order stands beside them. */
const KNOWN_TYPE = /^Medication(?:Statement|Dispense|Administration|Usage|Knowledge)?$/;
/** Of these, the ones that say that a patient gets a drug: what else could a list of orders mean that holds no other? */
const IN_PLACE_OF_ORDERS = /^Medication(?:Statement|Dispense|Administration|Usage)$/;
/** An order that is signed again may have any status; these are no longer being placed. */
const ENDED: ReadonlySet<string> = new Set(['cancelled', 'stopped', 'completed', 'ended']);

/** The medication orders among the entries, R4, STU3 or DSTU2; those entered in error are none. */
export function medicationOrders(request: HookRequest): readonly MedicationOrder[] {
  const hasOrders = request.orders.some(({ resource }) => isMedicationOrder(asObject(resource) ?? {}));
  return request.orders.flatMap(({ resource: entry, selected, at }) => {
    const resource = asObject(entry);
    if (resource === null) return [];
    const isOrder = hasOrders ? isMedicationOrder(resource) : IN_PLACE_OF_ORDERS.test(typeOf(resource) ?? '');
    if (!isOrder) return [];
    const status = asCode(resource.status) ?? 'draft';
    if (status === 'entered-in-error') return [];
    const triggering = selected && !ENDED.has(status) && resource.doNotPerform !== true;
    return [{ resource, status, triggering, at }];
  });
}

export interface ReadOrder {
  readonly reading: OrderReading;
  /** An order of a drug that concerns us. */
  readonly draft: DraftOrder | null;
  /** An order of another drug: what it means beside tacrolimus is worked out where somebody asks. */
  readonly other: ((terminology: Terminology) => ConcomitantOrder | null) | null;
}

/** Recognises the drug of one order. A draft without any drug yet, as the Sandbox sends on load, is simply not ours. */
export function readOrder(order: MedicationOrder, context: MapperContext): ReadOrder {
  const { resource, status, triggering } = order;
  const name = medicationName(resource, resource, context.index);
  if (name.kind === 'none' || name.concept === null) {
    const isChosen = name.kind !== 'none' || namesTacrolimusElsewhere(resource, context.terminology);
    const outcome = isChosen ? 'not-resolved' : 'not-chosen';
    return { reading: { display: null, status, triggering, drug: { outcome } }, draft: null, other: null };
  }
  const product = name.kind === 'named' ? name : null;
  const description = describeMedication(resource, name.concept, product);
  const recognition = context.terminology.recogniseDrug(description);
  const display = displayOf(name.concept);
  const reading: OrderReading = { display, status, triggering, drug: recognition };
  const placed = {
    triggering,
    status,
    doNotPerform: resource.doNotPerform === true,
    reference: referenceTo(resource),
    display,
  };
  if (recognition.outcome === 'other') {
    const other = (terminology: Terminology): ConcomitantOrder | null => {
      const drug = concomitantDrug(description, terminology);
      return drug === null ? null : { ...placed, ...drug };
    };
    return { reading, draft: null, other };
  }
  if (recognition.outcome !== 'recognised') return { reading, draft: null, other: null };
  const { drug, basis } = recognition;
  if (drug.kind === 'tacrolimus' && drug.route === 'topical') return { reading, draft: null, other: null };
  const draft = {
    ...placed,
    drug,
    basis,
    reasons: reasonsOf(resource, context),
    replaces: asString(asObject(resource.priorPrescription)?.reference),
    code: name.concept.codings[0] ?? null,
    dose: orderedDose(resource),
  };
  return { reading, draft, other: null };
}

const NAME_ALONE = { form: null, ingredients: [], routes: [], dosageTexts: [], doseUnits: [] };

/** Where a drug is written that has no member of its own: `code`, the instruction, a note, the narrative. */
function namesTacrolimusElsewhere(order: JsonObject, terminology: Terminology): boolean {
  const notes = objectsIn(order.note).map(({ text }) => text);
  const instructions = objectsIn(order.dosageInstruction).flatMap(({ text, patientInstruction }) => [
    text,
    patientInstruction,
  ]);
  const narrative = asString(asObject(order.text)?.div)?.replaceAll(/<[^<>]*>/g, ' ');
  const texts = [...notes, ...instructions, narrative].map((text) => textOnly(asString(text)));
  return [codedText(order.code), ...texts].some((concept) => {
    // Which drug it is, its name alone tells; routes and doses tell of which kind.
    const recognition = terminology.recogniseDrug({ ...NAME_ALONE, concept });
    return recognition.outcome === 'recognised' && recognition.drug.kind === 'tacrolimus';
  });
}

/** By its type in any release, or by its drug where the type is missing or misspelt. */
function isMedicationOrder(resource: JsonObject): boolean {
  const type = typeOf(resource);
  if (MEDICATION_ORDERS.has(type)) return true;
  const isTyped = type !== null && KNOWN_TYPE.test(type);
  return !isTyped && Object.keys(resource).some((key) => key.startsWith('medication'));
}

/** A triggering order whose drug nobody can tell. */
export function isUnidentified(order: OrderReading | undefined): boolean {
  return order?.triggering === true && (order.drug.outcome === 'not-resolved' || order.drug.outcome === 'unidentified');
}
