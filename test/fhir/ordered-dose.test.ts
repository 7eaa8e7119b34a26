import { expect, test } from '@jest/globals';
import { orderedDose } from '../../src/fhir/elements/dosage.js';

const mg = (value: unknown, unit: unknown = 'mg') => ({ doseAndRate: [{ doseQuantity: { value, unit } }] });
const aDay = (frequency: number, period = 1, periodUnit = 'd') => ({
  timing: { repeat: { frequency, period, periodUnit } },
});

/** A card quotes the dose of the order that it is about, and says nothing where the order says none, or not one only. */
test.each([
  ['R4', { ...mg(2), ...aDay(2) }, '2 mg', 2],
  ['every 12 hours', { ...mg(2), ...aDay(1, 12, 'h') }, '2 mg', 2],
  ['a dose alone', mg(0.5), '0.5 mg', null],
  ['twice daily as a code', { ...mg(2), timing: { code: { coding: [{ code: 'BID' }] } } }, '2 mg', 2],
  ['every other day: no number of times a day', { ...mg(2), ...aDay(1, 2) }, '2 mg', null],
  [
    'one to three times a day',
    { ...mg(2), timing: { repeat: { frequency: 1, frequencyMax: 3, period: 1, periodUnit: 'd' } } },
    '2 mg',
    null,
  ],
  ['STU3', { doseQuantity: { value: 3, unit: 'capsule' }, ...aDay(2) }, '3 capsule', 2],
  [
    'DSTU2',
    {
      doseQuantity: { value: 3, code: '{capsule}' },
      timing: { repeat: { frequency: 2, period: 1, periodUnits: 'd' } },
    },
    '3 capsule',
    2,
  ],
  [
    'ordered and calculated, the same',
    { doseAndRate: [{ doseQuantity: { value: 2, unit: 'mg' } }, { doseQuantity: { value: 2, unit: 'mg' } }] },
    '2 mg',
    null,
  ],
  ['words only', { text: '2 mg in the morning, 1 mg at night' }, '2 mg in the morning, 1 mg at night', null],
] as const)('%s', (_what, dosage, text, timesADay) => {
  expect(orderedDose({ dosageInstruction: [dosage] })).toEqual({ text, timesADay });
});

test.each([
  ['no instruction', {}],
  ['two instructions: a morning and an evening dose, or two steps of a taper', { dosageInstruction: [mg(2), mg(1)] }],
  ['two different amounts', { dosageInstruction: [{ doseAndRate: [...mg(2).doseAndRate, ...mg(3).doseAndRate] }] }],
  [
    'a range',
    {
      dosageInstruction: [
        { doseAndRate: [{ doseRange: { low: { value: 1, unit: 'mg' }, high: { value: 2, unit: 'mg' } } }] },
      ],
    },
  ],
  [
    'a range with one end',
    { dosageInstruction: [{ doseAndRate: [{ doseRange: { low: { value: 1, unit: 'mg' } } }] }] },
  ],
  ['no unit', { dosageInstruction: [mg(2, '')] }],
  ['an amount that is none', { dosageInstruction: [mg('2')] }],
  ['nothing', { dosageInstruction: [mg(0)] }],
  ['more words than a card can quote', { dosageInstruction: [{ text: 'x'.repeat(41) }] }],
] as const)('says nothing: %s', (_what, order) => {
  expect(orderedDose(order)).toBeNull();
});
