import {
  ATC,
  AZATHIOPRINE,
  COLITIS,
  collection,
  concept,
  condition,
  creatinine,
  daysAgo,
  draft,
  having,
  HIGH_LEVEL,
  level,
  LOINC,
  PATIENT,
  PATIENT_ID,
  quantity,
  QUIET,
  request,
  RXNORM,
  SICK,
  SNOMED,
  TACROLIMUS,
  TACROLIMUS_EXTENDED,
} from '../charts.js';
import type { Chart, Json } from '../charts.js';
import {
  call,
  either,
  INJURY_TOLD,
  kind,
  KIDNEY_NOT_CHECKED,
  LEVEL_NOT_CHECKED,
  LEVEL_TOLD,
  QUIET_ANSWER,
  REFUSED,
  signing,
  signingTacrolimus,
  viewing,
} from './kind.js';

/** Bounds, times, routes, plans, brands and ratios; and the kinds of a careful clinician once more. */
const subject = { reference: `Patient/${PATIENT_ID}` };
const told = (...cards: string[]) => ({ status: 200, cards });
const NC = told('TacrolimusNotEvaluated info');
const S1 = told('TacrolimusAkiStage warning'),
  S2 = told('TacrolimusAkiStage critical');
const OVER = 'TacrolimusDurationOver warning';
const s = (x: Chart) => ({ request: signingTacrolimus(having(QUIET, x)) });
const kid = (...r: (readonly [number, number, Json?])[]): Chart => ({
  creatinine: r.map(([v, d, c]) => creatinine(v, d, { id: `c-${d}-${v}`, ...c })),
});
const course = (d: number, more: Json[] = [request(AZATHIOPRINE, 45)]): Chart => ({
  medicationRequests: [request(TACROLIMUS, d), ...more],
});
const also = (...c: Json[]): Chart => ({
  conditions: [condition(COLITIS), ...c.map((x, i) => ({ ...x, id: `also-${i}` }))],
});
const withPatient = (changes: Json, x: Chart, view = false) => {
  const { service, body } = view ? viewing(having(QUIET, x)) : signingTacrolimus(having(QUIET, x));
  const { prefetch, ...rest } = body as { prefetch: Json };
  return {
    request: {
      service,
      body: {
        ...rest,
        prefetch: { ...prefetch, patient: JSON.parse(JSON.stringify({ ...PATIENT, ...changes })) as Json },
      },
    },
  };
};
const ICD = 'http://hl7.org/fhir/sid/icd-10-cm';
const mg = (v: number) => ({ valueQuantity: quantity(v, 'mg/dL'), code: concept(LOINC, '2160-0', 'Creatinine') });

