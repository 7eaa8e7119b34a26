import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  AS_OF,
  COLITIS,
  collection,
  concept,
  condition,
  creatinine,
  daysAgo,
  draft,
  having,
  level,
  LOINC,
  PATIENT_ID,
  QUIET,
  SICK,
  SNOMED,
  TACROLIMUS,
} from '../field-cases/charts.js';
import type { Chart, Json } from '../field-cases/charts.js';
import { call } from '../field-cases/kinds/kind.js';
import { openInProcess, type InProcess } from '../support/in-process.js';

/**
 * Kinds that nobody had met when the rules of silence were written: a name all but that of tacrolimus, an order inside an order
 * set, a time that is none, a certainty in words. Found, said or refused; and beside each what stays quiet.
 */
let service: InProcess;
beforeAll(async () => {
  service = await openInProcess(Date.parse(AS_OF));
});

/** `quiet`, `refused`, or the topics of the cards, "not checked" with what was not. */
async function outcome(draftOrders: unknown, chart: Chart, changes: Json = {}): Promise<string> {
  const { service: id, body } = call('order-sign', { draftOrders, ...changes }, chart);
  const { refusedAs, cards } = await service.answer(id, body);
  if (refusedAs !== null) return 'refused';
  if (cards.length === 0) return 'quiet';
  return cards.map(({ source, summary }) => `${source.topic?.code ?? ''} ${summary}`).join('; ');
}

const bundle = collection([draft(TACROLIMUS)]);
const TOLD = /TacrolimusAkiStage|^refused$/;

describe('what an order is called', () => {
  const said = [
    ...['tacrolmus 1 mg caps', 'Tarcolimus 1 mg', 'tacrolimius', 'takrolimos 0,5', 'тacrolimus 1mg', 'Tасrolimus 1 mg'],
    ...['PROGRAF0.5MG', 'ADVAGRAF1MGCPSPRL', 'advagraph 1 mg', 'Prograft 1 mg', 'ENVARSUS4MG', 'FR-900506'],
    ...['Tacrotor 1 mg', 'Tacrovic 1mg', 'Taclimus', 'Rolimus 1 mg', 'Prolimus 1mg', 'Такромус', 'Տակրոլիմուս 1 մգ'],
    ...[
      'Immunosuppressant per protocol',
      'Calcineurin inhibitor (per levels)',
      'CNI 2 mg bid',
      'see scanned prescription',
    ],
    ...['免疫抑制剤', 'Immunsuppressivum laut Plan', 'inmunosupresor según niveles'],
  ];
  test.each(said)('%s is told or refused', async (text) => {
    expect(await outcome(collection([draft({ text })]), SICK)).toMatch(TOLD);
  });

  const other = [
    ...['sirolimus 1 mg', 'everolimus 0.75 mg', 'temsirolimus 25 mg', 'pimecrolimus 1 % cream', 'zotarolimus stent'],
    ...[
      'tacrine 10 mg',
      'Сиролимус 1 мг',
      'エベロリムス錠',
      'ACE inhibitor: ramipril',
      'METFORMIN500MG',
      'Trochlimus-Tee',
    ],
  ];
  test.each(other)('%s is another drug', async (text) => {
    expect(await outcome(collection([draft({ text })]), SICK)).toBe('quiet');
  });
});

describe('where an order stands', () => {
  const unnamed = draft(TACROLIMUS, { medicationCodeableConcept: undefined });
  const inside = (resourceType: string): Json =>
    collection([
      {
        resourceType,
        id: 'set-1',
        status: 'draft',
        contained: [draft(TACROLIMUS, { id: 'in-1', subject: undefined })],
      },
    ]);
  const medication = { resourceType: 'Medication', id: 'm', code: TACROLIMUS };
  const referring = { ...unnamed, id: 'in-1', medicationReference: { reference: '#m' } };
  test.each<[string, unknown]>([
    ['in a RequestGroup', inside('RequestGroup')],
    ['in a RequestOrchestration', inside('RequestOrchestration')],
    ['in a CarePlan', inside('CarePlan')],
    ['in a List', inside('List')],
    [
      'in a set, its Medication beside it',
      collection([{ resourceType: 'RequestGroup', contained: [referring, medication] }]),
    ],
    [
      'in Parameters',
      collection([{ resourceType: 'Parameters', parameter: [{ name: 'order', resource: draft(TACROLIMUS) }] }]),
    ],
    ['under `entries`', { resourceType: 'Bundle', entries: [{ resource: draft(TACROLIMUS) }] }],
    ['as a lone entry', { resourceType: 'Bundle', entry: { resource: draft(TACROLIMUS) } }],
    ['under `Entry`', { resourceType: 'Bundle', Entry: [{ resource: draft(TACROLIMUS) }] }],
    ['its drug in `code`', collection([{ ...unnamed, code: TACROLIMUS }])],
    [
      'its drug in the instruction',
      collection([{ ...unnamed, dosageInstruction: [{ text: 'Tacrolimus 1 mg twice' }] }]),
    ],
    ['its drug in a note', collection([{ ...unnamed, note: [{ text: 'tacrolimus 1 mg' }] }])],
    ['its drug in the narrative', collection([{ ...unnamed, text: { div: '<div><b>Tacrolimus</b> 1 mg</div>' } }])],
  ])('%s it is told or refused', async (_where, orders) => {
    expect(await outcome(orders, SICK)).toMatch(TOLD);
  });

  test.each(['draftorders', 'draft_orders', 'orders'])('a context that calls them %s', async (name) => {
    expect(await outcome(undefined, SICK, { [name]: bundle })).toMatch(TOLD);
  });

  test.each<[string, Json]>([
    ['another drug in the narrative', { ...unnamed, text: { div: '<div>Metformin 500 mg</div>' } }],
    ['a set of another drug', { resourceType: 'RequestGroup', contained: [draft({ text: 'Metformin 500 mg' })] }],
    ['a plan that contains a Medication', { resourceType: 'CarePlan', contained: [medication] }],
  ])('%s is no order of tacrolimus', async (_what, order) => {
    expect(await outcome(collection([order]), SICK)).toBe('quiet');
  });
});

