import {
  AS_OF,
  concept,
  creatinine,
  daysAgo,
  having,
  level,
  LOINC,
  QUIET,
  quantity,
  request,
  SNOMED,
  TACROLIMUS,
} from '../charts.js';
import type { Json } from '../charts.js';
import {
  either,
  INJURY_TOLD,
  KIDNEY_NOT_CHECKED,
  kind,
  LEVEL_NOT_CHECKED,
  LEVEL_TOLD,
  QUIET_ANSWER,
  signingTacrolimus,
  viewing,
} from './kind.js';

/** Results: read, or named as left out; what may be the newest is never passed over. */
const [NEWEST, ...OLDER] = [creatinine(250, 1), ...QUIET.creatinine!];
const older = OLDER;
const kidney = (changes: Json) => having(QUIET, { creatinine: [{ ...NEWEST, ...changes }, ...older] });
const without = (resource: Json, ...members: readonly string[]): Json =>
  Object.fromEntries(Object.entries(resource).filter(([name]) => !members.includes(name)));
const KIDNEY = either(INJURY_TOLD, KIDNEY_NOT_CHECKED);
const LEVEL = either(LEVEL_TOLD, LEVEL_NOT_CHECKED);
const injury = (changes: Json) => ({ request: signingTacrolimus(kidney(changes)), check: KIDNEY });
const high = (changes: Json) => ({
  request: signingTacrolimus(having(QUIET, { tacrolimusLevels: [level(22, 1, changes), level(8, 20)] })),
  check: LEVEL,
});
const minutesAhead = (minutes: number) => new Date(Date.parse(AS_OF) + minutes * 60_000).toISOString();

