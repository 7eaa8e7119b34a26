import {
  concept,
  condition,
  COLITIS,
  creatinine,
  daysAgo,
  draft,
  having,
  level,
  LOINC,
  PATIENT,
  PATIENT_ID,
  QUIET,
  request,
  SNOMED,
  statement,
  TACROLIMUS,
  AZATHIOPRINE,
  ATC,
} from '../charts.js';
import type { Chart, Json } from '../charts.js';
import { either, kind, QUIET_ANSWER, signing, signingTacrolimus, viewing } from './kind.js';

/** What a careful clinician would want (docs/clinical): every number just below and just above. */
const ICD = 'http://hl7.org/fhir/sid/icd-10-cm';
const told = (...cards: readonly string[]) => ({ status: 200, cards });
const NOT_CHECKED = told('TacrolimusNotEvaluated info');
const STAGE_1 = told('TacrolimusAkiStage warning');
const STAGE_2 = told('TacrolimusAkiStage critical');
const OVER = 'TacrolimusDurationOver warning';
const signed = (sources: Chart) => ({ request: signingTacrolimus(having(QUIET, sources)) });
/** Creatinines as `[umol/L, days ago]`. */
const kidney = (...results: readonly (readonly [number, number])[]): Chart => ({
  creatinine: results.map(([value, days]) => creatinine(value, days)),
});
const course = (days: number, more: readonly Json[] = [request(AZATHIOPRINE, 45)]): Chart => ({
  medicationRequests: [request(TACROLIMUS, days), ...more],
});
const also = (...conditions: readonly Json[]): Chart => ({
  conditions: [condition(COLITIS), ...conditions.map((each, index) => ({ ...each, id: `also-${index}` }))],
});

const baselineOfTheWeekBefore = kind(
  'baseline-of-the-week-before',
  'With nothing 7 to 365 days before the first dose, the lowest of the week before it is the baseline',
  {
    'doubled in a slow rise': {
      ...signed({ ...course(40), ...kidney([140, 1], [125, 10], [110, 20], [90, 30], [70, 42]) }),
      check: STAGE_2,
    },
    'the lowest of two': {
      ...signed({ ...course(40), ...kidney([106, 1], [95, 10], [80, 20], [70, 41], [95, 46]) }),
      check: STAGE_1,
    },
    'just under one and a half': {
      ...signed({ ...course(40), ...kidney([104, 1], [100, 10], [98, 20], [70, 41]) }),
      check: either(told('TacrolimusAkiRisk info'), told('TacrolimusAkiRisk warning')),
    },
    'an older one is there: it is the baseline': {
      ...signed({ ...course(40), ...kidney([106, 1], [95, 10], [80, 20], [70, 41], [95, 46], [100, 60]) }),
      check: QUIET_ANSWER,
    },
    'the card says which week': {
      ...signed({ ...course(40), ...kidney([140, 1], [125, 10], [110, 20], [90, 30], [70, 42]) }),
      check: { status: 200, textMatches: ['week before'] },
    },
  },
);

const child = (birthDate: string, sources: Chart) => {
  const { service, body } = signingTacrolimus(having(QUIET, sources));
  const { prefetch, ...rest } = body as { prefetch: Json };
  return { request: { service, body: { ...rest, prefetch: { ...prefetch, patient: { ...PATIENT, birthDate } } } } };
};

const children = kind('children', 'Stages from one year on, without the adult limit; what is not judged is said', {
  'ten years, doubled in two days': {
    ...child('2016-04-02', kidney([80, 0.1], [40, 2], [41, 90])),
    check: STAGE_2,
  },
  'three years, threefold': { ...child('2023-04-02', kidney([92, 1], [30, 5], [30, 90])), check: STAGE_2 },
  'seventeen years, one and a half': { ...child('2009-04-02', kidney([105, 1], [70, 20], [70, 90])), check: STAGE_1 },
  'twelve years, above the adult limit, ratio 1.6: still stage 1': {
    ...child('2014-04-02', kidney([360, 1], [225, 20], [225, 90])),
    check: either(STAGE_1, told('TacrolimusAkiStage warning', 'TacrolimusNotEvaluated info')),
  },
  'ten years, nothing wrong': { ...child('2016-04-02', kidney([42, 1], [40, 12], [41, 90])), check: QUIET_ANSWER },
  'eight months, doubled: said, not staged': {
    ...child('2026-03-20', kidney([50, 1], [25, 5], [24, 90])),
    check: NOT_CHECKED,
  },
  'eight months, nothing wrong': { ...child('2026-03-20', kidney([25, 1], [25, 5], [24, 90])), check: QUIET_ANSWER },
});

