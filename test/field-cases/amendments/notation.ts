import {
  AS_OF,
  ATC,
  AZATHIOPRINE,
  COLITIS,
  concept,
  condition,
  creatinine,
  daysAgo,
  dispense,
  level,
  LOINC,
  PATIENT,
  PATIENT_ID,
  request,
  RXNORM,
  SNOMED,
  statement,
  TACROLIMUS,
  TACROLIMUS_EXTENDED,
} from '../charts.js';
import type { Chart, Json } from '../charts.js';

/**
 * A chart in few words, so that a pharmacist reads a table and not FHIR: `140@1` is 140 umol/L of yesterday, `tacrolimus 40` an
 * active order of 40 days ago. What is not named is as in the quiet chart: a woman of 41 with ulcerative colitis, on
 * tacrolimus for 55 days beside azathioprine, creatinine near 80, a level of 8.
 */
export interface Story {
  /** `140@1`, `1.8 mg/dL@1`, `>300@2`, `300@1 preliminary`; commas between results. */
  readonly creatinine?: string;
  /** In ng/mL; also `26@1 serum`. */
  readonly levels?: string;
  /** `tacrolimus 40`, `azathioprine 30 on-hold because leukopenia`, `allopurinol 60 stopped`: name, days ago, what else. */
  readonly drugs?: string;
  /** ICD-10 codes or words; commas between them. `K51.0` is not added to them. `R56.9@10`: noted ten days ago. */
  readonly problems?: string;
  /** `Total colectomy 60`: words, days ago. */
  readonly procedures?: string;
  readonly allergies?: string;
  /** `TPMT deficient@30`, `NUDT15 *1/*1@400`. */
  readonly genes?: string;
  /** `TPMT 89`: a test that is ordered, days ago. */
  readonly testOrders?: string;
  /** `potassium 6.1@1` in mmol/L, `magnesium 1.2 mg/dL@1`, `height 140@30` in cm. */
  readonly tests?: string;
  /** `hbsag negative@100`, `c-difficile positive@3 preliminary`: what is looked for before the first dose. Not sent where it is left out. */
  readonly screening?: string;
  readonly sex?: string;
  /** The date of birth. */
  readonly born?: string;
  /** What is ordered now; `tacrolimus` where nothing is named, none on `patient-view`. */
  readonly ordered?: string;
  /** Whatever has no notation, by source. */
  readonly also?: Chart;
}

const ICD = 'http://hl7.org/fhir/sid/icd-10-cm';
const UCUM = 'http://unitsofmeasure.org';
const subject = { reference: `Patient/${PATIENT_ID}` };
const QUIET: Required<Pick<Story, 'creatinine' | 'levels' | 'drugs' | 'problems'>> = {
  creatinine: '80@3, 79@12, 80@40, 81@90, 80@195',
  levels: '8@3',
  drugs: 'tacrolimus@55, azathioprine@45',
  problems: 'ulcerative colitis',
};

export function chartOf(story: Story): Chart {
  const told = { ...QUIET, ...story };
  const drugs = list(told.drugs).map(drugLine);
  const sources: Chart = {
    creatinine: list(told.creatinine).map(result(creatinine, 'umol/L')),
    tacrolimusLevels: list(told.levels).map(result(level, 'ng/mL')),
    medicationRequests: ofType(drugs, 'MedicationRequest'),
    medicationStatements: ofType(drugs, 'MedicationStatement'),
    medicationDispenses: ofType(drugs, 'MedicationDispense'),
    medicationAdministrations: ofType(drugs, 'MedicationAdministration'),
    conditions: list(told.problems).map(problem),
    procedures: list(told.procedures).map(procedure),
    allergies: list(told.allergies).map(allergy),
    thiopurineTests: list(told.genes).map(gene),
    testOrders: list(told.testOrders).map(testOrder),
    ...(story.tests === undefined ? {} : { monitoringTests: list(told.tests).map(otherTest) }),
    ...(story.screening === undefined ? {} : { screeningTests: list(told.screening).map(screen) }),
  };
  const keys = new Set([...Object.keys(sources), ...Object.keys(story.also ?? {})]);
  return Object.fromEntries([...keys].map((key) => [key, [...(story.also?.[key] ?? []), ...(sources[key] ?? [])]]));
}

export function patientOf({ sex, born }: Story): Json {
  return {
    ...PATIENT,
    ...(sex === undefined ? {} : { gender: sex }),
    ...(born === undefined ? {} : { birthDate: born }),
  };
}

/** The orders of this session. */
export function ordersOf({ ordered = 'tacrolimus' }: Story): readonly Json[] {
  return list(ordered).map((line, index) => ({
    ...drugLine(line.includes('@') ? line : `${line}@0`, index),
    id: `draft-${index}`,
    status: 'draft',
    authoredOn: AS_OF,
  }));
}

