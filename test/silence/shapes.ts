import { AS_OF, ATC, concept, daysAgo, LOINC, RXNORM, SNOMED } from '../field-cases/charts.js';
import type { Json } from '../field-cases/charts.js';

/**
 * The shapes in which laboratories and record systems send one thing. Each axis is drawn by itself, so that they meet in
 * ways that nobody wrote down.
 */
export interface Draw {
  /** One of these names, the first of which is the ordinary one. */
  readonly choose: (axis: string, names: readonly [string, ...string[]]) => string;
}

type Choices<T> = Readonly<Record<string, T>>;

export function drawn<T>({ choose }: Draw, axis: string, choices: Choices<T>): T {
  const name = choose(axis, Object.keys(choices) as [string, ...string[]]);
  const choice = choices[name];
  if (choice === undefined && !(name in choices)) throw new Error(`${axis} has no "${name}"`);
  return choice!;
}

// ---- Names and codes ----------------------------------------------------------------------------------------------

const CREATININE_WORDS = {
  English: [
    'Creatinine',
    'CREATININE SERUM',
    'Creatinine, Serum/Plasma',
    'CREAT',
    'S-Creatinine',
    'Creatinine (enzymatic)',
  ],
  German: ['Kreatinin', 'Kreatinin i.S.', 'Kreatinin (enzym.)', 'KREA'],
  French: ['Créatinine', 'Créatininémie', 'CREATININE PLASMATIQUE'],
  Spanish: ['Creatinina', 'Creatinina sérica', 'CREATININA EN SUERO'],
  Italian: ['Creatinina', 'Creatininemia'],
  Portuguese: ['Creatinina', 'Creatinina sanguínea'],
  Dutch: ['Kreatinine', 'Creatinine'],
  Nordic: ['P-Kreatinin', 'S-Kreatinin', 'P-Creatininium', 'P-Krea', 'Kreatiniini'],
  Polish: ['Kreatynina', 'Kreatynina w surowicy'],
  Czech: ['S-kreatinin', 'Kreatinin v séru'],
  Russian: ['Креатинин', 'Креатинин крови'],
  Ukrainian: ['Креатинін'],
  Greek: ['Κρεατινίνη', 'Κρεατινίνη ορού'],
  Turkish: ['Kreatinin', 'KREATİNİN'],
  Japanese: ['クレアチニン', 'クレアチニン(酵素法)', 'ｸﾚｱﾁﾆﾝ', 'CRE'],
  Chinese: ['肌酐', '血清肌酐', '血肌酐'],
  Korean: ['크레아티닌', '크레아티닌(혈청)'],
  'short or misspelt': ['Cr', 'Serum Cr', 'Creatnine', 'Kreatinnin', 'CRTN', 'Сreatinine', 'KREA.1'],
  'of a group': ['Nierenwerte', 'Renal function', 'Kidney profile', 'BMP', 'Serum creatinine (with eGFR)'],
} as const;

const TACROLIMUS_LEVEL_WORDS = {
  English: ['Tacrolimus', 'Tacrolimus level', 'TACROLIMUS TROUGH', 'FK506', 'FK 506 level', 'Prograf level'],
  German: ['Tacrolimus', 'Tacrolimus-Spiegel', 'Tacrolimus (Talspiegel)', 'FK-506'],
  French: ['Tacrolimus', 'Tacrolimus résiduel', 'Taux résiduel de tacrolimus', 'Tacrolimusémie'],
  Spanish: ['Tacrolimus', 'Niveles de tacrolimus', 'TACROLIMÚS'],
  Italian: ['Tacrolimus', 'Tacrolimus ematico', 'TACROLIMUS-EMIA'],
  Nordic: ['B-Takrolimus', 'Takrolimus', 'B-Tacrolimus'],
  Polish: ['Takrolimus'],
  Russian: ['Такролимус', 'Такролимус, концентрация'],
  Japanese: ['タクロリムス', 'タクロリムス血中濃度', 'ﾀｸﾛﾘﾑｽ'],
  Chinese: ['他克莫司', '他克莫司血药浓度'],
  Korean: ['타크로리무스', '타크로리무스 농도'],
  'short or misspelt': ['TAC', 'FK', 'tacrolmus level', 'Takro.', 'TACROLM', 'Тacrolimus', 'TAC C0'],
  'of a group': ['Calcineurin inhibitor trough', 'Immunsuppressiva-Spiegel', 'TDM', 'Drug level', '免疫抑制剤濃度'],
} as const;

