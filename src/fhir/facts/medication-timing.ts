import type { MedicationFact } from '../../domain/medication.js';
import type { TimeInterval, TimeZone } from '../../domain/time.js';
import { parseFhirDate } from '../elements/fhir-date.js';
import { asNumber, asObject } from '../elements/json.js';
import type { JsonObject } from '../elements/json.js';
import { dosageBounds, durationDays } from '../elements/dosage-bounds.js';

export type MedicationSource = MedicationFact['source'];
export type MedicationTiming = Pick<MedicationFact, 'start' | 'end' | 'supplyDays' | 'recordedOn'>;

/**
 * When a drug was used, as far as this resource says (docs/clinical/duration.md#course), under the element names of
 * every version.
 */
export function medicationTiming(resource: JsonObject, kind: MedicationSource, timeZone: TimeZone): MedicationTiming {
  const date = (value: unknown): TimeInterval | null => parseFhirDate(value, timeZone);
  switch (kind) {
    case 'request': {
      const recordedOn = date(resource.authoredOn ?? resource.dateWritten);
      return { ...dosageBounds(resource, recordedOn, timeZone), supplyDays: requestedDays(resource), recordedOn };
    }
    case 'statement': {
      const period = asObject(resource.effectivePeriod);
      return {
        start: date(period?.start ?? resource.effectiveDateTime),
        end: date(period?.end),
        supplyDays: null,
        recordedOn: date(resource.dateAsserted),
      };
    }
    case 'dispense':
      return {
        start: date(resource.whenHandedOver) ?? date(resource.whenPrepared),
        end: null,
        supplyDays: durationDays(resource.daysSupply, 'days'),
        recordedOn: null,
      };
    case 'administration': {
      const period = asObject(resource.effectivePeriod ?? resource.effectiveTimePeriod);
      return {
        start: date(period?.start ?? resource.effectiveDateTime ?? resource.effectiveTimeDateTime),
        end: date(period?.end),
        supplyDays: null,
        recordedOn: null,
      };
    }
  }
}

/** The first supply and its repeats; `numberOfRepeatsAllowed` does not count the first. */
function requestedDays(resource: JsonObject): number | null {
  const dispense = asObject(resource.dispenseRequest);
  const days = durationDays(dispense?.expectedSupplyDuration);
  return days === null ? null : days * ((asNumber(dispense?.numberOfRepeatsAllowed) ?? 0) + 1);
}