const atLevel = (value: number, changes: Json = {}) =>
  signed({ tacrolimusLevels: [level(value, 1, changes), level(8, 20)] });

const levelAbove100 = kind('level-above-100', 'Up to 500 ng/mL is an intoxication, above it is no result', {
  '100': { ...atLevel(100), check: told('TacrolimusTroughHigh critical') },
  '101': { ...atLevel(101), check: told('TacrolimusTroughHigh critical') },
  '500': { ...atLevel(500), check: told('TacrolimusTroughHigh critical') },
  '501': { ...atLevel(501), check: NOT_CHECKED },
  'below zero': { ...atLevel(-3), check: NOT_CHECKED },
  '140 nmol/L is 112': {
    ...atLevel(0, {
      valueQuantity: { value: 140, unit: 'nmol/L', system: 'http://unitsofmeasure.org', code: 'nmol/L' },
    }),
    check: told('TacrolimusTroughHigh critical'),
  },
  'the card asks for another vein': { ...atLevel(128), check: { status: 200, textMatches: ['another vein'] } },
});

const highCreatinineNoBaseline = kind(
  'high-creatinine-no-baseline',
  'An eGFR below 30 without an older result, or for long: a warning; a minimum of the same week does not reassure',
  {
    'one result': { ...signed({ ...course(10), ...kidney([300, 1]) }), check: told('TacrolimusAkiRisk warning') },
    'three results of this week': {
      ...signed({ ...course(10), ...kidney([300, 0.5], [305, 2], [298, 5]) }),
      check: told('TacrolimusAkiRisk warning'),
    },
    'just below 30': {
      ...signed({ ...course(10), ...kidney([192, 1], [191, 3]) }),
      check: told('TacrolimusAkiRisk warning'),
    },
    'for long': {
      ...signed({ ...course(10), ...kidney([300, 1], [300, 30], [298, 90], [301, 200]) }),
      check: told('TacrolimusAkiRisk warning'),
    },
  },
);

const badAndNotRepeated = kind(
  'bad-and-not-repeated',
  'Past its window and up to 90 days old it still fires, as a warning',
  {
    'stage 3, 40 days ago': { ...signed(kidney([300, 40], [80, 100], [80, 195])), check: STAGE_1 },
    'stage 1, 35 days ago': { ...signed(kidney([125, 35], [80, 100], [80, 195])), check: STAGE_1 },
    'stage 3, 90 days ago': {
      ...signed({ ...course(140), ...kidney([300, 90], [80, 150], [80, 195]) }),
      check: STAGE_1,
    },
    'stage 3, 91 days ago: not checked': {
      ...signed({ ...course(140), ...kidney([300, 91], [80, 150], [80, 195]) }),
      check: NOT_CHECKED,
    },
    'nothing wrong 40 days ago: not checked': { ...signed(kidney([82, 40], [80, 100], [80, 195])), check: NOT_CHECKED },
    'repeated since': { ...signed(kidney([82, 3], [300, 40], [80, 100], [80, 195])), check: QUIET_ANSWER },
    'level 24, 60 days ago': {
      ...signed({ ...course(100), tacrolimusLevels: [level(24, 60)] }),
      check: told('TacrolimusTroughHigh warning'),
    },
    'level 16, 50 days ago': {
      ...signed({ ...course(100), tacrolimusLevels: [level(16, 50)] }),
      check: told('TacrolimusTroughHigh warning'),
    },
    'level 15, 50 days ago: not checked': {
      ...signed({ ...course(100), tacrolimusLevels: [level(15, 50)] }),
      check: NOT_CHECKED,
    },
    'chart opened: stage 3, 40 days ago': {
      request: viewing(having(QUIET, kidney([300, 40], [80, 100], [80, 195]))),
      check: STAGE_1,
    },
    'chart opened: level 24, 50 days ago': {
      request: viewing(having(QUIET, { ...course(100), tacrolimusLevels: [level(24, 50)] })),
      check: told('TacrolimusTroughHigh warning'),
    },
    'it says for how long': {
      ...signed(kidney([300, 40], [80, 100], [80, 195])),
      check: { status: 200, textMatches: ['not repeated for 40 d'] },
    },
  },
);