const newerResultLeftOut = kind(
  'newer-result-left-out',
  'A result that may be the newest is read, or the check is one that could not be made; never an older one in its place',
  {
    'creatinine without a time': {
      request: signingTacrolimus(having(QUIET, { creatinine: [without(NEWEST, 'effectiveDateTime'), ...older] })),
      check: either(KIDNEY_NOT_CHECKED),
    },
    'creatinine with an empty period': injury({ effectiveDateTime: undefined, effectivePeriod: {} }),
    'creatinine with a time in words': injury({ effectiveDateTime: 'yesterday' }),
    'creatinine with a time of another spelling': injury({ effectiveDateTime: '2026/11/21 17:00' }),
    'creatinine without an offset': injury({ effectiveDateTime: '2026-11-21T17:00:00' }),
    'creatinine with an offset without a colon': injury({ effectiveDateTime: '2026-11-22T02:00:00+0900' }),
    'creatinine with a blank in the time': injury({ effectiveDateTime: '2026-11-21 17:00:00Z' }),
    'creatinine by effectiveInstant': injury({ effectiveDateTime: undefined, effectiveInstant: daysAgo(1) }),
    'creatinine by effectiveTiming': injury({ effectiveDateTime: undefined, effectiveTiming: { event: [daysAgo(1)] } }),
    'creatinine by STU3 effectivePeriod with an end only': injury({
      effectiveDateTime: undefined,
      effectivePeriod: { end: daysAgo(1) },
    }),
    'creatinine three minutes ahead': injury({ effectiveDateTime: minutesAhead(3) }),
    'creatinine nine hours ahead, a zone taken for UTC': injury({ effectiveDateTime: minutesAhead(540) }),
    'creatinine of status registered': { ...injury({ status: 'registered' }), check: either(KIDNEY_NOT_CHECKED) },
    'creatinine of status preliminary': {
      ...injury({ status: 'preliminary' }),
      check: either(KIDNEY_NOT_CHECKED, INJURY_TOLD),
    },
    'creatinine of status unknown': { ...injury({ status: 'unknown' }), check: either(KIDNEY_NOT_CHECKED) },
    'creatinine without a status': injury({ status: undefined }),
    'creatinine of a status that is none': injury({ status: 'F' }),
    'creatinine of status FINAL': injury({ status: 'FINAL' }),
    'creatinine by text, German': injury({ code: { text: 'Kreatinin i.S.' } }),
    'creatinine by text, Spanish': injury({ code: { text: 'Creatinina sérica' } }),
    'creatinine by text, French': injury({ code: { text: 'Créatinine' } }),
    'creatinine by text, Japanese': injury({ code: { text: 'クレアチニン' } }),
    'creatinine by text, Russian': injury({ code: { text: 'Креатинин крови' } }),
    'creatinine by text, Korean': injury({ code: { text: '크레아티닌' } }),
    'creatinine by text, Chinese': injury({ code: { text: '血清肌酐' } }),
    'creatinine by display under a local code': injury({ code: concept('urn:hosp:lab', 'K-7', 'Kreatinin') }),
    'creatinine under a local code without words': injury({ code: concept('urn:hosp:lab', 'K-7') }),
    'creatinine under a LOINC code in an own system': injury({
      code: concept('urn:oid:2.16.840.1.113883.6.1', '2160-0'),
    }),
    'creatinine under https loinc': injury({ code: concept('https://loinc.org', '14682-9') }),
    'creatinine under loinc with a slash': injury({ code: concept('http://loinc.org/', '14682-9') }),
    'creatinine with a blank in the code': injury({ code: concept(LOINC, ' 14682-9 ') }),
    'creatinine, venous blood': injury({
      code: concept(LOINC, '101475-2', 'Creatinine [Moles/volume] in Venous blood'),
    }),
    'creatinine, NPU': injury({ code: concept('urn:oid:1.2.208.176.2.1', 'NPU18016') }),
    'creatinine, UK SNOMED CT': injury({ code: concept(SNOMED, '1000731000000107') }),
    'creatinine, JLAC10': injury({ code: concept('urn:oid:1.2.392.200119.4.504', '3C015000002327101') }),
    'creatinine in a panel': {
      request: signingTacrolimus(
        having(QUIET, {
          creatinine: [
            without(
              {
                ...NEWEST,
                code: concept(LOINC, '24323-8', 'Comprehensive metabolic panel'),
                component: [{ code: concept(LOINC, '14682-9'), valueQuantity: quantity(250, 'umol/L') }],
              },
              'valueQuantity',
            ),
            ...older,
          ],
        }),
      ),
      check: KIDNEY,
    },
    'creatinine as a text': injury({ valueQuantity: undefined, valueString: '250 umol/L' }),
    'creatinine as a text with a comma': injury({ valueQuantity: undefined, valueString: '2,83 mg/dl' }),
    'creatinine as a bare number': injury({ valueQuantity: undefined, valueInteger: 250 }),
    'creatinine, value as a text': injury({ valueQuantity: { value: '250', unit: 'umol/L' } }),
    'creatinine without a unit': injury({ valueQuantity: { value: 250 } }),
    'creatinine in an unknown unit': injury({ valueQuantity: { value: 250, unit: 'KU' } }),
    'creatinine absent by reason': injury({ valueQuantity: undefined, dataAbsentReason: { text: 'hemolysed' } }),
    'creatinine as a panel with a range': injury({
      valueQuantity: undefined,
      valueRange: { low: quantity(240, 'umol/L'), high: quantity(260, 'umol/L') },
    }),
    'level in EDTA plasma by the tube': high({ specimen: { display: 'EDTA plasma tube' } }),
    'level in lavender top': high({ specimen: { display: 'Lavender top (EDTA)' } }),
    'level with a contained specimen of whole blood': high({
      contained: [{ resourceType: 'Specimen', id: 's', type: { text: 'Vollblut' } }],
      specimen: { reference: '#s' },
    }),
    'level with a specimen that is not there': high({ specimen: { reference: 'Specimen/gone' } }),
    'level without a time': high({ effectiveDateTime: undefined }),
    'level of status unknown': high({ status: 'unknown' }),
    'level by text': high({ code: { text: 'Tacrolimus Talspiegel' } }),
    'level under a local code': high({ code: concept('urn:hosp:lab', 'FK506', 'Tacrolimus-Spiegel') }),
    'level two minutes ahead': high({ effectiveDateTime: minutesAhead(2) }),
    'level at two hours after the dose by its method code': high({ code: concept(LOINC, '74097-7') }),
    'chart opened: creatinine of status unknown': {
      request: viewing(kidney({ status: 'unknown' })),
      check: either(KIDNEY_NOT_CHECKED, { status: 200, textMatches: ['Not checked'] }),
    },
    'entered in error is passed over': { ...injury({ status: 'entered-in-error' }), check: either(QUIET_ANSWER) },
    'cancelled is passed over': { ...injury({ status: 'cancelled' }), check: either(QUIET_ANSWER) },
    'creatinine in urine is another test': {
      ...injury({ code: concept(LOINC, '2161-8', 'Creatinine [Mass/volume] in Urine') }),
      check: either(QUIET_ANSWER),
    },
    'creatinine of a donor is another test': {
      ...injury({ code: { text: 'Donor creatinine' } }),
      check: either(QUIET_ANSWER),
    },
    'creatinine of a control is another test': {
      ...injury({ code: { text: 'Kreatinin QC Level 2' } }),
      check: either(QUIET_ANSWER),
    },
    'creatinine in urine of a day, Swedish, is another test': {
      ...injury({ code: { text: 'Kreatinin i dygnsurin' } }),
      check: either(QUIET_ANSWER),
    },
    'sodium is another test': {
      ...injury({ code: concept(LOINC, '2951-2', 'Sodium'), valueQuantity: quantity(140, 'mmol/L') }),
      check: either(QUIET_ANSWER),
    },
    'another test by text': {
      ...injury({ code: { text: 'Hemoglobin' }, valueQuantity: quantity(130, 'g/L') }),
      check: either(QUIET_ANSWER),
    },
    'an old unknown status is no news': {
      request: signingTacrolimus(having(QUIET, { creatinine: [...older, creatinine(90, 300, { status: 'unknown' })] })),
      check: either(QUIET_ANSWER),
    },
  },
);