describe('what a result is called', () => {
  const injury = (changes: Json) =>
    outcome(bundle, having(QUIET, { creatinine: [creatinine(250, 1, changes), ...QUIET.creatinine!] }));
  const high = (changes: Json) =>
    outcome(bundle, having(QUIET, { tacrolimusLevels: [level(22, 1, changes), level(8, 20)] }));
  const creatinineNames = [
    ...[
      'Cr',
      'Serum Cr',
      'CRTN',
      'Creatnine',
      'Kreatinnin',
      'Креат. крови',
      'ครีเอตินีน',
      'Nierenwerte',
      'Renal function',
    ],
    ...['Kidney profile', 'BMP', 'Creatinine, serum (not urine)', 'Serum creatinine, IDMS ratio calibrated', '腎機能'],
    'Creatinine serum [24h clearance]',
  ];
  test.each(creatinineNames)('creatinine: %s', async (text) => {
    expect(await injury({ code: { text } })).toMatch(/AkiStage|Not checked: AKI/);
  });
  const levelNames = [
    ...[
      'Calcineurin inhibitor trough',
      'Immunsuppressiva-Spiegel',
      'TDM',
      'Medikamentenspiegel',
      'IS level',
      'B-Takrol',
    ],
    ...['タクロ', '免疫抑制剤濃度', 'TACL', 'TCRL', 'Takro.', 'TACROLM', 'тacrolimus', 'tacrolmus level'],
  ];
  test.each(levelNames)('level: %s', async (text) => {
    expect(await high({ code: { text } })).toMatch(/TroughHigh|Not checked: .*(?:level|trough)/i);
  });
  const panel = { code: concept(LOINC, '24323-8', 'Comprehensive metabolic panel'), valueQuantity: undefined };
  test.each<[string, Json]>([
    ['whose results did not come', { ...panel, hasMember: [{ reference: 'Observation/gone' }] }],
    [
      'of STU3 whose results did not come',
      { ...panel, related: [{ type: 'has-member', target: { reference: 'Observation/gone' } }] },
    ],
    ['that contains one without a type', { ...panel, contained: [{ ...creatinine(250, 1), resourceType: undefined }] }],
    [
      'that contains one without a type or a value',
      { ...panel, contained: [creatinine(250, 1, { resourceType: undefined, valueQuantity: undefined })] },
    ],
  ])('a panel %s', async (_what, changes) => {
    expect(await injury(changes)).toMatch(/AkiStage|Not checked: AKI/);
  });
  test.each<[string, Json]>([
    ['creatine kinase', { code: { text: 'Creatine kinase' } }],
    ['creatine', { code: { text: 'Creatine' } }],
    ['a clearance', { code: { text: 'Creatinine clearance' }, valueQuantity: { value: 40, unit: 'mL/min' } }],
    [
      'a GFR in serum',
      { code: { text: 'GFR from serum creatinine' }, valueQuantity: { value: 40, unit: 'mL/min/1.73m2' } },
    ],
    ['urine', { code: { text: 'Urine creatinine' } }],
    ['a panel whose results came', { ...panel, hasMember: [{ reference: 'Observation/creatinine-3' }] }],
  ])('%s is another test', async (_what, changes) => {
    expect(await injury(changes)).toBe('quiet');
  });
  const placeholders = [
    ...[
      '0001-01-01T00:00:00Z',
      '1753-01-01T00:00:00',
      '1899-12-30',
      '1900-01-01',
      '1970-01-01T00:00:00Z',
      '9999-12-31',
    ],
  ];
  test.each(placeholders)('%s is no time: the result may be the newest', async (effectiveDateTime) => {
    expect(await injury({ effectiveDateTime })).toMatch(/Not checked: AKI/);
    expect(await high({ effectiveDateTime })).toMatch(/Not checked: .*(?:level|trough)/i);
  });
});