const TACROLIMUS_DRUG_WORDS = {
  English: [
    'tacrolimus 1 mg capsules',
    'TACROLIMUS 1MG CAP',
    'Prograf 1 mg',
    'TACROLIMUS1MG',
    'Tacrolimus (PROGRAF) 1 mg PO',
  ],
  German: ['Tacrolimus 1 mg Hartkapseln', 'Prograf 1 mg Hartkapseln', 'Tacni 1 mg', 'Tacforius 1 mg'],
  French: ['TACROLIMUS 1 mg gélule', 'PROGRAF 1 mg, gélule', 'ADOPORT 1 mg'],
  Spanish: ['Tacrolimus 1 mg cápsulas duras', 'ADVAGRAF 1 MG', 'Conferoport 1 mg'],
  Nordic: ['Takrolimus Sandoz 1 mg', 'Prograf 1 mg hård kapsel'],
  Russian: ['Такролимус 1 мг', 'Програф капсулы 1 мг', 'Адваграф 1 мг'],
  Japanese: ['プログラフカプセル1mg', 'タクロリムスカプセル1mg', 'グラセプターカプセル1mg'],
  Chinese: ['他克莫司胶囊', '他克莫司胶囊1mg'],
  Korean: ['타크로리무스캡슐1mg', '프로그랍캡슐1mg'],
  'short or misspelt': [
    'tacrolmus 1 mg',
    'Тacrolimus 1 mg',
    'PROGRAF0.5MG',
    'Tarcolimus 1 mg',
    'FR-900506',
    'tacro 1 mg',
  ],
  'of a group': ['Immunosuppressant per protocol', 'CNI 2 mg bid', 'see scanned prescription', 'Tacrotor 1 mg'],
} as const;

type Words = Readonly<Record<string, readonly string[]>>;

function words(draw: Draw, axis: string, languages: Words): string {
  return draw.choose('words', drawn(draw, axis, languages) as [string, ...string[]]);
}

/** How a thing is coded: a listed code, a spelling of its system, a local code, words alone, nothing. */
function coded(
  draw: Draw,
  listed: Choices<readonly [system: string, code: string]>,
  languages: Words,
): Json | undefined {
  const word = () => words(draw, 'language', languages);
  const code = () => drawn(draw, 'code', listed);
  return drawn<() => Json | undefined>(draw, 'coding', {
    listed: () => concept(...code()),
    'listed, with words': () => {
      // Drawn once: a number of one list under the name of another that is held whole is positively another drug.
      const [system, value] = code();
      return { coding: [{ system, code: value, display: word() }] };
    },
    'listed, https': () => concept(...respelled(code(), (system) => system.replace('http://', 'https://'))),
    'listed, a slash behind': () => concept(...respelled(code(), (system) => `${system}/`)),
    'listed, capitals': () => concept(...respelled(code(), (system) => system.toUpperCase())),
    'listed, blanks around the code': () => {
      const [system, value] = code();
      return concept(system, ` ${value} `);
    },
    'listed, no system': () => ({ coding: [{ code: code()[1], display: word() }] }),
    'local beside listed': () => {
      const [system, value] = code();
      return {
        coding: [
          { system: 'urn:hosp:lab', code: 'L-7', display: word() },
          { system, code: value },
        ],
      };
    },
    'local, with words': () => concept('urn:hosp:lab', 'L-7', word()),
    'local, words in text': () => ({ ...concept('urn:hosp:lab', 'L-7'), text: word() }),
    'local, no words': () => concept('urn:hosp:lab', 'L-7'),
    'words in text alone': () => ({ text: word() }),
    'words in capitals': () => ({ text: word().toUpperCase() }),
    'display alone': () => ({ coding: [{ display: word() }] }),
    'concept is a text': () => word() as unknown as Json,
    'concept in a list': () => [concept(...code())] as unknown as Json,
    'coding as an object': () => {
      const [system, value] = code();
      return { coding: { system, code: value } };
    },
    'empty concept': () => ({}),
    'no concept': () => undefined,
  })();
}