const onlyLevel = (changes: Json) => ({
  request: signingTacrolimus(having(QUIET, { tacrolimusLevels: [level(22, 1, changes)] })),
  check: either(LEVEL_TOLD, {
    ...LEVEL_NOT_CHECKED,
    detailLacks: ['There is no tacrolimus level on record', 'no tacrolimus level'],
  }),
});

const allResultsLeftOut = kind('all-results-left-out', 'What came and why it could not be used; not "none on record"', {
  'a local code with the name': onlyLevel({ code: concept('urn:hosp:lab', 'TAC-1', 'Tacrolimus (FK506)') }),
  'a text in Japanese': onlyLevel({ code: { text: 'タクロリムス血中濃度' } }),
  'no unit': onlyLevel({ valueQuantity: { value: 22 } }),
  'status unknown': onlyLevel({ status: 'unknown' }),
  'no time': onlyLevel({ effectiveDateTime: undefined }),
  'no code': onlyLevel({ code: undefined }),
  'all creatinines without a unit': {
    request: signingTacrolimus(having(QUIET, { creatinine: [creatinine(250, 1, { valueQuantity: { value: 250 } })] })),
    check: either(INJURY_TOLD, { ...KIDNEY_NOT_CHECKED, detailLacks: ['There is no usable creatinine on record'] }),
  },
});

const narrowed = (key: string, link: string): ReturnType<typeof signingTacrolimus> => {
  const { service, body } = signingTacrolimus(having(QUIET, { creatinine: [], tacrolimusLevels: [] }));
  const full = body as { prefetch: Record<string, Json> };
  const bundle = { ...full.prefetch[key], link: [{ relation: 'self', url: link }] };
  return { service, body: { ...full, prefetch: { ...full.prefetch, [key]: bundle } } };
};

const noneOnRecordUntrue = kind(
  'none-on-record-untrue',
  '"None on record" only where nothing was left out and the question was as wide as ours',
  {
    'the self link asked for a date': {
      request: narrowed(
        'tacrolimusLevels',
        'https://ehr.example/fhir/Observation?patient=kind-1&code=77348-1&date=ge2026-11-01',
      ),
      check: either({
        status: 200,
        textMatches: ['Not checked'],
        detailLacks: ['There is no tacrolimus level on record'],
      }),
    },
    'the self link asked for the creatinine of a week': {
      request: narrowed(
        'creatinine',
        'https://ehr.example/fhir/Observation?patient=kind-1&code=14682-9&date=ge2026-11-15',
      ),
      check: either({
        status: 200,
        textMatches: ['Not checked'],
        detailLacks: ['There is no usable creatinine on record'],
      }),
    },
    'the self link asked for final results': {
      request: narrowed(
        'tacrolimusLevels',
        'https://ehr.example/fhir/Observation?patient=kind-1&code=77348-1&status=final',
      ),
      check: either({
        status: 200,
        textMatches: ['Not checked'],
        detailLacks: ['There is no tacrolimus level on record'],
      }),
    },
    'the self link asked for one encounter': {
      request: narrowed('tacrolimusLevels', 'https://ehr.example/fhir/Observation?patient=kind-1&encounter=e-9'),
      check: either({
        status: 200,
        textMatches: ['Not checked'],
        detailLacks: ['There is no tacrolimus level on record'],
      }),
    },
    'truly none': {
      request: signingTacrolimus(having(QUIET, { tacrolimusLevels: [] })),
      check: either({ status: 200, textMatches: ['Not checked[^"]*trough'] }, QUIET_ANSWER),
    },
  },
);

