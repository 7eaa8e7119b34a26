import { describe, expect, test } from '@jest/globals';
import { medicationName } from '../../src/fhir/facts/medication-name.js';
import { indexResources } from '../../src/fhir/sources/resource-index.js';
import type { Json } from './support/samples.js';

const PRODUCT = {
  resourceType: 'Medication',
  id: 'm1',
  code: { text: 'Prograf' },
  form: { text: 'capsule' },
  ingredient: [
    { itemCodeableConcept: { text: 'tacrolimus' } },
    { itemCodeableConcept: { text: 'lactose' }, isActive: false },
    { itemReference: { reference: 'Substance/s1' } },
    { item: { concept: { text: 'water' } } },
  ],
};
const SUBSTANCES = [
  { resourceType: 'Substance', id: 's1', code: { text: 'starch' } },
  { resourceType: 'Substance', id: 's5', code: { concept: { text: 'gelatin' } } },
];
const COMPOUNDED = {
  resourceType: 'Medication',
  id: 'm2',
  product: {
    form: { text: 'suspension' },
    ingredient: [{ item: { reference: 'Substance/s5' } }, { item: { reference: 'Substance/gone', display: 'syrup' } }],
  },
};
const NAMELESS = { resourceType: 'Medication', id: 'm3' };
const index = indexResources(
  [PRODUCT, ...SUBSTANCES, COMPOUNDED, NAMELESS].map((resource) => ({ fullUrl: null, resource })),
);

/** `named Prograf (capsule) + tacrolimus + starch`, `unresolved Medication/x: display`, `none`. */
function say(holder: Json, element: 'medication' | 'product' = 'medication'): string {
  const name = medicationName(holder, holder, index, element);
  const concept =
    'concept' in name && name.concept !== null ? (name.concept.text ?? name.concept.codings[0]?.code) : '';
  if (name.kind === 'unresolved') return `unresolved ${name.reference}: ${concept}`;
  if (name.kind !== 'named') return name.kind;
  const form = name.form === null ? '' : ` (${name.form.text})`;
  return [`named ${concept}${form}`, ...name.ingredients.map(({ text }) => text)].join(' + ');
}

const WHOLE = 'named Prograf (capsule) + tacrolimus + starch + water';
const text = (said: string): Json => ({ text: said });

describe('the name of a drug, wherever an order or a line of the chart has it', () => {
  test.each<[string, Json, string]>([
    ['R4', { medicationCodeableConcept: text('Prograf') }, 'named Prograf'],
    ['R5', { medication: { concept: text('Prograf') } }, 'named Prograf'],
    ['R5, a reference', { medication: { reference: { reference: 'Medication/m1' } } }, WHOLE],
    ['a concept straight in it', { medication: text('Prograf') }, 'named Prograf'],
    ['a reference straight in it', { medication: { reference: 'Medication/m1' } }, WHOLE],
    ['a text straight in it', { medication: 'Prograf' }, 'named Prograf'],
    ['a text that is a reference', { medication: 'Medication/m1' }, WHOLE],
    ['a lone Coding', { medicationCodeableConcept: { code: '42316' } }, 'named 42316'],
    ['names in other cases', { MedicationCodeableconcept: text('Prograf') }, 'named Prograf'],
    ['a list of one', { medicationCodeableConcept: [text('Prograf')] }, 'named Prograf'],
    ['a list of one, and of nothing', { medicationCodeableConcept: [{}, text('Prograf')] }, 'named Prograf'],
    ['a list of two', { medicationCodeableConcept: [text('Prograf'), text('Imuran')] }, 'unreadable'],
    ['R5, a list of one', { medication: [{ concept: text('Prograf') }] }, 'named Prograf'],
    ['R5, a list of two', { medication: [{ concept: text('Prograf') }, { concept: text('Imuran') }] }, 'unreadable'],
    ['a number', { medicationCodeableConcept: 7 }, 'unreadable'],
    ['nothing at all', {}, 'none'],
    ['nothing in it, however deep', { medicationCodeableConcept: { coding: [{ code: ' ' }] } }, 'none'],
    ['an extension alone', { _medicationCodeableConcept: { extension: [{ valueString: 'x' }] } }, 'unreadable'],
    ['another element that begins so', { method: text('by mouth') }, 'none'],
    ['a reference', { medicationReference: { reference: 'Medication/m1' } }, WHOLE],
    [
      'a concept beside a reference: both name it',
      { medicationCodeableConcept: text('brand'), medicationReference: { reference: 'Medication/m1' } },
      'named brand (capsule) + Prograf + tacrolimus + starch + water',
    ],
    [
      'a concept beside a reference that leads nowhere',
      { medicationCodeableConcept: text('brand'), medicationReference: { reference: 'Medication/gone' } },
      'named brand',
    ],
    ['a display alone', { medicationReference: { display: 'Prograf' } }, 'named Prograf'],
    ['an identifier that is a code', { medicationReference: { identifier: { value: '42316' } } }, 'named 42316'],
    [
      'a reference that leads nowhere, with a display',
      { medicationReference: { reference: 'Medication/gone', display: 'Prograf' } },
      'unresolved Medication/gone: Prograf',
    ],
    [
      'a reference that leads nowhere',
      { medicationReference: { reference: 'Medication/gone' } },
      'unresolved Medication/gone: ',
    ],
    [
      'a Medication without name and ingredient',
      { medicationReference: { reference: 'Medication/m3' } },
      'unresolved Medication/m3: ',
    ],
    [
      'a compounded Medication of an early release, by its first ingredient',
      { medicationReference: { reference: 'Medication/m2' } },
      'named gelatin (suspension) + gelatin + syrup',
    ],
    ['a reference without anything', { medicationReference: { type: 'Medication' } }, 'unreadable'],
  ])('%s', (_name, holder, expected) => {
    expect(say(holder)).toBe(expected);
  });

  test('of a care plan under "product"', () => {
    const activity = { medicationCodeableConcept: text('no'), productCodeableConcept: text('Imuran') };
    expect(say(activity, 'product')).toBe('named Imuran');
    expect(say({ _productReference: { extension: [] }, productReference: { display: 'Imuran' } }, 'product')).toBe(
      'named Imuran',
    );
  });
});