const resultOlderThanTheDrug = kind('result-older-than-the-drug', 'From day 7 on: no creatinine since the first dose', {
  'day 20, 22 days old': {
    ...signed({
      ...course(20, [request(AZATHIOPRINE, 15)]),
      ...kidney([80, 22], [80, 90]),
      tacrolimusLevels: [level(8, 3)],
    }),
    check: NOT_CHECKED,
  },
  'day 8, 9 days old': {
    ...signed({
      ...course(8, [request(AZATHIOPRINE, 5)]),
      ...kidney([80, 9], [80, 90]),
      tacrolimusLevels: [level(8, 3)],
    }),
    check: NOT_CHECKED,
  },
  'day 5, 6 days old: not yet due': {
    ...signed({
      ...course(5, [request(AZATHIOPRINE, 4)]),
      ...kidney([80, 6], [80, 90]),
      tacrolimusLevels: [level(8, 1)],
    }),
    check: QUIET_ANSWER,
  },
  'day 20, one since': {
    ...signed({
      ...course(20, [request(AZATHIOPRINE, 15)]),
      ...kidney([80, 19], [80, 90]),
      tacrolimusLevels: [level(8, 3)],
    }),
    check: QUIET_ANSWER,
  },
  'it says why': {
    ...signed({
      ...course(20, [request(AZATHIOPRINE, 15)]),
      ...kidney([80, 22], [80, 90]),
      tacrolimusLevels: [level(8, 3)],
    }),
    check: { status: 200, textMatches: ['since the first dose'] },
  },
});

const TRIPLED = kidney([700, 1], [420, 20], [430, 100], [425, 200]);

const ckd5IsNotDialysis = kind('ckd-5-is-not-dialysis', 'Only dialysis is dialysis', {
  'N18.5': { ...signed({ ...TRIPLED, ...also(condition(concept(ICD, 'N18.5'))) }), check: STAGE_2 },
  'N18.6 in words: not on dialysis': {
    ...signed({ ...TRIPLED, ...also(condition({ text: 'End stage renal disease, not on dialysis' })) }),
    check: STAGE_2,
  },
  'SNOMED CT: CKD stage 5': {
    ...signed({ ...TRIPLED, ...also(condition(concept(SNOMED, '433146000'))) }),
    check: STAGE_2,
  },
  'in words': {
    ...signed({ ...TRIPLED, ...also(condition({ text: 'Chronic kidney disease stage 5' })) }),
    check: STAGE_2,
  },
  'dependence on dialysis is': {
    ...signed({ ...TRIPLED, ...also(condition(concept(ICD, 'Z99.2'))) }),
    check: NOT_CHECKED,
  },
});

const DOUBLED = kidney([230, 1], [110, 20], [108, 100], [110, 200]);
const STEADY = kidney([112, 1], [110, 20], [108, 100], [110, 200]);
const graft = condition(concept(ICD, 'Z94.0', 'Kidney transplant status'));
const dialysis = (days: number): Json => ({
  ...{ resourceType: 'Procedure', id: 'dialysis', status: 'completed', performedDateTime: daysAgo(days) },
  code: concept(SNOMED, '302497006', 'Hemodialysis (procedure)'),
  subject: { reference: `Patient/${PATIENT_ID}` },
});

const notJudgedNotSaid = kind(
  'not-judged-not-said',
  'Beside a graft, dialysis or an infant the stage is worked out and not reported; from stage 1 on it is said',
  {
    'kidney graft, doubled': { ...signed({ ...DOUBLED, ...also(graft) }), check: NOT_CHECKED },
    'kidney graft in words, doubled': {
      ...signed({ ...DOUBLED, ...also(condition({ text: 'Kidney transplant 2019' })) }),
      check: NOT_CHECKED,
    },
    'kidney graft, steady': { ...signed({ ...STEADY, ...also(graft) }), check: QUIET_ANSWER },
    'haemodialysis ten days ago, doubled': {
      ...signed({ ...DOUBLED, procedures: [dialysis(10)] }),
      check: NOT_CHECKED,
    },
    'haemodialysis ten days ago, steady': { ...signed({ ...STEADY, procedures: [dialysis(10)] }), check: QUIET_ANSWER },
    'haemodialysis a year ago, doubled: judged': {
      ...signed({ ...DOUBLED, procedures: [dialysis(365)] }),
      check: STAGE_2,
    },
  },
);

