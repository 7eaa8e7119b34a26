import { LABORATORY_ROWS } from './laboratory-rows.mjs';
import { from, hides, shows } from './select.mjs';

const isCombined = (row) => row.code === '93193-1';

const test = (name, title, purpose, ...sources) => ({ id: `test-${name}`, title, purpose, from: sources });
const SCREEN = 'Before immunosuppression (docs/clinical/start.md#infection).';
/** Tests of the second edition, one set for each class of `TEST_CLASSES` (src/domain/lab-result.ts). */
const TEST_SETS = [
  test(
    'potassium',
    'Potassium in blood',
    'docs/clinical/electrolyte.md#limits',
    from('lab_potassium'),
    from('lab_potassium_additional'),
  ),
  test('magnesium', 'Magnesium in blood', 'docs/clinical/electrolyte.md#limits', from('lab_magnesium')),
  test('glucose', 'Glucose in blood', 'docs/clinical/electrolyte.md#limits', from('lab_glucose_blood')),
  test('hba1c', 'HbA1c', 'docs/clinical/electrolyte.md#limits', from('lab_hba1c')),
  test('blood-pressure', 'Blood pressure', 'docs/clinical/monitoring.md#intervals', from('vital_blood_pressure')),
  test('height', 'Body height', 'docs/clinical/children.md#one-to-seventeen', from('vital_height')),
  test('haematocrit', 'Haematocrit', 'docs/clinical/trough.md#which-level', from('lab_haematocrit')),
  test('calprotectin', 'Calprotectin in stool', 'docs/clinical/duration.md#endoscopy', from('lab_calprotectin')),
  test('hbsag', 'Hepatitis B surface antigen', SCREEN, from('lab_hbsag')),
  test('anti-hbc', 'Total hepatitis B core antibody', SCREEN, from('lab_hbc_total')),
  test('hbv-dna', 'Hepatitis B virus DNA', SCREEN, from('lab_hbv_dna')),
  test('hcv-antibody', 'Hepatitis C antibody', SCREEN, from('lab_hcv_ab')),
  test('hiv', 'HIV test', SCREEN, from('lab_hiv')),
  test('tuberculosis', 'Interferon-gamma release assay', SCREEN, from('lab_tb')),
  test('vzv-igg', 'Varicella zoster IgG', SCREEN, from('lab_vzv_igg')),
  test(
    'c-difficile',
    'Clostridioides difficile in stool',
    'Infection now (docs/clinical/start.md#infection).',
    from('lab_c_difficile'),
    from('lab_c_difficile_additional'),
  ),
  test(
    'cmv-tissue',
    'Cytomegalovirus in tissue',
    'Infection now (docs/clinical/start.md#infection).',
    from('lab_cmv_tissue'),
  ),
  test(
    'cmv-blood',
    'Cytomegalovirus DNA in blood',
    'Infection now (docs/clinical/start.md#infection).',
    from('lab_cmv_blood_pcr'),
  ),
];

