import { describeMedication } from '../../fhir/elements/dosage.js';
import { asCode, asObject, asString, type JsonObject } from '../../fhir/elements/json.js';
import { medicationName } from '../../fhir/facts/medication-name.js';
import type { ResourceIndex } from '../../fhir/sources/resource-index.js';
import type { Terminology } from '../../terminology/recognise/terminology.js';
import type { DatedResource, PatientRecord } from './patient-record.js';

/** What was signed together: orders of one patient, by one prescriber, at one moment. One call of `order-sign`. */
export interface Signing {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The record says the day only; it is taken as noon. */
  readonly dayOnly: boolean;
  /** `Practitioner/123`; null where no order says. */
  readonly prescriber: string | null;
  /** Tacrolimus first. */
  readonly orders: readonly DatedResource[];
  readonly tacrolimusOrders: number;
}

/** Why an order of tacrolimus cannot be rehearsed. */
export type NotRehearsed =
  | 'no-moment' // no authoredOn: nobody can tell what was known then
  | 'entered-in-error'
  | 'not-an-order' // a proposal or a plan, an order not to give, one that the patient reports
  | 'outside-period'; // before --from or after --to

export interface SignedOrders {
  readonly signings: readonly Signing[];
  readonly notRehearsed: Readonly<Partial<Record<NotRehearsed, number>>>;
}

const ORDER_TYPES = ['MedicationRequest', 'MedicationOrder'];
const TEST_ORDERS = ['ServiceRequest', 'ProcedureRequest'];
const PLACED = ['order', 'original-order', 'reflex-order', 'filler-order', 'instance-order'];

/** Every order of systemic tacrolimus with what was signed beside it. */
export function signedOrders(
  record: PatientRecord,
  index: ResourceIndex,
  context: { readonly terminology: Terminology; readonly from: number; readonly to: number },
): SignedOrders {
  const notRehearsed: Partial<Record<NotRehearsed, number>> = {};
  const leaveOut = (why: NotRehearsed) => {
    notRehearsed[why] = (notRehearsed[why] ?? 0) + 1;
  };
  const moments = new Map<string, DatedResource[]>();
  for (const dated of record.drugs) {
    if (!ORDER_TYPES.includes(dated.type) || !isTacrolimus(dated.resource, index, context.terminology)) continue;
    const { at } = dated.moment;
    if (asCode(dated.resource.status) === 'entered-in-error') leaveOut('entered-in-error');
    else if (!isPlaced(dated.resource)) leaveOut('not-an-order');
    else if (at === null) leaveOut('no-moment');
    else if (at < context.from || at > context.to) leaveOut('outside-period');
    else {
      const key = keyOf(dated.resource);
      moments.set(key, [...(moments.get(key) ?? []), dated]);
    }
  }
  const candidates = [...record.drugs, ...record.others].filter(
    ({ type, resource }) =>
      (ORDER_TYPES.includes(type) || TEST_ORDERS.includes(type)) && asCode(resource.status) !== 'entered-in-error',
  );
  const signings = [...moments].map(([key, tacrolimus]) => {
    const beside = candidates.filter((each) => !tacrolimus.includes(each) && keyOf(each.resource) === key);
    return signing(tacrolimus, beside);
  });
  return { signings: signings.sort((a, b) => a.at - b.at), notRehearsed };
}

const HALF_DAY_MS = 12 * 60 * 60_000;

function signing(tacrolimus: readonly DatedResource[], beside: readonly DatedResource[]): Signing {
  const [first] = tacrolimus;
  const written = asString(first?.resource.authoredOn) ?? asString(first?.resource.dateWritten) ?? '';
  const dayOnly = !/[T ]/i.test(written);
  return {
    // The moment of a date without a time is the end of that day.
    at: (first?.moment.at ?? 0) - (dayOnly ? HALF_DAY_MS : 0),
    dayOnly,
    prescriber: prescriberOf(first?.resource ?? {}),
    orders: [...tacrolimus, ...beside],
    tacrolimusOrders: tacrolimus.length,
  };
}

function keyOf(resource: JsonObject): string {
  return `${asString(resource.authoredOn) ?? asString(resource.dateWritten) ?? ''}|${prescriberOf(resource) ?? ''}`;
}

function prescriberOf(resource: JsonObject): string | null {
  const requester = asObject(resource.requester) ?? asObject(resource.prescriber);
  return asString(requester?.reference) ?? asString(asObject(requester?.agent)?.reference);
}

function isPlaced(resource: JsonObject): boolean {
  const intent = asCode(resource.intent);
  return (
    (intent === null || PLACED.includes(intent)) && resource.doNotPerform !== true && resource.reportedBoolean !== true
  );
}

/** Systemic or rectal tacrolimus: what the service listens to. */
function isTacrolimus(resource: JsonObject, index: ResourceIndex, terminology: Terminology): boolean {
  const name = medicationName(resource, resource, index);
  if (name.kind === 'none' || name.concept === null) return false;
  const product = name.kind === 'named' ? name : null;
  const recognition = terminology.recogniseDrug(describeMedication(resource, name.concept, product));
  return (
    recognition.outcome === 'recognised' &&
    recognition.drug.kind === 'tacrolimus' &&
    recognition.drug.route !== 'topical'
  );
}