const bounds = kind(
  'open-bound',
  'What leaves open whether it passes the limit is not checked; what does not is silent or fires',
  {
    'level <30': {
      ...s({
        tacrolimusLevels: [
          level(30, 1, { valueQuantity: { ...quantity(30, 'ng/mL'), comparator: '<' } }),
          level(8, 20),
        ],
      }),
      check: LEVEL_NOT_CHECKED,
    },
    'level >14': {
      ...s({ tacrolimusLevels: [level(14, 1, { valueQuantity: { ...quantity(14, 'ng/mL'), comparator: '>' } })] }),
      check: LEVEL_NOT_CHECKED,
    },
    'level >=15': {
      ...s({ tacrolimusLevels: [level(15, 1, { valueQuantity: { ...quantity(15, 'ng/mL'), comparator: '>=' } })] }),
      check: LEVEL_NOT_CHECKED,
    },
    'level <15': {
      ...s({ tacrolimusLevels: [level(15, 1, { valueQuantity: { ...quantity(15, 'ng/mL'), comparator: '<' } })] }),
      check: QUIET_ANSWER,
    },
    'level <=15': {
      ...s({ tacrolimusLevels: [level(15, 1, { valueQuantity: { ...quantity(15, 'ng/mL'), comparator: '<=' } })] }),
      check: QUIET_ANSWER,
    },
    'level <3.0 as text': {
      ...s({ tacrolimusLevels: [level(0, 1, { valueQuantity: undefined, valueString: '<3.0 ng/mL' })] }),
      check: QUIET_ANSWER,
    },
    'level <30 as text': {
      ...s({ tacrolimusLevels: [level(0, 1, { valueQuantity: undefined, valueString: '< 30 ng/mL' })] }),
      check: LEVEL_NOT_CHECKED,
    },
    'level >30': {
      ...s({ tacrolimusLevels: [level(30, 1, { valueQuantity: { ...quantity(30, 'ng/mL'), comparator: '>' } })] }),
      check: told('TacrolimusTroughHigh critical'),
    },
    'creatinine <250': {
      ...s(kid([250, 1, { valueQuantity: { ...quantity(250, 'umol/L'), comparator: '<' } }], [80, 40], [81, 90])),
      check: KIDNEY_NOT_CHECKED,
    },
    'creatinine >80': {
      ...s(kid([80, 1, { valueQuantity: { ...quantity(80, 'umol/L'), comparator: '>' } }], [80, 40], [81, 90])),
      check: KIDNEY_NOT_CHECKED,
    },
    'creatinine <60': {
      ...s(kid([60, 1, { valueQuantity: { ...quantity(60, 'umol/L'), comparator: '<' } }], [80, 40], [81, 90])),
      check: QUIET_ANSWER,
    },
    'creatinine <0.4 mg/dL': {
      ...s(
        kid([0, 1, { ...mg(0.4), valueQuantity: { ...quantity(0.4, 'mg/dL'), comparator: '<' } }], [80, 40], [81, 90]),
      ),
      check: QUIET_ANSWER,
    },
    'creatinine <3 mg/dL': {
      ...s(kid([0, 1, { ...mg(3), valueQuantity: { ...quantity(3, 'mg/dL'), comparator: '<' } }], [80, 40], [81, 90])),
      check: KIDNEY_NOT_CHECKED,
    },
    'creatinine >2000': {
      ...s(kid([2000, 1, { valueQuantity: { ...quantity(2000, 'umol/L'), comparator: '>' } }], [80, 40], [81, 90])),
      check: S2,
    },
    'an older open bound is no news': {
      ...s({
        tacrolimusLevels: [level(8, 1), level(30, 5, { valueQuantity: { ...quantity(30, 'ng/mL'), comparator: '<' } })],
      }),
      check: QUIET_ANSWER,
    },
    'chart opened: level <30': {
      request: viewing(
        having(QUIET, {
          tacrolimusLevels: [level(30, 1, { valueQuantity: { ...quantity(30, 'ng/mL'), comparator: '<' } })],
        }),
      ),
      check: LEVEL_NOT_CHECKED,
    },
  },
);

const when = kind(
  'time-of-a-result',
  'A period of weeks, and a day before birth, do not tell when a result was taken',
  {
    'a period of months that ended yesterday': {
      ...s(
        kid(
          [250, 200, { effectiveDateTime: undefined, effectivePeriod: { start: daysAgo(200), end: daysAgo(1) } }],
          [80, 3],
          [80, 40],
          [81, 90],
        ),
      ),
      check: KIDNEY_NOT_CHECKED,
    },
    'a period of months that ended long ago': {
      ...s(
        kid(
          [250, 300, { effectiveDateTime: undefined, effectivePeriod: { start: daysAgo(300), end: daysAgo(30) } }],
          [80, 3],
          [80, 40],
          [81, 90],
        ),
      ),
      check: QUIET_ANSWER,
    },
    'a period of a quarter of an hour': {
      ...s(
        kid(
          [250, 1, { effectiveDateTime: undefined, effectivePeriod: { start: daysAgo(1), end: daysAgo(0.99) } }],
          [80, 40],
          [81, 90],
        ),
      ),
      check: S2,
    },
    'before birth, issued yesterday': {
      ...s(kid([250, 1, { effectiveDateTime: '1970-03-01', issued: daysAgo(1) }], [80, 3], [80, 40], [81, 90])),
      check: KIDNEY_NOT_CHECKED,
    },
    'before birth, issued long ago': {
      ...s(kid([250, 1, { effectiveDateTime: '1970-03-01', issued: daysAgo(400) }], [80, 3], [80, 40], [81, 90])),
      check: QUIET_ANSWER,
    },
    'before birth, never issued': {
      ...s(kid([250, 1, { effectiveDateTime: '1984-03-01' }], [80, 3], [80, 40], [81, 90])),
      check: KIDNEY_NOT_CHECKED,
    },
    'level: a stay of three weeks': {
      ...s({
        tacrolimusLevels: [
          level(22, 20, { effectiveDateTime: undefined, effectivePeriod: { start: daysAgo(21), end: daysAgo(0.5) } }),
          level(8, 3),
        ],
      }),
      check: LEVEL_NOT_CHECKED,
    },
    'a period by dates of one day': {
      ...s(
        kid(
          [250, 1, { effectiveDateTime: undefined, effectivePeriod: { start: '2026-11-21', end: '2026-11-21' } }],
          [80, 40],
          [81, 90],
        ),
      ),
      check: S2,
    },
  },
);