function respelled([system, code]: readonly [string, string], spell: (system: string) => string): [string, string] {
  return [spell(system), code];
}

const NPU = 'urn:oid:1.2.208.176.2.1';
const JLAC10 = 'urn:oid:1.2.392.200119.4.504';

export function creatinineCode(draw: Draw): Json | undefined {
  const listed = {
    'LOINC mass': [LOINC, '2160-0'],
    'LOINC molar': [LOINC, '14682-9'],
    'LOINC blood': [LOINC, '38483-4'],
    'LOINC venous': [LOINC, '101475-2'],
    'LOINC by OID': ['urn:oid:2.16.840.1.113883.6.1', '2160-0'],
    NPU: [NPU, 'NPU18016'],
    'UK SNOMED CT': [SNOMED, '1000731000000107'],
    JLAC10: [JLAC10, '3C015000002327101'],
  } as const;
  return coded(draw, listed, CREATININE_WORDS);
}

export function levelCode(draw: Draw): Json | undefined {
  const listed = {
    'LOINC trough': [LOINC, '77348-1'],
    'LOINC trough, older': [LOINC, '33929-1'],
    'LOINC blood': [LOINC, '11253-2'],
    'LOINC by method': [LOINC, '74097-7'],
    'LOINC by OID': ['urn:oid:2.16.840.1.113883.6.1', '11253-2'],
  } as const;
  return coded(draw, listed, TACROLIMUS_LEVEL_WORDS);
}

// ---- Values -------------------------------------------------------------------------------------------------------

/** `[value, unit]` of the same amount; the numbers are what a laboratory would print. */
export const CREATININE_TRIPLED = {
  'umol/L': [240, 'umol/L'],
  'µmol/l': [240, 'µmol/l'],
  'μmol/L (Greek)': [240, 'μmol/L'],
  'micromol/L': [240, 'micromol/L'],
  'mg/dL': [2.71, 'mg/dL'],
  'mg/dl': [2.71, 'mg/dl'],
  'MG/DL': [2.71, 'MG/DL'],
  'mg/L': [27.1, 'mg/L'],
  'mmol/L': [0.24, 'mmol/L'],
  'mg%': [2.71, 'mg%'],
  'no unit': [240, ''],
  'unknown unit': [240, 'KU'],
  'absurd unit': [240, 'pmol/L'],
} as const satisfies Choices<readonly [number, string]>;

export const LEVEL_22 = {
  'ng/mL': [22, 'ng/mL'],
  'ng/ml': [22, 'ng/ml'],
  'NG/ML': [22, 'NG/ML'],
  'ng/ML': [22, 'ng/ML'],
  'ug/L': [22, 'ug/L'],
  'µg/l': [22, 'µg/l'],
  'mcg/L': [22, 'mcg/L'],
  'nmol/L': [27.4, 'nmol/L'],
  'ug/dL': [2.2, 'ug/dL'],
  'no unit': [22, ''],
  'unknown unit': [22, 'TAC-U'],
} as const satisfies Choices<readonly [number, string]>;

const UCUM = 'http://unitsofmeasure.org';