const reorder = kind('reorder', 'A stopped order without an end lasts until the next one, drafts included', {
  'stopped today, drafted anew': {
    ...signed({ medicationRequests: [request(TACROLIMUS, 210, { status: 'stopped' }), request(AZATHIOPRINE, 45)] }),
    check: told(OVER),
  },
  'completed, drafted anew': {
    ...signed({ medicationRequests: [request(TACROLIMUS, 210, { status: 'completed' }), request(AZATHIOPRINE, 45)] }),
    check: told(OVER),
  },
  'three changes of the dose': {
    ...signed({
      medicationRequests: [
        request(TACROLIMUS, 20, { id: 'c' }),
        request(TACROLIMUS, 120, { id: 'b', status: 'stopped' }),
        request(TACROLIMUS, 230, { id: 'a', status: 'stopped' }),
        request(AZATHIOPRINE, 45),
      ],
    }),
    check: told(OVER),
  },
  'ended 100 days ago: a new course': {
    ...signed({
      medicationRequests: [
        request(TACROLIMUS, 55, { id: 'b' }),
        request(TACROLIMUS, 300, {
          id: 'a',
          status: 'stopped',
          dosageInstruction: [{ timing: { repeat: { boundsPeriod: { start: daysAgo(300), end: daysAgo(155) } } } }],
        }),
        request(AZATHIOPRINE, 45),
      ],
    }),
    check: QUIET_ANSWER,
  },
});

const supplied = (days: number, supply: number, levels: readonly Json[]) =>
  signed({
    tacrolimusLevels: levels,
    medicationRequests: [
      request(TACROLIMUS, days, {
        dispenseRequest: {
          expectedSupplyDuration: { value: supply, unit: 'd', system: 'http://unitsofmeasure.org', code: 'd' },
        },
      }),
      request(AZATHIOPRINE, 45),
    ],
  });

const supplyRanOut = kind('supply-ran-out', 'An active order goes on for a while after its supply: a level is due', {
  '30 days written 70 days ago, no level': { ...supplied(70, 30, []), check: NOT_CHECKED },
  '28 days written 80 days ago, no level': { ...supplied(80, 28, []), check: NOT_CHECKED },
  '30 days written 70 days ago, a level': { ...supplied(70, 30, [level(8, 3)]), check: QUIET_ANSWER },
  'bounds that ended 40 days ago, no level': {
    ...signed({
      tacrolimusLevels: [],
      medicationRequests: [
        request(TACROLIMUS, 70, {
          dosageInstruction: [{ timing: { repeat: { boundsPeriod: { start: daysAgo(70), end: daysAgo(40) } } } }],
        }),
        request(AZATHIOPRINE, 45),
      ],
    }),
    check: NOT_CHECKED,
  },
});

const longCourse = course(230, [request(AZATHIOPRINE, 200)]);

const taperBesideToxicity = kind('taper-beside-toxicity', 'The taper text goes beside no critical card and no stage', {
  'stage 1': {
    ...signed({ ...longCourse, ...kidney([125, 1], ...steady()) }),
    check: { ...told('TacrolimusAkiStage warning', OVER), textLacks: ['abruptly'] },
  },
  'stage 2': {
    ...signed({ ...longCourse, ...kidney([170, 1], ...steady()) }),
    check: { ...told('TacrolimusAkiStage critical', OVER), textLacks: ['abruptly'] },
  },
  'level 22': {
    ...signed({ ...longCourse, tacrolimusLevels: [level(22, 1)] }),
    check: { ...told('TacrolimusTroughHigh critical', OVER), textLacks: ['abruptly'] },
  },
  'nothing toxic: the text is there': { ...signed(longCourse), check: { ...told(OVER), textMatches: ['abruptly'] } },
});

function steady(): readonly (readonly [number, number])[] {
  return [
    [80, 20],
    [80, 100],
    [80, 240],
    [80, 300],
  ];
}

const noPlan = (more: readonly Json[], sources: Chart = {}) => signed({ ...course(100, more), ...sources });
const withoutDraft = {
  status: 200,
  cards: ['TacrolimusThiopurinePlan warning'],
  suggestionsLack: ['azathioprine'],
} as const;

