import { CONDITION_ROWS } from './condition-rows.mjs';
import { from, shows } from './select.mjs';

/** A donor's examination, a planned operation, the patient's own tissue, a speciality or a body part: none is a transplant of this patient. */
const NOT_A_RECIPIENT =
  /examination|work-?up|autotransplant|autologous|artificial heart valve|qualifier value|body structure|^(cardiothoracic transplantation|transplantation surgery)$/i;
const TISSUE = /cornea|skin transplanted|bone tissue|heart valve transplanted/i;
const isTransplant = (row) => !NOT_A_RECIPIENT.test(row.display) && !TISSUE.test(row.display);
const isKidneyTransplant = (row) =>
  isTransplant(row) &&
  /kidney|renal|nephrectomy|glomerul|ureter|de novo transplant/i.test(row.display) &&
  !/adrenal/i.test(row.display);
const isWithTransplant = shows(/with (renal )?transplant/i);
/**
 * Only dialysis is dialysis: CKD stage 5 and end-stage disease may be without it, and adynamic bone disease occurs without it.
 * N18.6 is "requiring chronic dialysis" by its inclusion term.
 */
const isDialysis = (row) =>
  !isWithTransplant(row) &&
  !/adynamic bone disease|without renal replacement|not on dialysis/i.test(row.display) &&
  (/dialy|dialis|ultrafiltration|first use syndrome|solute clearance/i.test(row.display) || row.code === 'N18.6');
const isKidneyFailure = (row) =>
  !isDialysis(row) && !isWithTransplant(row) && /stage 5|end[- ]stage/i.test(row.display);