/** The members of an Observation that carry its value. */
export function value(draw: Draw, amounts: Choices<readonly [number, string]>, code: Json | undefined): Json {
  const [amount, unit] = drawn(draw, 'unit', amounts);
  const quantity = (changes: Json = {}): Json => ({ value: amount, ...(unit === '' ? {} : { unit }), ...changes });
  const text = `${amount} ${unit}`.trim();
  return drawn<() => Json>(draw, 'shape', {
    'quantity, unit': () => ({ valueQuantity: quantity() }),
    'quantity, coded': () => ({ valueQuantity: quantity(unit === '' ? {} : { system: UCUM, code: unit }) }),
    'quantity, code alone': () => ({
      valueQuantity: { value: amount, ...(unit === '' ? {} : { system: UCUM, code: unit }) },
    }),
    'quantity, value as a text': () => ({ valueQuantity: quantity({ value: String(amount) }) }),
    'quantity, decimal comma': () => ({ valueQuantity: quantity({ value: String(amount).replace('.', ',') }) }),
    'quantity, above': () => ({ valueQuantity: quantity({ comparator: '>' }) }),
    'quantity in a list': () => ({ valueQuantity: [quantity()] }),
    text: () => ({ valueString: text }),
    'text, comma': () => ({ valueString: text.replace('.', ',') }),
    'text, flagged': () => ({ valueString: `${text} (H)` }),
    'text, starred': () => ({ valueString: `*${text}` }),
    'text, above': () => ({ valueString: `>${text}` }),
    integer: () => ({ valueInteger: Math.round(amount) }),
    'a bare value': () => ({ value: amount }),
    'R5 or logical value': () => ({ value: quantity() }),
    'coded text': () => ({ valueCodeableConcept: { text } }),
    component: () => ({ component: [{ code: code ?? {}, valueQuantity: quantity() }] }),
    'component under a panel': () => ({
      code: concept(LOINC, '24323-8', 'Comprehensive metabolic panel'),
      component: [
        { code: concept(LOINC, '2951-2', 'Sodium'), valueQuantity: { value: 140, unit: 'mmol/L' } },
        { code: code ?? {}, valueQuantity: quantity() },
      ],
    }),
    'in a note': () => ({ note: [{ text: `result: ${text}` }] }),
    'absent, by reason': () => ({
      dataAbsentReason: concept('http://terminology.hl7.org/CodeSystem/data-absent-reason', 'error'),
    }),
    'nothing at all': () => ({}),
  })();
}

// ---- Status, time, specimen ---------------------------------------------------------------------------------------

/** Only `entered-in-error` and `cancelled` are no news, and neither is drawn. */
export function resultStatus(draw: Draw): unknown {
  return drawn(draw, 'status', {
    ...{ final: 'final', amended: 'amended', corrected: 'corrected', preliminary: 'preliminary' },
    ...{ registered: 'registered', unknown: 'unknown', FINAL: 'FINAL', F: 'F', complete: 'completed', none: undefined },
    ...{ null: null, empty: '', 'a number': 3, appended: 'appended' },
  });
}

/** The members that say when, for something of `days` ago. */
export function resultTime(draw: Draw, days: number): Json {
  const iso = daysAgo(days);
  const ahead = (minutes: number) => new Date(Date.parse(AS_OF) + minutes * 60_000).toISOString();
  return drawn<() => Json>(draw, 'time', {
    'instant, Z': () => ({ effectiveDateTime: iso }),
    'instant, milliseconds': () => ({ effectiveDateTime: iso.replace('Z', '.123Z') }),
    'offset +09:00': () => ({ effectiveDateTime: inZone(iso, 9).replace('Z', '+09:00') }),
    'offset +0900': () => ({ effectiveDateTime: inZone(iso, 9).replace('Z', '+0900') }),
    'no offset': () => ({ effectiveDateTime: iso.replace('Z', '') }),
    'no seconds': () => ({ effectiveDateTime: iso.replace(':00Z', 'Z') }),
    'a blank for the T': () => ({ effectiveDateTime: iso.replace('T', ' ') }),
    'small letters': () => ({ effectiveDateTime: iso.toLowerCase() }),
    date: () => ({ effectiveDateTime: iso.slice(0, 10) }),
    month: () => ({ effectiveDateTime: iso.slice(0, 7) }),
    year: () => ({ effectiveDateTime: iso.slice(0, 4) }),
    slashes: () => ({ effectiveDateTime: iso.slice(0, 10).replaceAll('-', '/') }),
    'HL7 v2': () => ({ effectiveDateTime: iso.replaceAll(/[-:TZ]/g, '') }),
    'in words': () => ({ effectiveDateTime: 'yesterday' }),
    epoch: () => ({ effectiveDateTime: Date.parse(iso) }),
    period: () => ({ effectivePeriod: { start: iso, end: iso } }),
    'period, start alone': () => ({ effectivePeriod: { start: iso } }),
    'period, end alone': () => ({ effectivePeriod: { end: iso } }),
    'period, empty': () => ({ effectivePeriod: {} }),
    'R5 instant': () => ({ effectiveInstant: iso }),
    timing: () => ({ effectiveTiming: { event: [iso] } }),
    'issued alone': () => ({ issued: iso }),
    none: () => ({}),
    null: () => ({ effectiveDateTime: null }),
    'the year 1': () => ({ effectiveDateTime: '0001-01-01T00:00:00Z' }),
    'the year 1900': () => ({ effectiveDateTime: '1900-01-01' }),
    'the first second': () => ({ effectiveDateTime: '1970-01-01T00:00:00Z' }),
    'in a list': () => ({ effectiveDateTime: [iso] }),
    'three minutes ahead': () => ({ effectiveDateTime: ahead(3) }),
    'two hours ahead': () => ({ effectiveDateTime: ahead(120) }),
  })();
}