const azathioprineDraft = kind(
  'azathioprine-draft',
  'No draft of azathioprine beside allopurinol, febuxostat or lymphoma',
  {
    'nothing against it: a draft': {
      ...noPlan([]),
      check: { ...told('TacrolimusThiopurinePlan warning'), textMatches: ['azathioprine'] },
    },
    'allopurinol by ATC': { ...noPlan([request(concept(ATC, 'M04AA01', 'allopurinol'), 60)]), check: withoutDraft },
    'allopurinol by text': { ...noPlan([request({ text: 'Allopurinol 300 mg' }, 60)]), check: withoutDraft },
    febuxostat: { ...noPlan([request({ text: 'febuxostat 80 mg tablet' }, 60)]), check: withoutDraft },
    'allopurinol in a statement': {
      ...noPlan([], {
        medicationStatements: [statement({ text: 'Allopurinol 100 mg' }, { effectivePeriod: { start: daysAgo(90) } })],
      }),
      check: withoutDraft,
    },
    'allopurinol that was stopped: a draft': {
      ...noPlan([request({ text: 'Allopurinol 300 mg' }, 300, { status: 'stopped' })]),
      check: { ...told('TacrolimusThiopurinePlan warning'), textMatches: ['Draft azathioprine|azathioprine, dose'] },
    },
    lymphoma: {
      ...noPlan([], also(condition(concept(ICD, 'C83.3', 'Diffuse large B-cell lymphoma')))),
      check: { status: 200, suggestionsLack: ['azathioprine'] },
    },
  },
);

const tpmt = (days: number): Json => ({
  ...{ resourceType: 'ServiceRequest', id: 'tpmt', status: 'active', intent: 'order', authoredOn: daysAgo(days) },
  code: concept(LOINC, '36922-3', 'TPMT gene'),
  subject: { reference: `Patient/${PATIENT_ID}` },
});
const azathioprineAllergy: Json = {
  ...{ resourceType: 'AllergyIntolerance', id: 'allergy', patient: { reference: `Patient/${PATIENT_ID}` } },
  code: concept('http://www.nlm.nih.gov/research/umls/rxnorm', '1256', 'azathioprine'),
  verificationStatus: concept('http://terminology.hl7.org/CodeSystem/allergyintolerance-verification', 'confirmed'),
};
const crohn = { conditions: [condition(concept(ICD, 'K50.90', "Crohn's disease"))] };
const methotrexate = request({ text: 'methotrexate 25 mg s.c. weekly' }, 60);

const stalePlan = kind('stale-plan', 'Old evidence does not hide that there is no plan', {
  'TPMT ordered 91 days ago': {
    ...noPlan([], { testOrders: [tpmt(91)] }),
    check: told('TacrolimusThiopurinePlan warning'),
  },
  'TPMT ordered 89 days ago': { ...noPlan([], { testOrders: [tpmt(89)] }), check: QUIET_ANSWER },
  'on hold for 120 days': {
    ...noPlan([request(AZATHIOPRINE, 120, { status: 'on-hold' })]),
    check: told('TacrolimusMaintenancePlan info'),
  },
  'on hold for toxicity': {
    ...noPlan([request(AZATHIOPRINE, 30, { status: 'on-hold', statusReason: { text: 'leukopenia' } })]),
    check: told('TacrolimusMaintenancePlan info'),
  },
  'on hold for ten days': { ...noPlan([request(AZATHIOPRINE, 10, { status: 'on-hold' })]), check: QUIET_ANSWER },
  'an allergy beside an open order of 120 days': {
    ...noPlan([request(AZATHIOPRINE, 120)], { allergies: [azathioprineAllergy] }),
    check: told('TacrolimusMaintenancePlan info'),
  },
  'methotrexate in ulcerative colitis': { ...noPlan([methotrexate]), check: told('TacrolimusThiopurinePlan warning') },
  "methotrexate in Crohn's disease": { ...noPlan([methotrexate], crohn), check: QUIET_ANSWER },
});

const pregnant = (code: Json) => ({
  ...noPlan([], {
    allergies: [azathioprineAllergy],
    conditions: [condition(concept(ICD, 'K50.90')), condition(code, { id: 'p' })],
  }),
  check: {
    ...told('TacrolimusMaintenancePlan info'),
    textMatches: ['pregnan'],
    suggestionsLack: ['methotrexate', 'tofacitinib', 'upadacitinib', 'ozanimod'],
  },
});

const pregnancyOptions = kind('pregnancy-options', 'No teratogens among the options of a pregnant woman', {
  'Z33.1': pregnant(concept(ICD, 'Z33.1')),
  'supervision of pregnancy': pregnant(concept(ICD, 'O09.91')),
  'SNOMED CT': pregnant(concept(SNOMED, '77386006', 'Pregnant')),
  'in words': pregnant({ text: 'Pregnancy, 14 weeks' }),
  'auf Deutsch': pregnant({ text: 'Schwangerschaft, 14. SSW' }),
});

