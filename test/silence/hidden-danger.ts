import type { Prng } from '../../sandbox/patients/prng.js';
import { createPrng, seedFrom } from '../../sandbox/patients/prng.js';
import {
  adding,
  AZATHIOPRINE,
  collection,
  concept,
  daysAgo,
  draft,
  LOINC,
  PATIENT_ID,
  prefetched,
  quantity,
  QUIET,
  request,
  SICK,
  TACROLIMUS,
} from '../field-cases/charts.js';
import type { Chart, Json } from '../field-cases/charts.js';
import type { InProcessAnswer } from '../support/in-process.js';
import * as shapes from './shapes.js';

/** One dangerous thing in a quiet chart, in a shape drawn from a seed, and the call that has to find it or say so. */
export interface HiddenDanger {
  readonly seed: number;
  readonly danger: Danger;
  readonly serviceId: string;
  readonly body: Json;
  /** What was drawn: `unit: mg/dL`. */
  readonly drawn: readonly string[];
}

export const DANGERS = ['creatinine x3', 'level 22', '8 months', 'the order'] as const;
export type Danger = (typeof DANGERS)[number];

/** `found`: the card that names it. `said`: not checked, or refused as unreadable. `lost`: neither, which is never right. */
export type Outcome = 'found' | 'said' | 'refused' | 'lost';

const subject = { reference: `Patient/${PATIENT_ID}` };

/** @param seed - any whole number; the same one gives the same chart on every machine */
export function hiddenDanger(seed: number): HiddenDanger {
  const prng = createPrng(seedFrom(`hidden danger ${seed}`));
  const said: string[] = [];
  const oddness = prng.pick([0.2, 0.4, 0.7, 1]);
  const draw: shapes.Draw = {
    choose: (axis, names) => {
      const name = prng.chance(oddness) ? prng.pick(names) : names[0];
      said.push(`${axis}: ${name}`);
      return name;
    },
  };
  const danger = prng.pick(DANGERS);
  const hooks = danger === 'the order' ? ORDER_HOOKS : ([...ORDER_HOOKS, 'patient-view'] as const);
  const hook = draw.choose('hook', hooks);
  return { seed, danger, drawn: said, ...calling(danger, draw, hook, withNoise(prng)) };
}

/** The call of one danger in the shape that `draw` chooses. */
export function calling(
  danger: Danger,
  draw: shapes.Draw,
  hook: string,
  noise: Chart = {},
): Pick<HiddenDanger, 'serviceId' | 'body'> {
  const chart = adding(danger === 'the order' ? SICK : QUIET, noise);
  const prefetch = HIDE[danger](draw, chart);
  const order = danger === 'the order' ? inItsPlace(draw, hiddenOrder(draw)) : draft(TACROLIMUS);
  return {
    serviceId: `tacrolimus-${hook}`,
    body: {
      hook,
      hookInstance: '5d3f0c6a-1c44-4b7a-8f0e-3b2a91c40002',
      context: { userId: 'Practitioner/dr-1', patientId: PATIENT_ID, ...contextOf(hook, order) },
      prefetch,
    },
  };
}

/** What became of it. */
export function outcomeOf(danger: Danger, { refusedAs, cards }: InProcessAnswer): Outcome {
  if (refusedAs !== null)
    return refusedAs === 'data-unavailable' || refusedAs === 'invalid-request' ? 'refused' : 'lost';
  const topics = cards.map(({ source }) => source.topic?.code ?? '');
  if (FOUND[danger].every((topic) => topics.includes(topic))) return 'found';
  const gaps = cards.filter(({ source }) => source.topic?.code === 'TacrolimusNotEvaluated');
  return gaps.some(({ summary }) => SAID[danger].test(summary)) ? 'said' : 'lost';
}

const FOUND: Readonly<Record<Danger, readonly string[]>> = {
  'creatinine x3': ['TacrolimusAkiStage'],
  'level 22': ['TacrolimusTroughHigh'],
  '8 months': ['TacrolimusDurationOver'],
  'the order': ['TacrolimusAkiStage', 'TacrolimusTroughHigh'],
};

/** The gap has to name the check that could not be made. An order is read or refused, nothing between. */
const SAID: Readonly<Record<Danger, RegExp>> = {
  'creatinine x3': /AKI|creatinine/i,
  'level 22': /trough|level/i,
  '8 months': /duration|medication|treatment/i,
  'the order': /$^/,
};

const ORDER_HOOKS = ['order-sign', 'order-select', 'medication-prescribe'] as const;

