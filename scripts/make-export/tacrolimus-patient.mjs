import { condition, DAY, dispense, FIRST, HOUR, LAST, observation, order, patient } from './resources.mjs';

const TACROLIMUS = { code: '42316', name: 'Tacrolimus' };
/** What the site of the export tells `rehearse` of a laboratory that sends no time of issue. */
export const STATED_TURNAROUND = { tacrolimus: 24 * HOUR, creatinine: 4 * HOUR };

/**
 * One course: orders every four weeks, dispenses, levels and creatinine. `story` is what happened, in plain numbers: the truth is
 * counted from it.
 */
export function tacrolimusPatient(id, draw) {
  const begin = FIRST + draw.whole(100, 400) * DAY + 9 * HOUR;
  const months = draw.whole(2, 10);
  const end = Math.min(begin + months * 30 * DAY, LAST - 2 * DAY);
  const story = { id, begin, orders: [], levels: [], creatinine: [], thiopurineFrom: null };
  const resources = [
    patient(id, draw),
    condition(`${id}-c1`, id, draw.chance(0.7) ? 'K51.90' : 'K50.90', 'Inflammatory bowel disease', begin - 300 * DAY),
  ];
  const inhibitorFrom = draw.chance(0.15) ? begin + draw.whole(20, 60) * DAY : null;
  resources.push(...orders(id, draw, { begin, end, story }));
  resources.push(...levels(id, draw, { begin, end, story, inhibitorFrom }));
  resources.push(...creatinine(id, draw, { begin, end, story }));
  if (inhibitorFrom !== null) {
    const changes = { dispenseRequest: { expectedSupplyDuration: { value: 10, unit: 'days', code: 'd' } } };
    const placed = { code: '21212', name: 'Clarithromycin', written: inhibitorFrom + 2 * HOUR, prescriber: 'gp-1' };
    resources.push(order(`${id}-inh`, id, { ...placed, status: 'completed', changes }));
  }
  if (draw.chance(0.5)) {
    story.thiopurineFrom = begin + draw.whole(20, 100) * DAY + 3 * HOUR;
    const placed = { code: '1256', name: 'Azathioprine', written: story.thiopurineFrom, prescriber: 'doc-1' };
    if (story.thiopurineFrom < LAST) resources.push(order(`${id}-aza`, id, { ...placed, status: 'active' }));
  }
  return { resources, story };
}

/** Renewed every 28 days; the last one stays active. One in twenty is written in a shape of the field. */
function orders(id, draw, { begin, end, story }) {
  const made = [];
  for (let written = begin, number = 0; written < end; written += 28 * DAY, number += 1) {
    const isLast = written + 28 * DAY >= end;
    const orderId = `${id}-t${number}`;
    const prescriber = draw.pick(['doc-1', 'doc-2', 'doc-3', 'doc-4', 'doc-5', 'doc-6']);
    const resource = order(orderId, id, {
      ...TACROLIMUS,
      written,
      prescriber,
      status: isLast ? 'active' : 'completed',
    });
    const shape = draw.chance(0.05) && number > 0 ? draw.pick(ORDER_SHAPES) : (each) => each;
    const shaped = shape(resource);
    made.push(shaped, dispense(`${orderId}-d`, id, orderId, { ...TACROLIMUS, handed: written + 20 * HOUR }));
    story.orders.push({
      at: shaped.authoredOn === undefined ? null : written,
      placed: shaped.status !== 'entered-in-error',
    });
  }
  return made;
}