const twice = (first: Json, second: Json) =>
  signingTacrolimus(having(QUIET, { tacrolimusLevels: [first, second, level(8, 20)] }));
const version = (value: number, meta: Json, changes: Json = {}) => level(value, 1, { id: 'one', meta, ...changes });

const twoVersions = kind('two-versions', 'Per type and id only the newest version counts', {
  'by versionId, the older first': {
    request: twice(version(22, { versionId: '1' }), version(9, { versionId: '2' }, { status: 'corrected' })),
    check: QUIET_ANSWER,
  },
  'by versionId, the newer first': {
    request: twice(version(9, { versionId: '10' }, { status: 'corrected' }), version(22, { versionId: '9' })),
    check: QUIET_ANSWER,
  },
  'by lastUpdated': {
    request: twice(
      version(22, { lastUpdated: daysAgo(1) }),
      version(9, { lastUpdated: daysAgo(0.5) }, { status: 'amended' }),
    ),
    check: QUIET_ANSWER,
  },
  'the newer version is the high one': {
    request: twice(version(9, { versionId: '1' }), version(22, { versionId: '2' }, { status: 'corrected' })),
    check: LEVEL_TOLD,
  },
  'the newer version is withdrawn': {
    request: twice(version(22, { versionId: '1' }), version(22, { versionId: '2' }, { status: 'entered-in-error' })),
    check: QUIET_ANSWER,
  },
  'two without any version: the higher is not hidden': {
    request: twice(version(9, {}), version(22, {})),
    check: either(LEVEL_TOLD, LEVEL_NOT_CHECKED),
  },
});

const correctedResult = kind('corrected-result', 'A corrected result takes the place of the final one of its instant', {
  'amended, another resource': {
    request: twice(level(22, 1, { id: 'a' }), level(9, 1, { id: 'b', status: 'amended' })),
    check: QUIET_ANSWER,
  },
  'corrected upwards': {
    request: twice(level(9, 1, { id: 'a' }), level(22, 1, { id: 'b', status: 'corrected' })),
    check: LEVEL_TOLD,
  },
  'corrected, of an hour before': {
    request: twice(level(22, 1, { id: 'a' }), level(9, 1 + 1 / 24, { id: 'b', status: 'corrected' })),
    check: LEVEL_TOLD,
  },
  'a corrected creatinine': {
    request: signingTacrolimus(
      having(QUIET, {
        creatinine: [creatinine(250, 1, { id: 'a' }), creatinine(82, 1, { id: 'b', status: 'corrected' }), ...older],
      }),
    ),
    check: QUIET_ANSWER,
  },
});

const unit = (value: number, valueQuantity: Json) => high({ valueQuantity: { value, ...valueQuantity } });

const unitAbsurdlySmall = kind('unit-absurdly-small', 'Below what any assay measures is implausible and said', {
  'ng/ML as the code': unit(22, { unit: 'ng/ML', system: 'http://unitsofmeasure.org', code: 'ng/ML' }),
  'NG/ML': unit(22, { unit: 'NG/ML' }),
  'pg/mL': unit(22, { unit: 'pg/mL', code: 'pg/mL', system: 'http://unitsofmeasure.org' }),
  'ng/L': unit(22, { unit: 'ng/L', code: 'ng/L', system: 'http://unitsofmeasure.org' }),
  'ug/mL': unit(22, { unit: 'ug/mL', code: 'ug/mL', system: 'http://unitsofmeasure.org' }),
  'ng/dL': unit(22, { unit: 'ng/dL', code: 'ng/dL', system: 'http://unitsofmeasure.org' }),
  'creatinine in nmol/L': injury({ valueQuantity: quantity(250, 'nmol/L') }),
  'creatinine in umol/mL': injury({ valueQuantity: quantity(250, 'umol/mL') }),
  'creatinine in umol/ML': injury({ valueQuantity: { value: 250, unit: 'umol/ML' } }),
  'creatinine of zero': injury({ valueQuantity: quantity(0, 'umol/L') }),
});