function list(line: string | undefined): readonly string[] {
  return line === undefined || line === '' ? [] : line.split(',').map((each) => each.trim());
}

function ofType(resources: readonly Json[], type: string): readonly Json[] {
  return resources.filter(({ resourceType }) => resourceType === type);
}

// ---- Results --------------------------------------------------------------------------------------------------------

const STATUSES = ['preliminary', 'corrected', 'amended', 'registered', 'unknown', 'entered-in-error', 'cancelled'];

function result(of: (value: number, days: number, changes?: Json) => Json, unit: string) {
  return (line: string, index: number): Json => {
    const [, sign, value, ownUnit, days, rest] = matched(/^([<>]?)([-\d.]+)(?: ([^@]+))?@([-\d.]+)(?: (.*))?$/, line);
    const measured = ownUnit ?? unit;
    const changes: Json = {
      valueQuantity: {
        value: Number(value),
        unit: measured,
        ...(measured === 'no unit' ? { unit: undefined } : { system: UCUM, code: measured }),
        ...(sign === '' ? {} : { comparator: sign }),
      },
      ...flags(rest ?? ''),
    };
    const resource = of(Number(value), Number(days), { id: `${of.name}-${index}`, ...changes });
    if ((rest ?? '').includes('undated')) delete (resource as Record<string, unknown>).effectiveDateTime;
    return resource;
  };
}

function flags(rest: string): Json {
  const status = STATUSES.find((each) => rest.includes(each));
  const other = rest.includes('of another patient') ? { subject: { reference: 'Patient/other-9' } } : {};
  const specimen = ['serum', 'plasma'].find((each) => rest.includes(each));
  return {
    ...(status === undefined ? {} : { status }),
    ...(specimen === undefined ? {} : { specimen: { display: specimen } }),
    ...other,
  };
}

function gene(line: string, index: number): Json {
  const [, name, value, days] = matched(/^(TPMT|NUDT15) (.+)@(\d+)$/, line);
  return {
    resourceType: 'Observation',
    id: `gene-${index}`,
    status: 'final',
    code:
      name === 'TPMT'
        ? concept(LOINC, '79713-4', 'TPMT gene product metabolic activity interpretation')
        : concept(LOINC, '93192-3', 'NUDT15 gene product metabolic activity'),
    subject,
    effectiveDateTime: daysAgo(Number(days)),
    valueCodeableConcept: { text: value },
  };
}

const TESTS: Readonly<Record<string, readonly [string, string]>> = {
  potassium: ['2823-3', 'mmol/L'],
  magnesium: ['2601-3', 'mmol/L'],
  glucose: ['14749-6', 'mmol/L'],
  height: ['8302-2', 'cm'],
};

function otherTest(line: string, index: number): Json {
  const [, name, value, ownUnit, days] = matched(/^(\w+) ([\d.]+)(?: ([^@]+))?@([\d.]+)$/, line);
  const [code, usualUnit] = TESTS[name!]!;
  const unit = ownUnit ?? usualUnit;
  return {
    resourceType: 'Observation',
    id: `test-${index}`,
    status: 'final',
    code: concept(LOINC, code, name),
    subject,
    effectiveDateTime: daysAgo(Number(days)),
    valueQuantity: { value: Number(value), unit, system: UCUM, code: unit },
  };
}

const SCREENS: Readonly<Record<string, string>> = {
  'c-difficile': '34468-9',
  'cmv-tissue': '10660-9',
  hbsag: '5196-1',
  'anti-hbc': '13952-7',
  'anti-hbc-igm': '31204-1',
  'hbv-dna': '29615-2',
  hiv: '56888-1',
};

function screen(line: string, index: number): Json {
  const [, name, value, days, status = 'final'] = matched(/^([\w-]+) (\w+)@([\d.]+)(?: (\w+))?$/, line);
  return {
    resourceType: 'Observation',
    id: `screen-${index}`,
    status,
    code: concept(LOINC, SCREENS[name!]!, name),
    subject,
    effectiveDateTime: daysAgo(Number(days)),
    valueCodeableConcept: { text: value },
  };
}

// ---- Drugs ----------------------------------------------------------------------------------------------------------

const DRUGS: Readonly<Record<string, Json>> = {
  tacrolimus: TACROLIMUS,
  azathioprine: AZATHIOPRINE,
  'tacrolimus infusion': concept(RXNORM, '198379', '1 ML tacrolimus 5 MG/ML Injection'),
  'tacrolimus extended': TACROLIMUS_EXTENDED,
  'yellow fever vaccine': concept(ATC, 'J07BL01', 'yellow fever, live attenuated'),
  'measles vaccine': concept(ATC, 'J07BD52', 'measles, combinations with mumps and rubella, live attenuated'),
  'influenza vaccine': concept(ATC, 'J07BB02', 'influenza, inactivated, split virus or surface antigen'),
};