describe('a silencing diagnosis is certain', () => {
  const judged = (sources: Chart) => outcome(bundle, having(SICK, sources));
  const listed = (code: Json, changes: Json = {}) =>
    judged({ conditions: [condition(COLITIS), condition(code, { id: 'c-2', ...changes })] });
  const GRAFT = concept('http://hl7.org/fhir/sid/icd-10-cm', 'Z94.0');
  const words = [
    ...[
      'kidney transplant?',
      '?kidney transplant',
      'Kidney transplant list',
      'Angst vor Dialyse',
      'Dialysis discussed',
    ],
    ...[
      'Family: dialysis',
      'FA: Nierentransplantation',
      'Anamnèse familiale: greffe rénale',
      '母 腎移植',
      'kein Z.n. NTX',
    ],
    ...[
      'drohende Dialyse',
      'Avoid dialysis',
      'AV fistula for future dialysis',
      'Fecal microbiota transplantation',
      'FMT',
    ],
  ];
  test.each(words)('%s', async (text) => {
    expect(await listed({ text })).toMatch(/TacrolimusAkiStage/);
  });
  const GM = 'http://fhir.de/CodeSystem/bfarm/icd-10-gm';
  const certainty = (value: Json) => ({ extension: [{ url: 'http://x/diagnosis-certainty', ...value }] });
  test.each<[string, Json]>([
    ['verification in words', { verificationStatus: { text: 'Verdacht' } }],
    ['verification under a local code', { verificationStatus: concept('urn:hosp:ver', '7', 'Verdachtsdiagnose') }],
    ['verification that no release has', { verificationStatus: 'probable' }],
    ['verification in a list', { verificationStatus: [concept('urn:x', 'refuted')] }],
    ['a certainty in words', certainty({ valueString: 'suspected' })],
    ['a certainty in numbers', certainty({ valueDecimal: 0.1 })],
    ['a modifier nobody knows', { modifierExtension: [{ url: 'urn:negated', valueBoolean: true }] }],
    ['a category of the family', { category: [{ text: 'Family history' }] }],
    ['a category of the family by code', { category: [concept(SNOMED, '57177007')] }],
    ['an onset that has not come', { onsetDateTime: '2027-03-01' }],
    ['a letter behind the code', { code: concept(GM, 'Z94.0 V') }],
    ['another letter behind the code', { code: concept(GM, 'Z94.0A') }],
  ])('%s does not silence', async (_what, changes) => {
    expect(await listed(GRAFT, changes)).toMatch(/TacrolimusAkiStage/);
  });
  const done = (changes: Json): Json => ({
    ...{ resourceType: 'Procedure', id: 'p-1', status: 'completed', performedDateTime: '2020-01-01' },
    ...{ subject: { reference: `Patient/${PATIENT_ID}` }, code: concept(SNOMED, '70536003', 'Renal transplant') },
    ...changes,
  });
  test.each<Json>([
    ...[{ status: 'preparation' }, { status: 'aborted' }, { status: 'unknown' }, { status: undefined }],
    ...[{ status: 'scheduled' }, { performedDateTime: '2027-05-01' }],
  ])('a transplantation with %j does not silence', async (changes) => {
    expect(await judged({ procedures: [done(changes)] })).toMatch(/TacrolimusAkiStage/);
  });
  test.each<[string, Chart]>([
    ['a confirmed graft', { conditions: [condition(GRAFT)] }],
    [
      'a graft, certainty G',
      { conditions: [condition({ ...concept(GM, 'Z94.0'), ...certainty({ valueString: 'G' }) })] },
    ],
    [
      'a graft, verification by its display',
      { conditions: [condition(GRAFT, { verificationStatus: concept('urn:x', '1', 'Confirmed') })] },
    ],
    ['a transplantation that was done', { procedures: [done({})] }],
  ])('%s does', async (_what, sources) => {
    expect(await judged(sources)).not.toMatch(/TacrolimusAkiStage/);
  });
  test('of a diagnosis that nobody can tell it is not said that none is recorded', async () => {
    const lymphoma = condition(concept('http://hl7.org/fhir/sid/icd-10-cm', 'C83.3'), { id: 'c-2' });
    const sevenMonths = draft(TACROLIMUS, { id: 'request-230', status: 'active', authoredOn: daysAgo(230) });
    const chart = having(QUIET, { medicationRequests: [sevenMonths, ...QUIET.medicationRequests!] });
    const unread = await outcome(
      bundle,
      having(chart, { conditions: [lymphoma, condition(concept('urn:hosp', '9'))] }),
    );
    expect(unread).toMatch(/Not checked/);
    expect(unread).not.toMatch(/TacrolimusDuration/);
  });
});