function inZone(iso: string, hours: number): string {
  return new Date(Date.parse(iso) + hours * 3_600_000).toISOString().replace('.000Z', 'Z');
}

export function specimen(draw: Draw, kind: 'creatinine' | 'level'): Json {
  const named = (display: string) => () => ({ specimen: { display } });
  const typed = (type: Json) => () => ({
    contained: [{ resourceType: 'Specimen', id: 'sp', type }],
    specimen: { reference: '#sp' },
  });
  const blood = {
    none: () => ({}),
    'whole blood': named('Whole blood'),
    Vollblut: named('Vollblut (EDTA)'),
    全血: named('全血'),
    'EDTA tube': named('EDTA tube'),
    'EDTA plasma tube': named('EDTA plasma tube'),
    'lavender top': named('Lavender top'),
    'by SNOMED CT': typed(concept(SNOMED, '258580003', 'Whole blood sample')),
    'by HL7 v2': typed(concept('http://terminology.hl7.org/CodeSystem/v2-0487', 'BLD')),
    'not there': () => ({ specimen: { reference: 'Specimen/gone' } }),
    'an identifier': () => ({ specimen: { identifier: { value: '4711' } } }),
    serum: named('Serum'),
    plasma: named('Plasma'),
    null: () => ({ specimen: null }),
  };
  const serum = {
    'serum, v2': typed(concept('http://terminology.hl7.org/CodeSystem/v2-0487', 'SER')),
    血清: named('血清'),
    'Heparin-Plasma': named('Heparin-Plasma'),
    Suero: named('Suero'),
    capillary: named('Capillary blood'),
  };
  return drawn<() => Json>(draw, 'specimen', kind === 'level' ? blood : { ...blood, ...serum })();
}

// ---- Nesting ------------------------------------------------------------------------------------------------------

/** One entry of a searchset, or several, that hold the resource in some way. */
export function nested(draw: Draw, resource: Json): readonly unknown[] {
  const { resourceType: type, id } = resource as { resourceType: string; id: string };
  // Only results come in panels; any other kind of record is sent as it is.
  const panel = (changes: Json): Json =>
    type !== 'Observation'
      ? resource
      : {
          ...{ resourceType: 'Observation', id: 'panel', status: 'final', subject: resource.subject },
          ...{ code: concept(LOINC, '24323-8', 'Comprehensive metabolic panel'), effectiveDateTime: daysAgo(1) },
          ...changes,
        };
  const fullUrl = `https://ehr.example/fhir/${type}/${id}`;
  return drawn<() => readonly unknown[]>(draw, 'nesting', {
    entry: () => [{ resource }],
    'entry with its address': () => [{ fullUrl, resource, search: { mode: 'match' } }],
    'entry of a urn': () => [{ fullUrl: 'urn:uuid:0f1d6a52-8a3b-4c55-9a0e-4a4a00000009', resource }],
    'entry without an id': () => [{ resource: { ...resource, id: undefined } }],
    'an include': () => [{ fullUrl, resource, search: { mode: 'include' } }],
    'a Bundle in the entry': () => [
      { resource: { resourceType: 'Bundle', type: 'collection', entry: [{ resource }] } },
    ],
    'two Bundles deep': () => [
      {
        resource: { resourceType: 'Bundle', entry: [{ resource: { resourceType: 'Bundle', entry: [{ resource }] } }] },
      },
    ],
    'the entry is the resource': () => [resource],
    'in a panel': () => [{ resource: panel({ contained: [resource], hasMember: [{ reference: `#${id}` }] }) }],
    'in a panel, without its type': () => [
      {
        resource: panel({
          contained: [{ ...resource, resourceType: undefined }],
          hasMember: [{ reference: `#${id}` }],
        }),
      },
    ],
    'named by a panel, and not there': () => [{ resource: panel({ hasMember: [{ reference: `${type}/${id}` }] }) }],
    'no resourceType': () => [{ fullUrl, resource: { ...resource, resourceType: undefined } }],
    'twice the same': () => [{ resource }, { resource }],
    'an older version before it': () => [
      { resource: { ...resource, meta: { versionId: '1' }, status: 'preliminary' } },
      { resource: { ...resource, meta: { versionId: '2' } } },
    ],
  })();
}