const drug = (text: string) => ({ request: signing(draft({ text }), HIGH_LEVEL) });
const OTHER_DRUGS = [
  ...[
    'Panimun Bioral 50 mg',
    'Rapamune 1 mg',
    'Everolimus 1 mg',
    'Pimecrolimus cream',
    'Temsirolimus 25 mg',
    'Biolimus',
  ],
  ...['Gastrografin 76 %', 'Urografin 60', 'Grafalon 20 mg/ml', 'Limbitrol', 'Redoxon 1 g'],
];
const brands = kind(
  'brand-without-a-code',
  'A brand in no list that sounds like one of ours is a drug that is not known; other drugs stay quiet',
  {
    ...Object.fromEntries(
      ['Tacgraf 0.5mg cap', 'Talgraf 1', 'Renograf 1 mg', 'Eligraf', 'Пантграф'].map((x) => [
        x,
        { ...drug(x), check: REFUSED },
      ]),
    ),
    ...Object.fromEntries(
      ['โปรกราฟ 1 มก.', 'ยาโปรกราฟ', 'Graceptor 1mg', 'Tacrobell', 'TACRO-1'].map((x) => [
        x,
        { ...drug(x), check: LEVEL_TOLD },
      ]),
    ),
    ...Object.fromEntries(OTHER_DRUGS.map((x) => [x, { ...drug(x), check: QUIET_ANSWER }])),
  },
);