/** Shapes of real exports (test/field-cases): by reference, contained, text alone, an absolute address, no date, withdrawn. */
const ORDER_SHAPES = [
  (resource) => ({
    ...resource,
    medicationCodeableConcept: undefined,
    medicationReference: { reference: 'Medication/prod-tac-1' },
  }),
  ({ medicationCodeableConcept, ...rest }) => ({
    ...rest,
    contained: [{ resourceType: 'Medication', id: 'm', code: medicationCodeableConcept }],
    medicationReference: { reference: '#m' },
  }),
  (resource) => ({ ...resource, medicationCodeableConcept: { text: 'Prograf 1 mg capsules' } }),
  (resource) => ({ ...resource, subject: { reference: `https://ehr.example.org/fhir/${resource.subject.reference}` } }),
  (resource) => ({ ...resource, authoredOn: undefined }),
  (resource) => ({ ...resource, status: 'entered-in-error' }),
];

/** Weekly for a month, then every four weeks; higher beside a CYP3A inhibitor. */
function levels(id, draw, { begin, end, story, inhibitorFrom }) {
  const made = [];
  for (let day = 5, number = 0; begin + day * DAY < end; day += day < 30 ? 7 : 28, number += 1) {
    const taken = begin + day * DAY - HOUR;
    const isRaised = inhibitorFrom !== null && taken > inhibitorFrom + 2 * DAY && taken < inhibitorFrom + 25 * DAY;
    const value = Number((draw.between(5, draw.chance(0.2) ? 24 : 14) * (isRaised ? 1.8 : 1)).toFixed(1));
    const tellsIssued = draw.chance(0.8);
    const known = taken + (tellsIssued ? draw.whole(6, 40) * HOUR : STATED_TURNAROUND.tacrolimus);
    const shape = draw.chance(0.05) ? draw.pick(LEVEL_SHAPES) : READABLE;
    const display = 'Tacrolimus [Mass/volume] in Blood --trough';
    const result = { code: '77348-1', display, value, unit: 'ng/mL', taken, known: tellsIssued ? known : null };
    made.push(observation(`${id}-l${number}`, id, { ...result, changes: shape.changes(value) }));
    story.levels.push({ taken, known, value, readable: shape.readable });
  }
  return made;
}

const READABLE = { readable: true, changes: () => ({}) };
const LOCAL = 'urn:oid:1.2.36.1.2001.1005.17';
/** Local codes, other units, no unit, a comparator: what a laboratory of the field sends. */
const LEVEL_SHAPES = [
  { readable: true, changes: (value) => ({ valueQuantity: { value, unit: 'ug/L' } }) },
  {
    readable: true,
    changes: (value) => ({ valueQuantity: { value, unit: 'µg/L', system: 'http://unitsofmeasure.org', code: 'ug/L' } }),
  },
  {
    readable: false,
    changes: () => ({ code: { coding: [{ system: LOCAL, code: 'TACRO', display: 'Tacrolimus level' }] } }),
  },
  { readable: false, changes: (value) => ({ valueQuantity: { value } }) },
  { readable: false, changes: (value) => ({ valueQuantity: { value, unit: 'ng/dose', code: 'ng/dose' } }) },
  { readable: false, changes: () => ({ status: 'entered-in-error' }) },
];

/** Steady, but for an episode of injury in one of four. */
function creatinine(id, draw, { begin, end, story }) {
  const made = [];
  const usual = draw.between(0.6, 0.9);
  const injured = draw.chance(0.25) ? begin + draw.whole(70, 130) * DAY : null;
  for (let taken = begin - 190 * DAY - HOUR, number = 0; taken < end; taken += 14 * DAY, number += 1) {
    const inEpisode = injured !== null && taken >= injured && taken < injured + 28 * DAY;
    const value = Number((usual * (inEpisode ? draw.between(2.3, 2.6) : draw.between(0.98, 1.02))).toFixed(2));
    const known = taken + draw.whole(2, 6) * HOUR;
    const display = 'Creatinine [Mass/volume] in Serum or Plasma';
    made.push(observation(`${id}-k${number}`, id, { code: '2160-0', display, value, unit: 'mg/dL', taken, known }));
    story.creatinine.push({ taken, known, value, injured: inEpisode });
  }
  return made;
}