export const LABORATORY_SETS = [
  ...TEST_SETS,
  {
    id: 'lab-creatinine-blood',
    title: 'Creatinine in blood, serum or plasma',
    purpose: 'The results that the AKI rule judges.',
    from: [from('lab_creatinine_blood', hides(/corrected/i))],
    add: LABORATORY_ROWS.creatinineBlood,
  },
  {
    id: 'lab-creatinine-name',
    title: 'Names of creatinine',
    purpose: 'A result under an unknown code that is named like this may be a creatinine: it is said, and not judged.',
    add: LABORATORY_ROWS.creatinineName,
  },
  {
    id: 'lab-creatinine-elsewhere',
    title: 'Words that say a creatinine was not measured in blood',
    purpose: 'Urine, dialysate, a drain: a test that is named with one of these is not the creatinine of the blood.',
    add: LABORATORY_ROWS.creatinineElsewhere,
    exclude: LABORATORY_ROWS.creatinineElsewhereExclude,
  },
  {
    id: 'lab-creatinine-derived',
    title: 'Words of numbers that are reckoned from a creatinine',
    purpose: 'Clearance, ratio, eGFR: another test, unless its value is in the units of a creatinine.',
    add: LABORATORY_ROWS.creatinineDerived,
  },
  {
    id: 'lab-other-mnemonic',
    title: 'Short names of other tests',
    purpose:
      'Any other short name in capitals may be that of a creatinine or a level, where its value is in their units.',
    add: LABORATORY_ROWS.otherMnemonic,
  },
  {
    id: 'lab-tacrolimus-name',
    title: 'Short names of a tacrolimus level',
    purpose: 'As lab-creatinine-name; the names of the drug are asked too.',
    add: LABORATORY_ROWS.tacrolimusName,
  },
  {
    id: 'lab-creatinine-corrected',
    title: 'Creatinine, "corrected" (UK)',
    purpose: 'Another scale: never compared with uncorrected results.',
    from: [from('lab_creatinine_blood', shows(/corrected/i))],
  },
  {
    id: 'lab-creatinine-baseline',
    title: 'Creatinine coded as baseline',
    purpose: 'May serve as baseline, never as the result that is judged.',
    from: [from('lab_creatinine_baseline_coded')],
  },
  {
    id: 'lab-creatinine-excluded',
    title: 'Creatinine that does not count',
    purpose: 'Dialysis, timed and challenge specimens, urine. Checked before the positive sets.',
    from: [
      from('lab_creatinine_dialysis_exclude'),
      from('lab_creatinine_timed_or_challenge'),
      from('lab_creatinine_urine_exclude'),
    ],
  },
  {
    id: 'lab-tacrolimus-trough',
    title: 'Tacrolimus trough',
    purpose: 'The code says that it is a trough.',
    from: [from('lab_tacrolimus_trough_explicit')],
  },
  {
    id: 'lab-tacrolimus-timing-not-coded',
    title: 'Tacrolimus in whole blood, timing not coded',
    purpose: 'Accepted; the card asks to confirm that it was a trough.',
    from: [from('lab_tacrolimus_timing_unspecified'), from('lab_tacrolimus_uk_description_ids', shows(/whole blood/i))],
    add: LABORATORY_ROWS.tacrolimusTimingNotCoded,
  },
  {
    id: 'lab-tacrolimus-not-a-trough',
    title: 'Tacrolimus results that are no trough',
    purpose: 'Post-dose, AUC, dried blood spot, antibodies. Checked before the positive sets.',
    from: [from('lab_tacrolimus_NOT_a_trough_exclude')],
  },
  {
    id: 'lab-tacrolimus-not-whole-blood',
    title: 'Tacrolimus in serum or plasma',
    purpose: 'Far lower than whole blood: the limit of 15 ng/mL does not apply. Checked before the positive sets.',
    from: [from('lab_tacrolimus_uk_description_ids', shows(/serum|plasma/i))],
  },
  {
    id: 'lab-tpmt',
    title: 'TPMT activity or genotype',
    purpose: 'Work-up for a thiopurine.',
    from: [from('lab_tpmt', (row) => !isCombined(row))],
    add: LABORATORY_ROWS.tpmt,
  },
  {
    id: 'lab-nudt15',
    title: 'NUDT15 genotype',
    purpose: 'Work-up for a thiopurine.',
    from: [from('lab_nudt15', (row) => !isCombined(row))],
    add: LABORATORY_ROWS.nudt15,
  },
  {
    id: 'lab-tpmt-and-nudt15',
    title: 'TPMT and NUDT15 in one test',
    purpose: 'Work-up for a thiopurine.',
    from: [from('lab_nudt15', isCombined)],
  },
  {
    id: 'phenotype-poor-metaboliser',
    title: 'Poor metaboliser',
    purpose: 'A reason against a thiopurine at standard dose.',
    add: LABORATORY_ROWS.phenotypePoor,
    exclude: LABORATORY_ROWS.phenotypePoorExclude,
  },
  {
    id: 'phenotype-deficient',
    title: 'Words for enzyme deficiency',
    purpose: 'Mean a poor metaboliser only where nothing beside them says intermediate or normal.',
    add: LABORATORY_ROWS.phenotypeDeficient,
  },
  {
    id: 'phenotype-intermediate',
    title: 'Intermediate metaboliser',
    purpose: 'No reason against a thiopurine, and no draft of azathioprine.',
    add: LABORATORY_ROWS.phenotypeIntermediate,
  },
  {
    id: 'phenotype-known',
    title: 'Any other readable phenotype',
    purpose: 'A result exists and is no reason against.',
    add: LABORATORY_ROWS.phenotypeKnown,
  },
  {
    id: 'specimen-not-whole-blood',
    title: 'Serum, plasma and dried-blood specimens',
    purpose: 'A tacrolimus level measured in one of these does not count.',
    add: LABORATORY_ROWS.specimenNotWholeBlood,
  },
];