const route = (code: string, display: string) => concept(SNOMED, code, display);
const routes = (...r: Json[]) => ({ dosageInstruction: r.map((x) => ({ route: x })) });
const ING = concept(RXNORM, '42316', 'tacrolimus');
const bothRoutes = kind('two-routes', 'A drug that is swallowed is systemic, whatever else is done with it', {
  'oral and topical': {
    request: signing(
      draft(ING, routes(route('26643006', 'Oral route'), route('6064005', 'Topical route'))),
      HIGH_LEVEL,
    ),
    check: LEVEL_TOLD,
  },
  'topical and oral': {
    request: signing(
      draft(ING, routes(route('6064005', 'Topical route'), route('26643006', 'Oral route'))),
      HIGH_LEVEL,
    ),
    check: LEVEL_TOLD,
  },
  'oral and topical in words': {
    request: signing(draft({ text: 'tacrolimus' }, routes({ text: 'topical' }, { text: 'oral' })), HIGH_LEVEL),
    check: LEVEL_TOLD,
  },
  'topical only': {
    request: signing(draft(ING, routes(route('6064005', 'Topical route'))), HIGH_LEVEL),
    check: QUIET_ANSWER,
  },
  'ointment, both routes': {
    request: signing(
      draft(
        { text: 'tacrolimus 0.1 % ointment' },
        routes(route('6064005', 'Topical route'), route('26643006', 'Oral route')),
      ),
      HIGH_LEVEL,
    ),
    check: either(QUIET_ANSWER, LEVEL_TOLD),
  },
});
const onlyLine = (line: Json) => ({
  request: viewing(having(SICK, { tacrolimusLevels: [], medicationRequests: [line] })),
});
const plans = kind('planned-order', 'Of a plan that is due nobody knows whether the drug is taken: it is said', {
  'active plan': {
    ...onlyLine(request(TACROLIMUS, 100, { intent: 'plan' })),
    check: either({ status: 200, textMatches: ['Not checked'] }, INJURY_TOLD),
  },
  'cancelled plan': {
    ...onlyLine(request(TACROLIMUS, 100, { intent: 'plan', status: 'cancelled' })),
    check: QUIET_ANSWER,
  },
  'plan for later': {
    ...onlyLine(
      request(TACROLIMUS, 1, {
        intent: 'plan',
        dosageInstruction: [{ timing: { repeat: { boundsPeriod: { start: daysAgo(-30) } } } }],
      }),
    ),
    check: QUIET_ANSWER,
  },
  'plan of two years ago': { ...onlyLine(request(TACROLIMUS, 800, { intent: 'plan' })), check: QUIET_ANSWER },
  'plan beside the order': {
    ...s({
      medicationRequests: [
        request(TACROLIMUS, 55),
        request(TACROLIMUS, 50, { id: 'p', intent: 'plan' }),
        request(AZATHIOPRINE, 45),
      ],
    }),
    check: QUIET_ANSWER,
  },
});
const dx = (code: Json) => ({ ...s({ ...course(100, []), conditions: [condition(code)] }) });
const icd11 = kind('icd-11', 'ICD-11 says which bowel disease it is', {
  DD71: {
    ...dx(concept('http://id.who.int/icd/release/11/mms', 'DD71')),
    check: told('TacrolimusThiopurinePlan warning'),
  },
  'DD71.1 dated': {
    ...dx(concept('http://id.who.int/icd/release/11/2024-01/mms', 'DD71.1')),
    check: told('TacrolimusThiopurinePlan warning'),
  },
  'DD70.0 cluster': {
    ...dx(concept('http://id.who.int/icd/release/11/mms', 'DD70.0&XS25')),
    check: told('TacrolimusThiopurinePlan warning'),
  },
  'DD91 is not': {
    ...dx(concept('http://id.who.int/icd/release/11/mms', 'DD91.0', 'Irritable bowel syndrome')),
    check: told('TacrolimusThiopurinePlan info'),
  },
});
const other = (code: Json, unit: string, value = 5) => ({
  ...s({
    creatinine: [creatinine(value, 0.5, { id: 'x', code, valueQuantity: { value, unit } }), ...QUIET.creatinine!],
  }),
});
const ratios = kind(
  'ratio-to-creatinine',
  'A ratio to creatinine is another test, unless its amount is one of creatinine',
  {
    'Guanidinoacetate/creatinine': {
      ...other({ text: 'Guanidinoacetate/creatinine' }, 'mmol/mol'),
      check: QUIET_ANSWER,
    },
    'Calcium / Creatinine ratio': { ...other({ text: 'Calcium / Creatinine' }, 'mmol/mmol'), check: QUIET_ANSWER },
    'Orotat/Kreatinin': { ...other({ text: 'Orotat/Kreatinin' }, 'mmol/mol'), check: QUIET_ANSWER },
    'プロリン/クレアチニン': { ...other({ text: 'プロリン/クレアチニン' }, 'umol/mmol'), check: QUIET_ANSWER },
    'Homovanillate/creatinine in mg/g': { ...other({ text: 'Homovanillate/Creatinine' }, 'mg/g'), check: QUIET_ANSWER },
    'Urea/Creatinine in umol/L is one': {
      ...other({ text: 'Urea/Creatinine' }, 'umol/L', 250),
      check: KIDNEY_NOT_CHECKED,
    },
    'Creatinine/serum is creatinine': {
      ...other({ text: 'Creatinine/serum' }, 'umol/L', 250),
      check: KIDNEY_NOT_CHECKED,
    },
    'S/Creatinine': { ...other({ text: 'S/Creatinine' }, 'umol/L', 250), check: KIDNEY_NOT_CHECKED },
  },
);