// ---- Drugs --------------------------------------------------------------------------------------------------------

/** The members of a medication resource that name the drug, and whatever they point at. */
export function tacrolimusDrug(draw: Draw): Json {
  const listed = {
    RxNorm: [RXNORM, '198377'],
    'RxNorm ingredient': [RXNORM, '42316'],
    'RxNorm brand': [RXNORM, '108513'],
    ATC: [ATC, 'L04AD02'],
    'ATC, https': ['https://www.whocc.no/atc', 'L04AD02'],
    'SNOMED CT substance': [SNOMED, '386975001'],
    'dm+d': ['https://dmd.nhs.uk', '41770711000001105'],
    NDC: ['http://hl7.org/fhir/sid/ndc', '00469-0617-73'],
    'NDC, 11 digits': ['http://hl7.org/fhir/sid/ndc', '00469061773'],
    'NDC that no list has': ['http://hl7.org/fhir/sid/ndc', '54288-134-01'],
    'PZN that no list has': ['http://fhir.de/CodeSystem/ifa/pzn', '12345678'],
    'SNOMED CT of Australia': [SNOMED, '21921011000036101'],
    'YJ that no list has': ['urn:oid:1.2.392.100495.20.2.73', '3999014M1099'],
  } as const;
  const code = () => coded(draw, listed, TACROLIMUS_DRUG_WORDS);
  const medication = (more: Json = {}): Json => ({ resourceType: 'Medication', id: 'med', code: code(), ...more });
  const contained = (resource: Json, member: Json): Json => ({ contained: [resource], ...member });
  return drawn<() => Json>(draw, 'drug', {
    concept: () => ({ medicationCodeableConcept: code() }),
    'R5 concept': () => ({ medication: { concept: code() } }),
    'the concept in medication': () => ({ medication: code() }),
    'contained Medication': () => contained(medication(), { medicationReference: { reference: '#med' } }),
    'R5 reference to a contained Medication': () =>
      contained(medication(), { medication: { reference: { reference: '#med' } } }),
    'house name and ingredient': () =>
      contained(medication({ code: { text: 'House capsule 7' }, ingredient: [{ itemCodeableConcept: code() }] }), {
        medicationReference: { reference: '#med' },
      }),
    'ingredient alone': () =>
      contained(medication({ code: undefined, ingredient: [{ itemCodeableConcept: code() }] }), {
        medicationReference: { reference: '#med' },
      }),
    'display of a reference': () => ({
      medicationReference: { reference: 'Medication/gone', display: words(draw, 'language', TACROLIMUS_DRUG_WORDS) },
    }),
    'dangling reference': () => ({ medicationReference: { reference: 'Medication/gone' } }),
    'logical identifier': () => ({ medicationReference: { identifier: { system: RXNORM, value: '198377' } } }),
    'local identifier': () => ({ medicationReference: { identifier: { system: 'urn:hosp:formulary', value: 'F-7' } } }),
    'a bare text': () => ({ medicationCodeableConcept: words(draw, 'language', TACROLIMUS_DRUG_WORDS) }),
    masked: () => ({
      medicationCodeableConcept: {
        extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }],
      },
    }),
  })();
}
