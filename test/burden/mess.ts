import { createPrng, seedFrom } from '../../sandbox/patients/prng.js';
import { concept } from '../field-cases/charts.js';
import type { Chart, Json } from '../field-cases/charts.js';

type Change = (resource: Json) => Json;

/** What happens to a resource in an ordinary record system, now and then. Nothing here makes a result dangerous. */
const CHANGES: Readonly<Record<string, readonly Change[]>> = {
  Observation: [
    (each) => ({ ...each, code: concept('urn:hosp:lab', 'L-77') }),
    (each) => ({ ...each, code: { text: wordOf(each) } }),
    (each) => ({ ...each, code: concept('urn:hosp:lab', 'L-77', wordOf(each)) }),
    (each) => ({ ...each, status: 'unknown' }),
    (each) => ({ ...each, status: 'preliminary' }),
    (each) => ({ ...each, status: 'registered', valueQuantity: undefined }),
    (each) => ({ ...each, status: 'cancelled', valueQuantity: undefined }),
    (each) => ({ ...each, effectiveDateTime: undefined, issued: each.effectiveDateTime }),
    (each) => ({ ...each, effectiveDateTime: String(each.effectiveDateTime).replace('Z', '') }),
    (each) => ({ ...each, valueQuantity: { value: (each.valueQuantity as Json).value } }),
    (each) => ({ ...each, valueQuantity: undefined, valueString: 'see comment' }),
    (each) => ({ ...each, valueQuantity: undefined, dataAbsentReason: { text: 'haemolysed' } }),
    (each) => ({ ...each, specimen: { display: 'EDTA tube' } }),
  ],
  MedicationRequest: [
    (each) => ({ ...each, medicationCodeableConcept: concept('urn:hosp:formulary', '4711') }),
    (each) => ({
      ...each,
      medicationCodeableConcept: undefined,
      medicationReference: { reference: 'Medication/gone' },
    }),
    (each) => ({ ...each, status: 'unknown' }),
    (each) => ({ ...each, authoredOn: undefined }),
    (each) => ({ ...each, authoredOn: String(each.authoredOn).slice(0, 7) }),
    (each) => ({
      ...each,
      medicationCodeableConcept: undefined,
      medication: { concept: each.medicationCodeableConcept },
    }),
  ],
  Condition: [
    (each) => ({ ...each, verificationStatus: undefined, clinicalStatus: undefined }),
    (each) => ({ ...each, code: { text: 'Colitis ulcerosa' } }),
    (each) => ({ ...each, code: concept('urn:hosp:dx', '99') }),
  ],
};

function wordOf(resource: Json): string {
  return String(resource.id).startsWith('c') ? 'Kreatinin' : 'Tacrolimus-Spiegel';
}

/** The chart with that share of its resources changed; one that is messy today is messy tomorrow, in the same way. */
export function messy(chart: Chart, share: number, seed: number): Chart {
  const change = (resource: Json): Json => {
    const prng = createPrng(seedFrom(`${seed} ${String(resource.resourceType)} ${String(resource.id)}`));
    // What is changed of a result is a number; words of a screening test stay.
    if (resource.resourceType === 'Observation' && resource.valueQuantity === undefined) return resource;
    const changes = CHANGES[String(resource.resourceType)] as readonly [Change, ...Change[]] | undefined;
    return changes !== undefined && prng.chance(share) ? prng.pick(changes)(resource) : resource;
  };
  return Object.fromEntries(Object.entries(chart).map(([key, resources]) => [key, resources.map(change)]));
}