const procedure = (code: Json, days: number): Json => ({
  ...{ resourceType: 'Procedure', id: 'surgery', status: 'completed', performedDateTime: daysAgo(days), code },
  subject: { reference: `Patient/${PATIENT_ID}` },
});
const afterColectomy = (sources: Chart) => ({
  ...signed({ ...longCourse, ...sources }),
  check: { ...told(OVER), textLacks: ['Endoscopy for mucosal healing'] },
});

const noColon = kind('no-colon', 'After colectomy it is asked whether the course is still needed', {
  'proctocolectomy in words': afterColectomy({
    procedures: [procedure({ text: 'Proctocolectomy with ileal pouch' }, 60)],
  }),
  'total colectomy by SNOMED CT': afterColectomy({
    procedures: [procedure(concept(SNOMED, '26390003', 'Total colectomy'), 60)],
  }),
  'subtotal leaves a rectum': {
    ...signed({ ...longCourse, procedures: [procedure({ text: 'Right hemicolectomy' }, 400)] }),
    check: { ...told(OVER), textMatches: ['[Ee]ndoscop'] },
  },
});

const stage1 = kidney([125, 1], [80, 20], [80, 100], [80, 195]);

const missesTheObvious = kind('misses-the-obvious', 'The card sees what stands in the same chart', {
  'falling from its peak': {
    ...signed(kidney([180, 0.5], [260, 3], [80, 20], [80, 100], [80, 195])),
    check: { ...STAGE_2, textMatches: ['falling from 260'] },
  },
  'not falling enough': {
    ...signed(kidney([230, 0.5], [260, 3], [80, 20], [80, 100], [80, 195])),
    check: { status: 200, textMatches: ['TacrolimusAkiStage'], textLacks: ['falling from'] },
  },
  mesalazine: {
    ...signed({
      ...stage1,
      medicationRequests: [...QUIET.medicationRequests!, request({ text: 'mesalazine 1 g tablets' }, 30)],
    }),
    check: { ...STAGE_1, textMatches: ['mesala[zm]ine'] },
  },
  trimethoprim: {
    ...signed({
      ...stage1,
      medicationRequests: [
        ...QUIET.medicationRequests!,
        request({ text: 'sulfamethoxazole / trimethoprim 800/160' }, 5),
      ],
    }),
    check: { ...STAGE_1, textMatches: ['trimethoprim'] },
  },
  contrast: {
    ...signed({ ...stage1, procedures: [procedure({ text: 'CT abdomen and pelvis with IV contrast' }, 4)] }),
    check: { ...STAGE_1, textMatches: ['contrast'] },
  },
  'contrast two months ago is no cause': {
    ...signed({ ...stage1, procedures: [procedure({ text: 'Coronary angiography with contrast' }, 60)] }),
    check: { ...STAGE_1, textLacks: ['contrast'] },
  },
  'an order after the level': {
    ...signed({
      tacrolimusLevels: [level(18, 3)],
      medicationRequests: [request(TACROLIMUS, 2, { id: 'b' }), ...QUIET.medicationRequests!],
    }),
    check: {
      status: 200,
      textMatches: ['before the (last|latest) (order|change)|order (was )?written after|since (this|that) level'],
    },
  },
  'an infusion': {
    request: signing(
      draft(concept('http://www.nlm.nih.gov/research/umls/rxnorm', '198379', '1 ML tacrolimus 5 MG/ML Injection'), {
        dosageInstruction: [{ route: concept(SNOMED, '47625008', 'Intravenous route') }],
      }),
      having(QUIET, {
        tacrolimusLevels: [level(18, 1)],
        medicationRequests: [
          request(
            concept('http://www.nlm.nih.gov/research/umls/rxnorm', '198379', '1 ML tacrolimus 5 MG/ML Injection'),
            4,
            {
              dosageInstruction: [{ route: concept(SNOMED, '47625008', 'Intravenous route') }],
            },
          ),
          request(AZATHIOPRINE, 3),
        ],
      }),
    ),
    check: { status: 200, textMatches: ['TacrolimusTroughHigh', 'infusion'] },
  },
});

export const CLINICAL_KINDS = [
  ...[baselineOfTheWeekBefore, children, levelAbove100, highCreatinineNoBaseline, badAndNotRepeated],
  ...[resultOlderThanTheDrug, ckd5IsNotDialysis, notJudgedNotSaid, reorder, supplyRanOut, taperBesideToxicity],
  ...[azathioprineDraft, stalePlan, pregnancyOptions, noColon, missesTheObvious],
];