/** `azathioprine 30 on-hold because leukopenia`: the name, the days since it was written, then what else is known. */
function drugLine(line: string, index: number): Json {
  const [, name, days, rest = ''] = matched(/^(.+?)@([\d.]+)(?: (.*))?$/, line);
  const drug = DRUGS[name!] ?? { text: name };
  const reason = /because (.+)$/.exec(rest)?.[1];
  const status = /\b(stopped|completed|on-hold|cancelled|draft|unknown)\b/.exec(rest)?.[1];
  const supply = /supply (\d+)/.exec(rest)?.[1];
  const until = /until (\d+)/.exec(rest)?.[1];
  const changed = /changed (\d+)/.exec(rest)?.[1];
  const period = { start: daysAgo(Number(days)), ...(until === undefined ? {} : { end: daysAgo(Number(until)) }) };
  const common: Json = {
    id: `drug-${index}`,
    ...(status === undefined ? {} : { status }),
    ...(reason === undefined ? {} : { statusReason: { text: reason } }),
    ...(changed === undefined ? {} : { meta: { lastUpdated: daysAgo(Number(changed)) } }),
    ...(rest.includes('not given') ? { doNotPerform: true } : {}),
  };
  if (rest.includes('statement')) return statement(drug, { ...common, effectivePeriod: period });
  if (rest.includes('dispensed'))
    return dispense(drug, {
      ...common,
      whenHandedOver: period.start,
      ...(supply === undefined ? {} : { daysSupply: { value: Number(supply), unit: 'd', system: UCUM, code: 'd' } }),
    });
  if (rest.includes('given') && !rest.includes('not given')) {
    return {
      resourceType: 'MedicationAdministration',
      status: 'completed',
      medicationCodeableConcept: drug,
      subject,
      effectiveDateTime: period.start,
      ...common,
    };
  }
  const repeat = until === undefined ? {} : { dosageInstruction: [{ timing: { repeat: { boundsPeriod: period } } }] };
  const supplied =
    supply === undefined
      ? {}
      : { dispenseRequest: { expectedSupplyDuration: { value: Number(supply), unit: 'd', system: UCUM, code: 'd' } } };
  const route = / (rectal|intravenous|oral|topical)\b/.exec(` ${rest}`)?.[1];
  const ROUTES: Record<string, Json> = {
    rectal: concept(SNOMED, '37161004', 'Per rectum'),
    intravenous: concept(SNOMED, '47625008', 'Intravenous route'),
    oral: concept(SNOMED, '26643006', 'Oral route'),
    topical: concept(SNOMED, '6064005', 'Topical route'),
  };
  const routed = route === undefined ? {} : { dosageInstruction: [{ route: ROUTES[route] }] };
  return request(drug, Number(days), { ...common, ...repeat, ...supplied, ...routed });
}

// ---- Diagnoses ------------------------------------------------------------------------------------------------------

function problem(line: string, index: number): Json {
  const [, words, days] = matched(/^(.+?)(?:@([\d.]+))?$/, line);
  const code = /^[A-Z]\d\w(?:\.\w+)?$/.test(words!) ? concept(ICD, words!) : { text: words! };
  return condition(words === 'ulcerative colitis' ? COLITIS : code, {
    id: `problem-${index}`,
    ...(days === undefined ? {} : { onsetDateTime: daysAgo(Number(days)) }),
  });
}

function procedure(line: string, index: number): Json {
  const [, words, days] = matched(/^(.+)@([\d.]+)$/, line);
  return {
    resourceType: 'Procedure',
    id: `procedure-${index}`,
    status: 'completed',
    code: { text: words },
    performedDateTime: daysAgo(Number(days)),
    subject,
  };
}

function allergy(line: string, index: number): Json {
  return {
    resourceType: 'AllergyIntolerance',
    id: `allergy-${index}`,
    patient: subject,
    code: { text: line },
    clinicalStatus: concept('http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', 'active'),
    verificationStatus: concept('http://terminology.hl7.org/CodeSystem/allergyintolerance-verification', 'confirmed'),
  };
}

function testOrder(line: string, index: number): Json {
  const [, name, days] = matched(/^(TPMT|NUDT15)@(\d+)$/, line);
  return {
    resourceType: 'ServiceRequest',
    id: `order-${index}`,
    status: 'active',
    intent: 'order',
    authoredOn: daysAgo(Number(days)),
    code: name === 'TPMT' ? concept(LOINC, '36922-3', 'TPMT gene') : { text: 'NUDT15 genotype' },
    subject,
  };
}

function matched(pattern: RegExp, line: string): readonly (string | undefined)[] {
  const match = pattern.exec(line);
  if (match === null) throw new Error(`"${line}" is not like ${pattern.source}`);
  return match;
}
