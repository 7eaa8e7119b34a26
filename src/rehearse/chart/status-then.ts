import { DAY_MS, type TimeZone } from '../../domain/time.js';
import { durationDays } from '../../fhir/elements/dosage.js';
import { parseFhirDate } from '../../fhir/elements/fhir-date.js';
import { asCode, asNumber, asObject, asString, type JsonObject, objectsIn } from '../../fhir/elements/json.js';

/** A record as it stood at a moment: `kept` as it is now, `rebuilt` from its dates, or `assumed` where no date says when it changed. */
export interface AsItWas {
  readonly resource: JsonObject;
  readonly how: 'kept' | 'rebuilt' | 'assumed';
}

export interface Then {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly timeZone: TimeZone;
  /** Moments of the patient's tacrolimus orders, oldest first: stop and reorder is how a dose is changed. */
  readonly orders: readonly number[];
}

/** Of a record as it stood there are few versions, whatever the moment: each is made once, so that it is read once. */
const versions = new WeakMap<JsonObject, Map<string, JsonObject>>();

function version(of: JsonObject, name: string, make: () => JsonObject): JsonObject {
  const known = versions.get(of) ?? new Map<string, JsonObject>();
  const before = known.get(name);
  if (before !== undefined) return before;
  const made = make();
  versions.set(of, known.set(name, made));
  return made;
}

/** The status as it is now, and when it was changed, must not be known then. */
export function asItWas(resource: JsonObject, type: string, then: Then): AsItWas {
  const { resource: rebuilt, how } = withStatusOfThen(resource, type, then);
  return { resource: withoutLaterUpdate(rebuilt, then), how };
}

function withStatusOfThen(resource: JsonObject, type: string, then: Then): AsItWas {
  switch (type) {
    case 'MedicationRequest':
    case 'MedicationOrder':
      return orderThen(resource, then);
    case 'MedicationStatement':
    case 'MedicationUsage':
      return periodThen(resource, 'effectivePeriod', then);
    case 'CarePlan':
      return periodThen(resource, 'period', then);
    case 'Condition':
      return conditionThen(resource, then);
    default:
      return { resource, how: 'kept' };
  }
}

const OVER: ReadonlySet<string | null> = new Set(['completed', 'stopped', 'on-hold', 'ended']);

/**
 * An order that is over now was active once. Its end is the change of status where the record dates it, its stated end, the end of its
 * supply, or the next order of tacrolimus (docs/clinical/duration.md#reorder); where nothing dates it, it is taken as active still.
 */
function orderThen(resource: JsonObject, then: Then): AsItWas {
  if (!OVER.has(asCode(resource.status))) return { resource, how: 'kept' };
  const active = version(resource, 'active', () => ({ ...resource, status: 'active', statusReason: undefined }));
  const end = endOfOrder(resource, then);
  if (end !== null) return end > then.at ? { resource: active, how: 'rebuilt' } : { resource, how: 'kept' };
  return { resource: active, how: 'assumed' };
}

function endOfOrder(resource: JsonObject, { timeZone, orders, at }: Then): number | null {
  const read = (value: unknown) => parseFhirDate(value, timeZone)?.from ?? null;
  const changed = read(resource.statusChanged) ?? read(extensionOf(resource, 'statusChanged'));
  if (changed !== null) return changed;
  const bounds = objectsIn(resource.dosageInstruction).map(
    ({ timing }) => asObject(asObject(asObject(timing)?.repeat)?.boundsPeriod)?.end,
  );
  const stated = [...bounds, asObject(asObject(resource.dispenseRequest)?.validityPeriod)?.end]
    .map(read)
    .filter((time) => time !== null);
  const written = read(resource.authoredOn) ?? read(resource.dateWritten);
  if (stated.length > 0) return Math.max(...stated);
  const next = written === null ? undefined : orders.find((order) => order > written && order < at);
  if (next !== undefined) return next;
  const dispensed = asObject(resource.dispenseRequest);
  const days = durationDays(dispensed?.expectedSupplyDuration, 'days');
  const repeats = asNumber(dispensed?.numberOfRepeatsAllowed) ?? 0;
  return written === null || days === null ? null : written + days * (repeats + 1) * DAY_MS;
}

function extensionOf(resource: JsonObject, name: string): unknown {
  const found = objectsIn(resource.extension).find(({ url }) => asString(url)?.endsWith(name) === true);
  return found?.valueDateTime;
}

/** A statement or a plan whose end came later was going on. The end itself was not known. */
function periodThen(resource: JsonObject, element: 'effectivePeriod' | 'period', then: Then): AsItWas {
  const period = asObject(resource[element]);
  const end = parseFhirDate(period?.end, then.timeZone);
  if (end === null || end.from <= then.at || !OVER.has(asCode(resource.status))) return { resource, how: 'kept' };
  return {
    resource: version(resource, 'going on', () => ({
      ...resource,
      status: 'active',
      [element]: { ...period, end: undefined },
    })),
    how: 'rebuilt',
  };
}

/** A diagnosis that went away later was there. */
function conditionThen(resource: JsonObject, then: Then): AsItWas {
  const gone = parseFhirDate(resource.abatementDateTime ?? asObject(resource.abatementPeriod)?.end, then.timeZone);
  if (gone === null || gone.from <= then.at) return { resource, how: 'kept' };
  const clinicalStatus = typeof resource.clinicalStatus === 'string' ? 'active' : { coding: [{ code: 'active' }] };
  const open = { clinicalStatus, abatementDateTime: undefined, abatementPeriod: undefined };
  return { resource: version(resource, 'there', () => ({ ...resource, ...open })), how: 'rebuilt' };
}

/** When a record was last changed is part of the future where it is later; in an export it is the day of the loading. */
function withoutLaterUpdate(resource: JsonObject, { at, timeZone }: Then): JsonObject {
  const meta = asObject(resource.meta);
  const updated = parseFhirDate(meta?.lastUpdated, timeZone);
  if (updated === null || updated.from <= at) return resource;
  return version(resource, 'not updated', () => ({ ...resource, meta: { ...meta, lastUpdated: undefined } }));
}