const clinical = kind('clinical-again', 'What a careful clinician would want, in other words, units and languages', {
  // baseline of week before
  'baseline: two values of the week before, mg/dL, doubled': {
    ...s({ ...course(30), ...kid([0, 1, mg(1.6)], [0, 10, mg(1.3)], [0, 31, mg(0.8)], [0, 35, mg(1.1)]) }),
    check: S2,
  },
  'baseline: on the day of the first dose by date only': {
    ...s({ ...course(30), ...kid([140, 1], [110, 10], [70, 30, { effectiveDateTime: '2026-10-23' }]) }),
    check: S2,
  },
  'baseline: 8 days before is the median window': {
    ...s({ ...course(30), ...kid([140, 1], [110, 10], [70, 38.5]) }),
    check: S2,
  },
  // children
  'child 364 days old': { ...withPatient({ birthDate: '2025-11-23' }, kid([50, 1], [25, 5], [24, 90])), check: NC },
  'child one year today': { ...withPatient({ birthDate: '2025-11-22' }, kid([50, 1], [25, 5], [24, 90])), check: S2 },
  'child by a year only': { ...withPatient({ birthDate: '2015' }, kid([80, 0.1], [40, 2], [41, 90])), check: S2 },
  'birth date missing: judged': {
    ...withPatient({ birthDate: undefined }, kid([170, 1], [80, 20], [80, 90])),
    check: { status: 200, textMatches: ['TacrolimusAkiStage'] },
  },
  'birth date with a time': {
    ...withPatient({ birthDate: '2016-04-02T00:00:00Z' }, kid([80, 0.1], [40, 2], [41, 90])),
    check: S2,
  },
  'birth date in the future': {
    ...withPatient({ birthDate: '2076-04-02' }, kid([170, 1], [80, 20], [80, 90])),
    check: { status: 200, noCards: false },
  },
  'child: Schwartz below 35, ratio 1.6': {
    ...withPatient(
      { birthDate: '2016-04-02' },
      {
        ...kid([320, 1], [200, 20], [200, 90]),
        monitoringTests: [
          {
            resourceType: 'Observation',
            id: 'h',
            status: 'final',
            subject,
            effectiveDateTime: daysAgo(10),
            code: concept(LOINC, '8302-2', 'Body height'),
            valueQuantity: quantity(130, 'cm'),
          },
        ],
      },
    ),
    check: S2,
  },
  // level units
  'level 0.022 mg/L': {
    ...s({ tacrolimusLevels: [level(0.022, 1, { valueQuantity: quantity(0.022, 'mg/L') })] }),
    check: told('TacrolimusTroughHigh critical'),
  },
  'level 22 ug/L': {
    ...s({ tacrolimusLevels: [level(22, 1, { valueQuantity: quantity(22, 'ug/L') })] }),
    check: told('TacrolimusTroughHigh critical'),
  },
  'level 22 mcg/L': {
    ...s({ tacrolimusLevels: [level(22, 1, { valueQuantity: { value: 22, unit: 'mcg/L' } })] }),
    check: told('TacrolimusTroughHigh critical'),
  },
  'level 25 nmol/L is 20.1': {
    ...s({ tacrolimusLevels: [level(25, 1, { valueQuantity: quantity(25, 'nmol/L') })] }),
    check: told('TacrolimusTroughHigh critical'),
  },
  'level 18 nmol/L is 14.5': {
    ...s({ tacrolimusLevels: [level(18, 1, { valueQuantity: quantity(18, 'nmol/L') })] }),
    check: QUIET_ANSWER,
  },
  'level 2.2 ug/dL': {
    ...s({ tacrolimusLevels: [level(2.2, 1, { valueQuantity: quantity(2.2, 'ug/dL') })] }),
    check: told('TacrolimusTroughHigh critical'),
  },
  // high creat
  'high creatinine: 2.6 mg/dL only one': {
    ...s({ ...course(10), ...kid([0, 1, mg(2.6)]) }),
    check: told('TacrolimusAkiRisk warning'),
  },
  'high creatinine of a child without height': {
    ...withPatient({ birthDate: '2016-04-02' }, { ...course(10), ...kid([300, 1]) }),
    check: { status: 200, noCards: false },
  },
  'high creatinine, sex unknown': {
    ...withPatient({ gender: 'unknown' }, { ...course(10), ...kid([400, 1]) }),
    check: { status: 200, noCards: false },
  },
  // bad and not repeated
  'stage 2, 31 days, viewed': { request: viewing(having(QUIET, kid([170, 31], [80, 100], [80, 195]))), check: S1 },
  'stage 3 35 d ago, a preliminary normal since': {
    ...s(kid([80, 1, { status: 'preliminary' }], [300, 35], [80, 100], [80, 195])),
    check: { status: 200, textMatches: ['TacrolimusAkiStage'] },
  },
  'level 24, 50 d ago, a serum level since': {
    ...s({
      ...course(100),
      tacrolimusLevels: [level(6, 1, { code: concept(LOINC, '35149-4', 'Tacrolimus Serum') }), level(24, 50)],
    }),
    check: { status: 200, textMatches: ['TacrolimusTroughHigh'] },
  },
  // level in serum
  'serum 26': {
    ...s({ tacrolimusLevels: [level(26, 1, { specimen: { display: 'Serum' } }), level(8, 20)] }),
    check: { status: 200, textMatches: ['TacrolimusTroughHigh', 'serum'] },
  },
  'plasma by specimen reference, 26': {
    ...s({
      tacrolimusLevels: [
        level(26, 1, {
          contained: [{ resourceType: 'Specimen', id: 's', type: concept(SNOMED, '119361006', 'Plasma specimen') }],
          specimen: { reference: '#s' },
        }),
        level(8, 20),
      ],
    }),
    check: { status: 200, textMatches: ['TacrolimusTroughHigh'] },
  },
  'serum 8 alone': {
    ...s({ tacrolimusLevels: [level(8, 1, { specimen: { display: 'Serum' } })] }),
    check: LEVEL_NOT_CHECKED,
  },
  'serum, preliminary 26': {
    ...s({ tacrolimusLevels: [level(26, 1, { status: 'preliminary', specimen: { display: 'Serum' } }), level(8, 20)] }),
    check: either(LEVEL_TOLD, LEVEL_NOT_CHECKED),
  },
  // preliminary
  'preliminary level 28': {
    ...s({ tacrolimusLevels: [level(28, 0.5, { status: 'preliminary' }), level(8, 3)] }),
    check: { status: 200, textMatches: ['28 ng/mL'] },
  },
  'preliminary creatinine tripled': {
    ...s(kid([250, 0.5, { status: 'preliminary' }], [80, 3], [80, 40], [81, 90])),
    check: { status: 200, textMatches: ['250 umol/L', 'Not checked'] },
  },
  'preliminary by registered status with value': {
    ...s({ tacrolimusLevels: [level(28, 0.5, { status: 'registered' }), level(8, 3)] }),
    check: { status: 200, textMatches: ['Not checked'] },
  },
  'preliminary >30': {
    ...s({
      tacrolimusLevels: [
        level(30, 0.5, { status: 'preliminary', valueQuantity: { ...quantity(30, 'ng/mL'), comparator: '>' } }),
        level(8, 3),
      ],
    }),
    check: { status: 200, textMatches: ['30 ng/mL'] },
  },
  // ckd5 not dialysis
  'ICD-10-GM N18.5 G': {
    ...s({
      ...kid([700, 1], [420, 20], [430, 100], [425, 200]),
      ...also(condition(concept('http://fhir.de/CodeSystem/bfarm/icd-10-gm', 'N18.5'))),
    }),
    check: S2,
  },
  'CKD 5 in German words': {
    ...s({
      ...kid([700, 1], [420, 20], [430, 100], [425, 200]),
      ...also(condition({ text: 'Chronische Nierenkrankheit, Stadium 5' })),
    }),
    check: S2,
  },
  'predialysis education': {
    ...s({
      ...kid([700, 1], [420, 20], [430, 100], [425, 200]),
      ...also(condition({ text: 'Pre-dialysis counselling' })),
    }),
    check: S2,
  },
  'dialysis refused': {
    ...s({ ...kid([700, 1], [420, 20], [430, 100], [425, 200]), ...also(condition({ text: 'Declines dialysis' })) }),
    check: S2,
  },
  'peritoneal dialysis status': {
    ...s({
      ...kid([700, 1], [420, 20], [430, 100], [425, 200]),
      ...also(condition({ text: 'On peritoneal dialysis' })),
    }),
    check: NC,
  },
  // not judged not said
  'graft in Spanish, doubled': {
    ...s({ ...kid([230, 1], [110, 20], [108, 100]), ...also(condition({ text: 'Trasplante renal 2018' })) }),
    check: NC,
  },
  'CRRT 5 days ago': {
    ...s({
      ...kid([230, 1], [110, 20], [108, 100]),
      procedures: [
        {
          resourceType: 'Procedure',
          id: 'd',
          status: 'completed',
          performedPeriod: { start: daysAgo(8), end: daysAgo(5) },
          code: { text: 'CRRT' },
          subject,
        },
      ],
    }),
    check: NC,
  },
  'haemodialysis planned, not done': {
    ...s({
      ...kid([230, 1], [110, 20], [108, 100]),
      procedures: [
        {
          resourceType: 'Procedure',
          id: 'd',
          status: 'preparation',
          code: concept(SNOMED, '302497006', 'Hemodialysis'),
          subject,
        },
      ],
    }),
    check: S2,
  },
  'haemodialysis undated': {
    ...s({
      ...kid([230, 1], [110, 20], [108, 100]),
      procedures: [
        {
          resourceType: 'Procedure',
          id: 'd',
          status: 'completed',
          code: concept(SNOMED, '302497006', 'Hemodialysis'),
          subject,
        },
      ],
    }),
    check: { status: 200, noCards: false },
  },
  // reorder
  'reorder: stopped by statusChanged today': {
    ...s({
      medicationRequests: [
        request(TACROLIMUS, 230, { status: 'stopped', statusChanged: daysAgo(0) }),
        request(AZATHIOPRINE, 45),
      ],
    }),
    check: told(OVER),
  },
  'reorder IR to ER': {
    ...s({
      medicationRequests: [
        request(TACROLIMUS_EXTENDED, 20, { id: 'b' }),
        request(TACROLIMUS, 230, { status: 'completed' }),
        request(AZATHIOPRINE, 45),
      ],
    }),
    check: { status: 200, textMatches: ['TacrolimusDurationOver'] },
  },
  'cancelled order of long ago is none': {
    ...s({
      medicationRequests: [
        request(TACROLIMUS, 20, { id: 'b' }),
        request(TACROLIMUS, 230, { status: 'cancelled' }),
        request(AZATHIOPRINE, 15),
      ],
    }),
    check: QUIET_ANSWER,
  },
  // supply
  'repeats: 30 d x 3 written 100 days ago, a level': {
    ...s({
      tacrolimusLevels: [level(8, 3)],
      medicationRequests: [
        request(TACROLIMUS, 100, {
          dispenseRequest: { numberOfRepeatsAllowed: 2, expectedSupplyDuration: quantity(30, 'd') },
        }),
        request(AZATHIOPRINE, 45),
      ],
    }),
    check: QUIET_ANSWER,
  },
  'supply in weeks ran out, no level': {
    ...s({
      tacrolimusLevels: [],
      medicationRequests: [
        request(TACROLIMUS, 70, {
          dispenseRequest: {
            expectedSupplyDuration: { value: 4, unit: 'weeks', system: 'http://unitsofmeasure.org', code: 'wk' },
          },
        }),
        request(AZATHIOPRINE, 45),
      ],
    }),
    check: NC,
  },
  // taper
  'taper: K 6.2': {
    ...s({
      ...course(230, [request(AZATHIOPRINE, 200)]),
      ...kid([80, 3], [80, 20], [80, 240], [80, 300]),
      monitoringTests: [
        {
          resourceType: 'Observation',
          id: 'k',
          status: 'final',
          subject,
          effectiveDateTime: daysAgo(1),
          code: concept(LOINC, '2823-3', 'Potassium'),
          valueQuantity: quantity(6.2, 'mmol/L'),
        },
      ],
    }),
    check: { status: 200, textMatches: ['TacrolimusDurationOver', 'TacrolimusElectrolyte'], textLacks: ['abruptly'] },
  },
  // azathioprine draft
  'Zyloric brand': {
    ...s({ ...course(100, [request({ text: 'Zyloric 300 mg' }, 60)]) }),
    check: { status: 200, suggestionsLack: ['azathioprine'], textMatches: ['TacrolimusThiopurinePlan'] },
  },
  'Hodgkin by text German': {
    ...s({ ...course(100, []), ...also(condition({ text: 'Hodgkin-Lymphom 2015' })) }),
    check: { status: 200, suggestionsLack: ['azathioprine'] },
  },
  'no lymphoma: excluded': {
    ...s({ ...course(100, []), ...also(condition({ text: 'Lymphoma excluded' })) }),
    check: { status: 200, textMatches: ['azathioprine'] },
  },
  // stale plan
  'mercaptopurine stopped 200 days ago': {
    ...s({ ...course(100, [request(concept(ATC, 'L01BB02', 'mercaptopurine'), 300, { status: 'stopped' })]) }),
    check: told('TacrolimusMaintenancePlan info'),
  },
  'TPMT in the same session': {
    request: call(
      'order-sign',
      {
        draftOrders: collection([
          draft(TACROLIMUS),
          {
            resourceType: 'ServiceRequest',
            id: 'tp',
            status: 'draft',
            intent: 'order',
            subject,
            code: concept(LOINC, '36922-3', 'TPMT gene'),
          },
        ]),
      },
      having(QUIET, course(100, [])),
    ),
    check: QUIET_ANSWER,
  },
  'TPMT revoked': {
    ...s({
      ...course(100, []),
      testOrders: [
        {
          resourceType: 'ServiceRequest',
          id: 'tp',
          status: 'revoked',
          intent: 'order',
          authoredOn: daysAgo(5),
          subject,
          code: concept(LOINC, '36922-3', 'TPMT gene'),
        },
      ],
    }),
    check: told('TacrolimusThiopurinePlan warning'),
  },
  'vedolizumab active': { ...s(course(100, [request({ text: 'Vedolizumab 300 mg iv' }, 60)])), check: QUIET_ANSWER },
  'ustekinumab stopped': {
    ...s(course(100, [request({ text: 'Ustekinumab 90 mg sc' }, 300, { status: 'stopped' })])),
    check: { status: 200, noCards: false },
  },
  // pregnancy
  'pregnancy ended last year': {
    ...s({
      ...course(100, []),
      ...also(
        condition(concept(ICD, 'Z33.1'), {
          clinicalStatus: concept('http://terminology.hl7.org/CodeSystem/condition-clinical', 'resolved'),
          abatementDateTime: daysAgo(300),
        }),
      ),
    }),
    check: { status: 200, textLacks: ['regnancy is recorded'] },
  },
  'pregnancy test negative': {
    ...s({ ...course(100, []), ...also(condition({ text: 'Pregnancy test negative' })) }),
    check: told('TacrolimusThiopurinePlan warning'),
  },
  grossesse: {
    ...s({
      ...course(100, []),
      allergies: [
        {
          resourceType: 'AllergyIntolerance',
          id: 'a',
          patient: subject,
          code: AZATHIOPRINE,
          verificationStatus: concept(
            'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
            'confirmed',
          ),
        },
      ],
      ...also(condition({ text: 'Grossesse 12 SA' })),
    }),
    check: { status: 200, textMatches: ['regnan'] },
  },
  // no colon
  'IPAA German': {
    ...s({
      ...course(230, [request(AZATHIOPRINE, 200)]),
      procedures: [
        {
          resourceType: 'Procedure',
          id: 'p',
          status: 'completed',
          performedDateTime: daysAgo(60),
          code: { text: 'Proktokolektomie mit ileoanalem Pouch' },
          subject,
        },
      ],
    }),
    check: { ...told(OVER), textLacks: ['Endoscopy for mucosal healing'] },
  },
  'colectomy as a condition': {
    ...s({ ...course(230, [request(AZATHIOPRINE, 200)]), ...also(condition({ text: 'Status post total colectomy' })) }),
    check: { ...told(OVER), textLacks: ['Endoscopy for mucosal healing'] },
  },
  'colectomy planned': {
    ...s({
      ...course(230, [request(AZATHIOPRINE, 200)]),
      procedures: [
        {
          resourceType: 'Procedure',
          id: 'p',
          status: 'not-done',
          performedDateTime: daysAgo(60),
          code: { text: 'Total colectomy' },
          subject,
        },
      ],
    }),
    check: { ...told(OVER), textMatches: ['ndoscop'] },
  },
  // obvious
  'falling: two days later half': {
    ...s(kid([130, 0.2], [260, 2], [80, 20], [80, 100])),
    check: { status: 200, textMatches: ['TacrolimusAkiStage', 'falling from 260'] },
  },
  'gadolinium is no iodine contrast, CT without': {
    ...s({
      ...kid([125, 1], [80, 20], [80, 100], [80, 195]),
      procedures: [
        {
          resourceType: 'Procedure',
          id: 'p',
          status: 'completed',
          performedDateTime: daysAgo(3),
          code: { text: 'CT abdomen without contrast' },
          subject,
        },
      ],
    }),
    check: { ...S1, textLacks: ['contrast'] },
  },
  'result corrected 22 to 9 in one resource of another id': {
    ...s({ tacrolimusLevels: [level(22, 1, { id: 'a' }), level(9, 1, { id: 'b', status: 'corrected' })] }),
    check: QUIET_ANSWER,
  },
  'result amended upward': {
    ...s({ tacrolimusLevels: [level(9, 1, { id: 'a' }), level(22, 1, { id: 'b', status: 'amended' })] }),
    check: told('TacrolimusTroughHigh critical'),
  },
  'ointment by text: tube': {
    request: signing(draft({ text: 'Tacrolimus 30 g tube' }), HIGH_LEVEL),
    check: QUIET_ANSWER,
  },
  'ointment by text: balm': {
    request: signing(draft({ text: 'tacrolimus lip balm 0,03 %' }), HIGH_LEVEL),
    check: QUIET_ANSWER,
  },
  'ointment by text, oral route coded': {
    request: signing(
      draft({ text: 'tacrolimus 0.5 mg/g granules' }, routes(route('26643006', 'Oral route'))),
      HIGH_LEVEL,
    ),
    check: LEVEL_TOLD,
  },
});

export const LEFTOVER_KINDS = [bounds, when, brands, bothRoutes, plans, icd11, ratios, clinical];