function contextOf(hook: string, order: Json): Json {
  if (hook === 'patient-view') return {};
  if (hook === 'medication-prescribe') return { medications: collection([order]) };
  return {
    draftOrders: collection([order]),
    ...(hook === 'order-select' ? { selections: [`${order.resourceType as string}/${order.id as string}`] } : {}),
  };
}

type Hide = (draw: shapes.Draw, chart: Chart) => Json;

const HIDE: Readonly<Record<Danger, Hide>> = {
  'creatinine x3': (draw, chart) => {
    const code = shapes.creatinineCode(draw);
    return putInto(chart, 'creatinine', shapes.nested(draw, observation(draw, 'creatinine', code)), draw);
  },
  'level 22': (draw, chart) => {
    const code = shapes.levelCode(draw);
    return putInto(chart, 'tacrolimusLevels', shapes.nested(draw, observation(draw, 'level', code)), draw);
  },
  '8 months': hideCourse,
  'the order': (_draw, chart) => prefetched(chart),
};

function observation(draw: shapes.Draw, kind: 'creatinine' | 'level', code: Json | undefined): Json {
  return {
    resourceType: 'Observation',
    id: 'hidden',
    subject,
    code,
    status: shapes.resultStatus(draw),
    ...shapes.resultTime(draw, 1),
    ...shapes.specimen(draw, kind),
    ...shapes.value(draw, kind === 'level' ? shapes.LEVEL_22 : shapes.CREATININE_TRIPLED, code),
  };
}

/** Before or after what the chart has, with a total or without one. */
function putInto(chart: Chart, key: string, entries: readonly unknown[], draw: shapes.Draw): Json {
  const prefetch = prefetched(chart);
  const bundle = prefetch[key] as { readonly entry: readonly unknown[] };
  const place = shapes.drawn(draw, 'place', { first: true, last: false });
  const entry = place ? [...entries, ...bundle.entry] : [...bundle.entry, ...entries];
  const total = shapes.drawn(draw, 'total', { right: entry.length, none: undefined, wrong: 1 });
  return { ...prefetch, [key]: { ...bundle, total, entry } };
}

// ---- Eight months of tacrolimus -----------------------------------------------------------------------------------

const LONG_AGO = 245;

/** Ongoing since eight months, by one line of one kind; a newer order of twenty days may stand beside it. */
function hideCourse(draw: shapes.Draw, chart: Chart): Json {
  const drug = shapes.tacrolimusDrug(draw);
  const [key, line] = shapes.drawn<() => readonly [string, Json]>(draw, 'resource', {
    MedicationRequest: () => [
      'medicationRequests',
      { ...med('MedicationRequest', drug), intent: intent(draw), status: orderStatus(draw), ...written(draw) },
    ],
    'a reported MedicationRequest': () => [
      'medicationRequests',
      {
        ...med('MedicationRequest', drug),
        ...{ intent: 'plan', reportedBoolean: true, status: orderStatus(draw), ...written(draw) },
      },
    ],
    MedicationStatement: () => [
      'medicationStatements',
      { ...med('MedicationStatement', drug), status: statementStatus(draw), ...taken(draw) },
    ],
  })();
  const newer = shapes.drawn(draw, 'newer order', { 'of 20 days': true, none: false });
  const requests = [...(newer ? [request(TACROLIMUS, 20)] : []), request(AZATHIOPRINE, 45)];
  // A level of last week tells of a course by itself, whose start is then not known: said, which is right but no test.
  const levels = newer ? chart.tacrolimusLevels! : [];
  return putInto(
    { ...chart, medicationRequests: requests, tacrolimusLevels: levels },
    key,
    shapes.nested(draw, line),
    draw,
  );
}

function med(resourceType: string, drug: Json): Json {
  return { resourceType, id: 'hidden', subject, ...drug };
}

function intent(draw: shapes.Draw): unknown {
  return shapes.drawn(draw, 'intent', {
    order: 'order',
    'original-order': 'original-order',
    none: undefined,
    ORDER: 'ORDER',
  });
}

function orderStatus(draw: shapes.Draw): unknown {
  return shapes.drawn(draw, 'status', {
    ...{ active: 'active', unknown: 'unknown', none: undefined, ACTIVE: 'ACTIVE', null: null, empty: '' },
    ...{ 'on-hold': 'on-hold', 'of another release': 'current', 'in words': 'ongoing' },
  });
}

function statementStatus(draw: shapes.Draw): unknown {
  return shapes.drawn(draw, 'status', {
    ...{ active: 'active', unknown: 'unknown', none: undefined, recorded: 'recorded', ACTIVE: 'ACTIVE', null: null },
    ...{ 'on-hold': 'on-hold', draft: 'draft' },
  });
}