export const CONDITION_SETS = [
  {
    id: 'condition-ulcerative-colitis',
    title: 'Ulcerative colitis',
    purpose: 'Indication: inflammatory bowel disease.',
    from: [from('condition_ulcerative_colitis')],
    add: [...CONDITION_ROWS.ulcerativeColitis, ...CONDITION_ROWS.ulcerativeColitisIcd11],
    exclude: CONDITION_ROWS.ulcerativeColitisExclude,
  },
  {
    id: 'condition-crohn-disease',
    title: "Crohn's disease",
    purpose: 'Indication: inflammatory bowel disease.',
    from: [from('condition_crohn')],
    add: [...CONDITION_ROWS.crohn, ...CONDITION_ROWS.crohnIcd11],
  },
  {
    id: 'condition-ibd-unclassified',
    title: 'Inflammatory bowel disease, unclassified',
    purpose: 'Indication: inflammatory bowel disease. K52.0, .1, .2, .8 and .9 are other colitis and are not here.',
    from: [from('condition_ibd_unclassified')],
    add: CONDITION_ROWS.ibd,
  },
  {
    id: 'condition-pouchitis',
    title: 'Pouchitis',
    purpose: 'Indication: inflammatory bowel disease.',
    from: [from('condition_pouchitis')],
    add: CONDITION_ROWS.pouchitis,
  },
  {
    id: 'condition-transplant',
    title: 'Transplant status and complications',
    purpose: 'Tacrolimus is given for the transplant: the thiopurine and duration rules do not apply.',
    from: [
      from('condition_transplant_status_exclude', isTransplant),
      from('condition_dialysis_or_esrd_exclude_aki', isWithTransplant),
    ],
    add: CONDITION_ROWS.transplant,
    exclude: CONDITION_ROWS.transplantExclude,
  },
  {
    id: 'condition-kidney-transplant',
    title: 'Kidney transplant',
    purpose: 'Subset of the transplant sets, by name: the AKI criteria are not applied to a transplanted kidney.',
    from: [
      from('condition_transplant_status_exclude', isKidneyTransplant),
      from('procedure_solid_organ_transplant_exclude', isKidneyTransplant),
      from('condition_dialysis_or_esrd_exclude_aki', isWithTransplant),
    ],
    add: CONDITION_ROWS.kidneyTransplant,
  },
  {
    id: 'condition-tissue-graft',
    title: 'Skin, bone, cornea or heart-valve graft',
    purpose: 'Weak evidence of another reason for tacrolimus: the card asks, the rules go on.',
    from: [
      from('condition_tissue_graft_weak_exclude'),
      from(
        'procedure_solid_organ_transplant_exclude',
        (row) => TISSUE.test(row.display) && !NOT_A_RECIPIENT.test(row.display),
      ),
    ],
    add: CONDITION_ROWS.tissueGraft,
  },
  {
    id: 'condition-dialysis',
    title: 'Dialysis',
    purpose: 'Creatinine no longer shows kidney injury: the AKI rule does not apply. Only dialysis is dialysis.',
    from: [from('condition_dialysis_or_esrd_exclude_aki', isDialysis)],
    add: CONDITION_ROWS.dialysis,
  },
  {
    id: 'condition-kidney-failure',
    title: 'Kidney failure without a word of dialysis',
    purpose: 'CKD stage 5 and end-stage disease: the AKI rule judges, with a caveat.',
    from: [from('condition_dialysis_or_esrd_exclude_aki', isKidneyFailure)],
    add: CONDITION_ROWS.kidneyFailure,
    exclude: CONDITION_ROWS.kidneyFailureExclude,
  },
  {
    id: 'condition-other-tacrolimus-indication',
    title: 'Another indication for tacrolimus',
    purpose:
      'Autoimmune hepatitis, lupus nephritis, myasthenia gravis ... Atopic dermatitis (treated topically) and uveitis (common in IBD) are left out: they would silence the rules for IBD patients.',
    from: [from('condition_other_tacrolimus_indication', (row) => !/^(L20|H20)/.test(row.code))],
    add: CONDITION_ROWS.otherIndication,
  },
  {
    id: 'procedure-solid-organ-transplant',
    title: 'Solid-organ transplantation',
    purpose:
      'As condition-transplant, from procedures. Donors, work-up, autotransplants and tissue grafts of the source list are left out.',
    from: [from('procedure_solid_organ_transplant_exclude', isTransplant)],
  },
  {
    id: 'procedure-marrow-transplant',
    title: 'Marrow and stem-cell transplantation',
    purpose: 'As condition-transplant, from procedures.',
    from: [from('procedure_bone_marrow_transplant_exclude')],
  },
  {
    id: 'condition-thiopurine-deficiency',
    title: 'TPMT or NUDT15 deficiency as a diagnosis',
    purpose: 'A reason against a thiopurine. As text: the name of the enzyme beside a word for deficiency.',
    add: CONDITION_ROWS.thiopurineDeficiency,
  },
  {
    id: 'condition-lymphoma',
    title: 'Lymphoma',
    purpose: 'No draft of azathioprine.',
    from: [from('condition_lymphoma')],
    add: CONDITION_ROWS.lymphoma,
  },
  {
    id: 'condition-pregnancy',
    title: 'Pregnancy',
    purpose: 'No methotrexate, JAK inhibitor or S1P modulator among the options.',
    from: [from('condition_pregnancy')],
    add: CONDITION_ROWS.pregnancy,
    exclude: CONDITION_ROWS.pregnancyExclude,
  },
  {
    id: 'procedure-total-colectomy',
    title: 'Total colectomy',
    purpose: 'There is no colon to look at: the duration card asks whether the course is still needed.',
    from: [from('procedure_total_colectomy'), from('condition_colectomy')],
    add: CONDITION_ROWS.colectomy,
  },
  {
    id: 'procedure-contrast',
    title: 'Contrast medium',
    purpose: 'Another cause of kidney injury: the AKI card names it. Words only: no list of codes was collected.',
    from: [],
    add: CONDITION_ROWS.contrast,
  },
  {
    id: 'procedure-lower-endoscopy',
    title: 'Colonoscopy and sigmoidoscopy',
    purpose: 'Mucosal healing was looked for.',
    from: [from('procedure_lower_endoscopy')],
    add: CONDITION_ROWS.lowerEndoscopy,
  },
  {
    id: 'condition-hepatitis-b',
    title: 'Hepatitis B',
    purpose: 'Before immunosuppression.',
    from: [from('condition_hepatitis_b')],
    add: CONDITION_ROWS.hepatitisB,
  },
  {
    id: 'condition-hepatitis-c',
    title: 'Hepatitis C',
    purpose: 'Before immunosuppression; listed, never fires.',
    from: [from('condition_hepatitis_c')],
    add: CONDITION_ROWS.hepatitisC,
  },
  {
    id: 'condition-hiv',
    title: 'HIV infection',
    purpose: 'Before immunosuppression; listed, never fires. Its ICD rows wait for a source.',
    from: [from('condition_hiv')],
    add: CONDITION_ROWS.hiv,
  },
  {
    id: 'condition-tuberculosis',
    title: 'Tuberculosis',
    purpose: 'Before immunosuppression.',
    from: [from('condition_tuberculosis')],
    add: [...CONDITION_ROWS.tuberculosisCodes, ...CONDITION_ROWS.tuberculosis],
  },
  {
    id: 'condition-c-difficile',
    title: 'Clostridioides difficile infection',
    purpose: 'Infection now.',
    from: [from('condition_c_difficile')],
    add: CONDITION_ROWS.clostridioides,
  },
  {
    id: 'condition-cmv',
    title: 'Cytomegalovirus disease',
    purpose: 'Infection now; listed, never fires.',
    from: [from('condition_cmv')],
  },
  {
    id: 'condition-neurotoxicity',
    title: 'PRES and seizure',
    purpose: 'Neurotoxicity: level, magnesium, blood pressure, imaging.',
    from: [from('condition_pres'), from('condition_seizure')],
    add: [...CONDITION_ROWS.seizureCodes, ...CONDITION_ROWS.neurotoxicity],
  },
  {
    id: 'condition-tremor',
    title: 'Tremor',
    purpose: 'A row on the card, never a card.',
    from: [from('condition_tremor')],
    add: CONDITION_ROWS.tremor,
  },
  {
    id: 'text-qualifier',
    title: "Words that make a diagnosis not this patient's",
    purpose: 'Exclusion, family history, donors: anywhere in the text.',
    add: CONDITION_ROWS.textQualifier,
  },
  {
    id: 'text-negation',
    title: 'Words that negate what stands behind them',
    purpose: 'A diagnosis behind one of these, in the same clause, is excluded; one before it is not.',
    add: CONDITION_ROWS.textNegation,
  },
  {
    id: 'text-doubt',
    title: 'Words of doubt and of plans',
    purpose: 'A diagnosis beside one of these is not certain: it silences nothing.',
    add: CONDITION_ROWS.textDoubt,
  },
  {
    id: 'text-past',
    title: 'Words for what was',
    purpose: 'Matter for what can be over, such as dialysis; a transplant long ago counts all the same.',
    add: CONDITION_ROWS.textPast,
  },
];
