import type { Templates } from '../load/request-bodies.js';
import { hostilePatient, type Json, loinc, many, TACROLIMUS, words } from './hostile-patient.js';

/** One way to make a body as expensive as its limits allow. */
export interface Shape {
  readonly name: string;
  /** The most that a limit other than the length of the body lets through: Bundle entries, for most. */
  readonly most?: number;
  readonly body: (count: number) => unknown;
}

/** Bundle entries of one body, beside those of the chart that every shape starts from. */
const MOST_ENTRIES = 9_900;

/** The small patient of the bench, made hostile in one dimension after the other. */
export function hostileShapes(templates: Templates, asOf: number): readonly Shape[] {
  const made = hostilePatient(templates, asOf);
  const { base, patient, day, bundle, withPrefetch, withOrders, resource, result, level, order, reasons } = made;
  const entries = (name: string, body: (count: number) => unknown): Shape => ({ name, most: MOST_ENTRIES, body });
  const results = (name: string, more: (n: number) => Json): Shape =>
    entries(name, (count) => withPrefetch({ creatinine: many(count, (n) => result(n, more(n))) }));
  const oneText = (name: string, put: (text: string) => unknown, letter = 'x'): Shape => ({
    name,
    body: (count) => put(letter.repeat(count)),
  });

  return [
    results('results of one instant', () => ({ effectiveDateTime: day(0) })),
    results('results, every second corrected', (n) => ({ status: n % 2 === 0 ? 'final' : 'corrected' })),
    results('results in mass and in moles, one instant', (n) => ({
      effectiveDateTime: day(0),
      valueQuantity: n % 2 === 0 ? { value: 1 + n / 1e5, unit: 'mg/dL' } : { value: 88 + n / 1e3, unit: 'umol/L' },
    })),
    results('results of the day only', () => ({ effectiveDateTime: day(0).slice(0, 10) })),
    results('versions of one record', (n) => ({ id: 'one', meta: { versionId: String(n) } })),
    results('a unit of its own for each', (n) => ({ valueQuantity: { value: 1, unit: `mg/d${n}L.kg` } })),
    results('a long unit for each', (n) => ({
      valueQuantity: { value: 1, unit: `{${n}}.mg.mol-1.m2.s3/dL/kg/h`.slice(0, 32) },
    })),
    results('an unknown code for each', (n) => ({ code: { coding: [{ system: 'urn:lab', code: `K${n}` }] } })),
    results('a name of 300 letters for each', (n) => ({ code: { text: words(`Serum ${n} creat `, 300) } })),
    results('a Japanese name of 150 letters for each', () => ({
      code: { text: words('血清クレアチニン濃度測定', 150) },
    })),
    results('of another patient', () => ({ subject: { reference: 'Patient/other' } })),
    results('of a patient nobody explains', (n) => ({ subject: { reference: `urn:uuid:${n}` } })),
    results('preliminary', () => ({ status: 'preliminary' })),
    results('final, and newer preliminary ones', (n) =>
      n % 2 === 0 ? {} : { status: 'preliminary', effectiveDateTime: new Date(asOf - n).toISOString() },
    ),
    results('without time', () => ({ effectiveDateTime: undefined })),
    entries('levels beside orders', (count) =>
      withPrefetch({
        tacrolimusLevels: many(Math.ceil(count / 2), level),
        medicationRequests: many(Math.floor(count / 2), (n) => order(n, { status: 'completed' })),
      }),
    ),
    entries('levels beside dispenses', (count) =>
      withPrefetch({
        tacrolimusLevels: many(Math.ceil(count / 2), level),
        medicationDispenses: many(Math.floor(count / 2), (n) =>
          resource('MedicationDispense', n, {
            status: 'completed',
            medicationCodeableConcept: TACROLIMUS,
            whenHandedOver: day(n * 60),
            daysSupply: { value: 1, unit: 'd' },
          }),
        ),
      }),
    ),
    entries('lines of tacrolimus', (count) => withPrefetch({ medicationRequests: many(count, (n) => order(n)) })),
    entries('lines stopped without an end', (count) =>
      withPrefetch({
        medicationRequests: many(count, (n) => order(n, { status: 'stopped', authoredOn: day(n * 60) })),
      }),
    ),
    entries('lines with a name of 300 letters', (count) =>
      withPrefetch({
        medicationRequests: many(count, (n) =>
          order(n, { medicationCodeableConcept: { text: words(`Compound ${n} caps `, 300) } }),
        ),
      }),
    ),
    entries('drafts of tacrolimus', (count) => withOrders(many(count, (n) => order(n, { status: 'draft' })))),
    entries('drafts beside 1,000 selections', (count) =>
      withOrders(
        many(count, (n) => order(n, { status: 'draft' })),
        {
          selections: many(1_000, (n) => `MedicationRequest/h${n}`),
        },
      ),
    ),
    entries('drafts that refer to each other', (count) =>
      withOrders(
        many(count, (n) =>
          order(n, {
            status: 'draft',
            medicationCodeableConcept: undefined,
            medicationReference: { reference: `#m${n}` },
          }),
        ),
      ),
    ),
    entries('conditions in 300 letters of exclusions', (count) =>
      withPrefetch({
        conditions: many(count, (n) =>
          resource('Condition', n, { code: { text: words('no colitis; keine, sans ', 300) } }),
        ),
      }),
    ),
    entries('allergies in 300 letters', (count) =>
      withPrefetch({
        allergies: many(count, (n) =>
          resource('AllergyIntolerance', n, {
            subject: undefined,
            patient: { reference: `Patient/${patient}` },
            code: { text: words('no azathio prine; ', 300) },
          }),
        ),
      }),
    ),
    entries('thiopurine tests in 300 letters', (count) =>
      withPrefetch({
        thiopurineTests: many(count, (n) =>
          result(n, {
            code: loinc('79713-4'),
            valueQuantity: undefined,
            valueString: words('*1/*3A *1 / 415 c > t ', 300),
          }),
        ),
      }),
    ),
    entries('Patients that were merged', (count) =>
      withPrefetch({
        conditions: many(count, (n) => ({
          resourceType: 'Patient',
          id: `p${n}`,
          link: [{ type: 'replaces', other: { reference: `Patient/p${n + 1}` } }],
        })),
      }),
    ),
    {
      name: 'components of one panel',
      body: (count) =>
        withPrefetch({
          creatinine: [
            result(0, {
              component: many(count, () => ({ code: loinc('2160-0'), valueQuantity: { value: 1, unit: 'mg/dL' } })),
            }),
          ],
        }),
    },
    {
      name: 'codings of one code',
      body: (count) =>
        withPrefetch({
          creatinine: [result(0, { code: { coding: many(count, (n) => ({ system: 'urn:x', code: `c${n}` })) } })],
        }),
    },
    results('50 codings for each, with names', (n) => ({
      code: { coding: many(8, (k) => ({ system: `urn:x${k}`, code: `c${n}`, display: `Name ${n} of a test ${k}` })) },
    })),
    {
      name: 'reasons, each contained',
      body: (count) => withPrefetch({ medicationRequests: [order(0, reasons(count))] }),
    },
    { name: 'reasons of the draft, each contained', body: (count) => withOrders([order(0, reasons(count))]) },
    {
      name: 'dosage instructions of the draft',
      body: (count) =>
        withOrders([
          order(0, { dosageInstruction: many(count, (n) => ({ text: `${n} mg`, route: { text: 'oral' } })) }),
        ]),
    },
    {
      name: 'ingredients of one product',
      body: (count) =>
        withOrders([
          order(0, {
            medicationCodeableConcept: undefined,
            medicationReference: { reference: '#m' },
            contained: [
              {
                resourceType: 'Medication',
                id: 'm',
                ingredient: many(count, (n) => ({ itemCodeableConcept: { text: `stuff ${n}` } })),
              },
            ],
          }),
        ]),
    },
    {
      name: 'results inside one report',
      body: (count) =>
        withPrefetch({
          creatinine: [resource('DiagnosticReport', 0, { contained: many(count, (n) => result(n)) })],
        }),
    },
    {
      name: 'activities of one plan',
      body: (count) =>
        withPrefetch({
          carePlans: [
            resource('CarePlan', 0, {
              activity: many(count, () => ({ detail: { status: 'scheduled', code: { text: 'check azathio prine' } } })),
            }),
          ],
        }),
    },
    {
      name: 'keys of one draft',
      body: (count) => withOrders([order(0, Object.fromEntries(many(count, (n) => [`medication${n}`, 1])))]),
    },
    {
      name: 'keys of the prefetch',
      most: 500,
      body: (count) => withPrefetch(Object.fromEntries(many(count, (n) => [`k${n}`, many(18, () => result(n))]))),
    },
    {
      name: 'entries that hold nothing',
      most: MOST_ENTRIES,
      body: (count) => withPrefetch({ creatinine: many(count, () => ({})) }),
    },
    {
      name: 'Bundles inside Bundles',
      body: (count) =>
        withPrefetch({ creatinine: many(100, () => bundle(many(Math.ceil(count / 100), (n) => result(n)))) }),
    },
    { name: 'brackets', body: (count) => ({ ...base, extension: { x: many(count, () => [[[[]]]]) } }) },
    oneText(
      'one text: a unit of tabs',
      (text) => withPrefetch({ creatinine: [result(0, { valueQuantity: { value: 1, unit: `m${text}g` } })] }),
      '\t',
    ),
    oneText(
      'one text: a system of slashes',
      (text) => withPrefetch({ creatinine: [result(0, { code: { coding: [{ system: `${text}a`, code: '1' }] } })] }),
      '/',
    ),
    oneText(
      'one text: a name',
      (text) => withPrefetch({ conditions: [resource('Condition', 0, { code: { text } })] }),
      'colitis ',
    ),
    oneText(
      'one text: a value',
      (text) => withPrefetch({ creatinine: [result(0, { valueQuantity: undefined, valueString: `1${text}mg/dL` })] }),
      ' ',
    ),
    oneText(
      'one text: a date',
      (text) => withPrefetch({ creatinine: [result(0, { effectiveDateTime: `2026${text}` })] }),
      '-',
    ),
    oneText(
      'one text: a reference',
      (text) => withPrefetch({ creatinine: [result(0, { subject: { reference: `Patient/${text}` } })] }),
      '#',
    ),
    oneText('one text: a status', (text) => withPrefetch({ creatinine: [result(0, { status: text })] })),
    oneText(
      'one text: a next link',
      (text) => ({
        ...base,
        prefetch: {
          ...base.prefetch,
          creatinine: { ...bundle([result(0)]), link: [{ relation: 'next', url: `/${text}` }] },
        },
      }),
      './',
    ),
    oneText('one text: a dosage', (text) => withOrders([order(0, { dosageInstruction: [{ text }] })]), 'apply thinly '),
    oneText('one text: the user', (text) => ({ ...base, context: { ...base.context, userId: text } }), '/'),
  ];
}
