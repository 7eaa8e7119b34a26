import { condition, DAY, FIRST, HOUR, LAST, observation, order, patient } from './resources.mjs';

const TESTS = [
  ['718-7', 'Hemoglobin [Mass/volume] in Blood', 'g/dL', 11, 16],
  ['1988-5', 'C reactive protein [Mass/volume] in Serum or Plasma', 'mg/L', 1, 60],
  ['2823-3', 'Potassium [Moles/volume] in Serum or Plasma', 'mmol/L', 3.6, 4.9],
  ['2160-0', 'Creatinine [Mass/volume] in Serum or Plasma', 'mg/dL', 0.6, 1.2],
  ['1742-6', 'Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma', 'U/L', 8, 60],
];

const DRUGS = [
  ['52582', 'Mesalamine'],
  ['8640', 'Prednisone'],
  ['6809', 'Metformin'],
  ['7646', 'Omeprazole'],
];

/** Somebody whom nothing here is about: the bulk of every export. Some of them come close. */
export function otherPatient(id, draw) {
  const resources = [
    patient(id, draw),
    condition(`${id}-c1`, id, 'I10', 'Essential hypertension', FIRST + draw.whole(0, 300) * DAY),
  ];
  const results = draw.whole(35, 65);
  for (let number = 0; number < results; number += 1) {
    const [code, display, unit, from, to] = draw.pick(TESTS);
    const taken = FIRST + draw.whole(0, (LAST - FIRST) / DAY - 1) * DAY + 8 * HOUR;
    const value = Number(draw.between(from, to).toFixed(2));
    resources.push(observation(`${id}-o${number}`, id, { code, display, value, unit, taken, known: taken + 3 * HOUR }));
  }
  for (let number = 0; number < draw.whole(2, 6); number += 1) {
    const [code, name] = draw.pick(DRUGS);
    const written = FIRST + draw.whole(0, 700) * DAY + 10 * HOUR;
    resources.push(order(`${id}-r${number}`, id, { code, name, written, prescriber: 'gp-1', status: 'completed' }));
  }
  resources.push(...ofOtherTypes(id, draw), ...comesClose(id, draw));
  return { resources, story: null };
}

/** The files that every export has, so that their absence is never the reason for a gap. */
function ofOtherTypes(id, draw) {
  const subject = { reference: `Patient/${id}` };
  const day = new Date(FIRST + draw.whole(0, 600) * DAY).toISOString().slice(0, 10);
  const about = (code, display) => ({ coding: [{ system: 'http://snomed.info/sct', code, display }], text: display });
  const metformin = { text: 'Metformin 500 mg tablets' };
  return draw.pick([
    [
      {
        resourceType: 'AllergyIntolerance',
        id: `${id}-a`,
        patient: subject,
        recordedDate: day,
        code: about('91936005', 'Allergy to penicillin'),
      },
    ],
    [
      {
        resourceType: 'MedicationStatement',
        id: `${id}-s`,
        subject,
        status: 'active',
        dateAsserted: day,
        medicationCodeableConcept: metformin,
      },
    ],
    [
      {
        ...{ resourceType: 'MedicationAdministration', id: `${id}-g`, subject, status: 'completed' },
        ...{ effectiveDateTime: day, medicationCodeableConcept: metformin },
      },
    ],
    [
      {
        resourceType: 'Procedure',
        id: `${id}-p`,
        subject,
        status: 'completed',
        performedDateTime: day,
        code: about('80146002', 'Appendectomy'),
      },
    ],
    [
      {
        ...{
          resourceType: 'ServiceRequest',
          id: `${id}-q`,
          subject,
          status: 'completed',
          intent: 'order',
          authoredOn: day,
        },
        code: about('26604007', 'Complete blood count'),
      },
    ],
    [
      {
        resourceType: 'CarePlan',
        id: `${id}-cp`,
        subject,
        status: 'active',
        intent: 'plan',
        created: day,
        title: 'Diet',
      },
    ],
    [],
  ]);
}

/** An ointment; a mention in a note; a product that is another drug. None of them is systemic tacrolimus. */
function comesClose(id, draw) {
  const written = FIRST + draw.whole(0, 600) * DAY + 10 * HOUR;
  const base = { written, prescriber: 'gp-1', status: 'completed' };
  switch (draw.whole(0, 49)) {
    case 0:
      return [
        order(`${id}-x`, id, {
          ...base,
          code: '314266',
          name: 'Tacrolimus 0.001 MG/MG Topical Ointment',
          changes: { dosageInstruction: [{ text: 'apply thinly to the skin twice a day' }] },
        }),
      ];
    case 1:
      return [
        order(`${id}-x`, id, {
          ...base,
          code: '8640',
          name: 'Prednisone',
          changes: { note: [{ text: 'Discussed tacrolimus (Prograf); not started.' }] },
        }),
      ];
    case 2:
      return [
        order(`${id}-x`, id, {
          ...base,
          code: '6809',
          name: 'Metformin',
          changes: { medicationCodeableConcept: undefined, medicationReference: { reference: 'Medication/prod-met' } },
        }),
      ];
    default:
      return [];
  }
}