function written(draw: shapes.Draw): Json {
  const iso = daysAgo(LONG_AGO);
  return shapes.drawn<() => Json>(draw, 'time', {
    authoredOn: () => ({ authoredOn: iso }),
    'authoredOn, date': () => ({ authoredOn: iso.slice(0, 10) }),
    'authoredOn, month': () => ({ authoredOn: iso.slice(0, 7) }),
    'authoredOn, slashes': () => ({ authoredOn: iso.slice(0, 10).replaceAll('-', '/') }),
    'authoredOn, no offset': () => ({ authoredOn: iso.replace('Z', '') }),
    dateWritten: () => ({ dateWritten: iso.slice(0, 10) }),
    bounds: () => ({ dosageInstruction: [{ timing: { repeat: { boundsPeriod: { start: iso } } } }] }),
    'bounds of date': () => ({
      dosageInstruction: [{ timing: { repeat: { boundsPeriod: { start: iso.slice(0, 10) } } } }],
    }),
    'dosage as an object': () => ({ dosageInstruction: { timing: { repeat: { boundsPeriod: { start: iso } } } } }),
    'validity period': () => ({ dispenseRequest: { validityPeriod: { start: iso } } }),
    none: () => ({}),
    'in words': () => ({ authoredOn: 'eight months ago' }),
  })();
}

function taken(draw: shapes.Draw): Json {
  const iso = daysAgo(LONG_AGO);
  return shapes.drawn<() => Json>(draw, 'time', {
    'period, open': () => ({ effectivePeriod: { start: iso } }),
    'period, date': () => ({ effectivePeriod: { start: iso.slice(0, 10) } }),
    'period to today': () => ({ effectivePeriod: { start: iso, end: daysAgo(0) } }),
    'period, year': () => ({ effectivePeriod: { start: iso.slice(0, 4) } }),
    'period of another spelling': () => ({ effectivePeriod: { start: iso.slice(0, 10).replaceAll('-', '.') } }),
    dateTime: () => ({ effectiveDateTime: iso }),
    dateAsserted: () => ({ dateAsserted: iso }),
    none: () => ({}),
    null: () => ({ effectivePeriod: null }),
  })();
}

// ---- The order ----------------------------------------------------------------------------------------------------

/** An empty concept, or none, is an order whose drug is not chosen yet: that is no hidden danger. */
function hiddenOrder(draw: shapes.Draw): Json {
  const chosen: shapes.Draw = {
    choose: (axis, names) => {
      const name = draw.choose(axis, names);
      return axis === 'coding' && /^(?:no|empty) concept$/.test(name) ? names[0] : name;
    },
  };
  const drug = shapes.tacrolimusDrug(chosen);
  const type = shapes.drawn(draw, 'resource', {
    MedicationRequest: 'MedicationRequest',
    MedicationOrder: 'MedicationOrder',
  });
  return {
    ...{ resourceType: type, id: 'draft-1', status: 'draft', intent: 'order', subject, authoredOn: daysAgo(0) },
    ...(type === 'MedicationOrder' ? { patient: subject } : {}),
    ...drug,
  };
}

/** An order stands by itself, or in the set that it was chosen from. */
function inItsPlace(draw: shapes.Draw, order: Json): Json {
  const set = (resourceType: string): Json => ({
    resourceType,
    id: 'draft-1',
    status: 'draft',
    subject,
    contained: inside,
  });
  // What the order contains itself lies beside it: nothing contained contains.
  const inside = [{ ...order, contained: undefined }, ...((order.contained as readonly Json[] | undefined) ?? [])];
  return shapes.drawn<() => Json>(draw, 'place', {
    alone: () => order,
    'in a RequestGroup': () => set('RequestGroup'),
    'in a CarePlan': () => set('CarePlan'),
    'in Parameters': () => ({ resourceType: 'Parameters', parameter: [{ name: 'order', resource: order }] }),
  })();
}

// ---- Noise --------------------------------------------------------------------------------------------------------

/** What else is in such a chart, and is none of our business. */
function withNoise(prng: Prng): Chart {
  const other = (code: string, display: string, value: number, unit: string, days: number): Json => ({
    ...{ resourceType: 'Observation', id: `other-${code}-${days}`, status: 'final', subject },
    ...{ code: concept(LOINC, code, display), effectiveDateTime: daysAgo(days), valueQuantity: quantity(value, unit) },
  });
  const results = [
    other('2951-2', 'Sodium', prng.int(136, 144), 'mmol/L', 1),
    other('718-7', 'Hemoglobin', prng.int(110, 150), 'g/L', 1),
    other('1988-5', 'C reactive protein', prng.int(1, 9), 'mg/L', 2),
  ].filter(() => prng.chance(0.3));
  return { creatinine: results };
}
