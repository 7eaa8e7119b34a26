import { CONDITION_ROWS } from './condition-rows.mjs';
import { from, hides } from './select.mjs';

/** A donor's examination, a planned operation, the patient's own tissue, a speciality or a body part: none is a transplant of this patient. */
const NOT_A_RECIPIENT =
  /examination|work-?up|autotransplant|autologous|artificial heart valve|qualifier value|body structure|^(cardiothoracic transplantation|transplantation surgery)$/i;
const TISSUE = /cornea|skin transplanted|bone tissue|heart valve transplanted/i;
const isTransplant = (row) => !NOT_A_RECIPIENT.test(row.display) && !TISSUE.test(row.display);
const isKidneyTransplant = (row) =>
  isTransplant(row) &&
  /kidney|renal|nephrectomy|glomerul|ureter|de novo transplant/i.test(row.display) &&
  !/adrenal/i.test(row.display);
/** Adynamic bone disease occurs without dialysis. */
const isDialysis = hides(/adynamic bone disease/i);

export const CONDITION_SETS = [
  {
    id: 'condition-ulcerative-colitis',
    title: 'Ulcerative colitis',
    purpose: 'Indication: inflammatory bowel disease.',
    from: [from('condition_ulcerative_colitis')],
    add: CONDITION_ROWS.ulcerativeColitis,
    exclude: CONDITION_ROWS.ulcerativeColitisExclude,
  },
  {
    id: 'condition-crohn-disease',
    title: "Crohn's disease",
    purpose: 'Indication: inflammatory bowel disease.',
    from: [from('condition_crohn')],
    add: CONDITION_ROWS.crohn,
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
    from: [from('condition_transplant_status_exclude', isTransplant)],
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
    title: 'Dialysis or end-stage renal disease',
    purpose: 'Creatinine no longer shows kidney injury: the AKI rule does not apply.',
    from: [from('condition_dialysis_or_esrd_exclude_aki', isDialysis)],
    add: CONDITION_ROWS.dialysis,
    exclude: CONDITION_ROWS.dialysisExclude,
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
    id: 'text-qualifier',
    title: 'Words that undo a diagnosis written as text',
    purpose: 'Negation, doubt, family history, donors, planning.',
    add: CONDITION_ROWS.textQualifier,
  },
];