const tested = (observation: Json) => ({
  request: signingTacrolimus(
    having(QUIET, { medicationRequests: [request(TACROLIMUS, 100)], thiopurineTests: [observation] }),
  ),
  check: either({
    status: 200,
    detailLacks: ['No TPMT or NUDT15 result is on record'],
    suggestionsLack: ['azathioprine'],
  }),
});
const gene = (code: string, display: string, value: Json) =>
  level(0, 300, { id: 'gene', code: concept(LOINC, code, display), valueQuantity: undefined, ...value });

const thiopurineTestUnreadable = kind(
  'thiopurine-test-unreadable',
  '"On record, not readable", and no draft of azathioprine',
  {
    'NUDT15 p.Arg139Cys homozygous': tested(gene('93194-9', 'NUDT15 gene', { valueString: 'p.Arg139Cys homozygous' })),
    'NUDT15 *3/*3': tested(gene('93194-9', 'NUDT15 gene', { valueString: '*3/*3' })),
    'NUDT15 c.415C>T T/T': tested(gene('93194-9', 'NUDT15 gene', { valueString: 'c.415C>T: T/T' })),
    'NUDT15 codon 139 Arg/Cys': tested(gene('93194-9', 'NUDT15 gene', { valueCodeableConcept: { text: 'Arg/Cys' } })),
    'TPMT activity low by its flag': tested(
      gene('21563-2', 'TPMT activity', {
        valueQuantity: quantity(4, 'U/mL'),
        interpretation: [concept('http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', 'L')],
      }),
    ),
    'TPMT activity in words': tested(gene('79713-4', 'TPMT phenotype', { valueString: 'stark erniedrigt' })),
    'TPMT as a scan': tested(gene('36922-3', 'TPMT gene', { valueAttachment: { contentType: 'application/pdf' } })),
    'TPMT of status unknown': tested(gene('36922-3', 'TPMT gene', { status: 'unknown', valueString: '*3A/*3A' })),
    'TPMT under a local code': tested(
      level(0, 300, {
        code: concept('urn:hosp:lab', 'T1', 'TPMT Genotyp'),
        valueQuantity: undefined,
        valueString: '*3A/*3C',
      }),
    ),
  },
);

const levelInSerum = kind('level-in-serum', 'Above the limit in serum or plasma: too high, or mislabelled', {
  'specimen Serum': { ...high({ specimen: { display: 'Serum' } }), check: LEVEL_TOLD },
  'specimen plasma by SNOMED CT': {
    ...high({
      contained: [{ resourceType: 'Specimen', id: 's', type: concept(SNOMED, '119361006', 'Plasma specimen') }],
      specimen: { reference: '#s' },
    }),
    check: LEVEL,
  },
  'UK description id of serum': { ...high({ code: concept(SNOMED, '457522012') }), check: LEVEL },
});

const preliminaryResult = kind('preliminary-result', 'Not fired on, but named', {
  'level preliminary': { ...high({ status: 'preliminary' }), check: either(LEVEL_NOT_CHECKED) },
  'level registered': { ...high({ status: 'registered' }), check: either(LEVEL_NOT_CHECKED) },
  'creatinine preliminary, low': {
    request: signingTacrolimus(
      having(QUIET, { creatinine: [creatinine(81, 0.1, { status: 'preliminary' }), ...older] }),
    ),
    check: either(QUIET_ANSWER, KIDNEY_NOT_CHECKED),
  },
});

export const LABORATORY_KINDS = [
  ...[newerResultLeftOut, allResultsLeftOut, noneOnRecordUntrue, twoVersions, correctedResult, unitAbsurdlySmall],
  ...[thiopurineTestUnreadable, levelInSerum, preliminaryResult],
];
