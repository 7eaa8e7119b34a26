import { COLITIS, concept, condition, having, QUIET, request, SICK, SNOMED, TACROLIMUS } from '../charts.js';
import type { Json } from '../charts.js';
import { either, INJURY_TOLD, kind, NO_PLAN_NOT_CLAIMED, QUIET_ANSWER, signingTacrolimus } from './kind.js';

/** Whose diagnosis, how certain, in which language. */
const listed = (...conditions: readonly Json[]) => ({
  request: signingTacrolimus(having(SICK, { conditions: [condition(COLITIS), ...conditions] })),
  check: INJURY_TOLD,
});
const words = (text: string, changes: Json = {}) => listed(condition({ text }, { id: 'c-2', ...changes }));
const GM = 'http://fhir.de/CodeSystem/bfarm/icd-10-gm';
const certainty = (url: string, system: string, code: string) =>
  listed(
    condition(
      { coding: [{ system: GM, code: 'Z94.0', extension: [{ url, valueCoding: { system, code } }] }] },
      { id: 'c-2', verificationStatus: undefined },
    ),
  );
const KBV = 'https://fhir.kbv.de/CodeSystem/KBV_CS_SFHIR_ICD_DIAGNOSESICHERHEIT';
const DE = 'http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit';
const status = (code: string) => concept('http://terminology.hl7.org/CodeSystem/condition-ver-status', code);

const notThePatientsDiagnosis = kind(
  'not-the-patients-diagnosis',
  'Only a confirmed or unqualified diagnosis of the patient herself silences the kidney rule',
  {
    'ICD-10-GM certainty A': certainty(DE, KBV, 'A'),
    'ICD-10-GM certainty V': certainty(DE, KBV, 'V'),
    'ICD-10-GM certainty A, its list by OID': certainty(DE, 'urn:oid:1.2.276.0.76.5.8', 'A'),
    refuted: words('Kidney transplant', { verificationStatus: status('refuted') }),
    differential: words('Kidney transplant', { verificationStatus: status('differential') }),
    provisional: words('Kidney transplant', { verificationStatus: status('provisional') }),
    'refuted as a plain text': words('Kidney transplant', { verificationStatus: 'refuted' }),
    'Keine Nierentransplantation': words('Keine Nierentransplantation'),
    'Z.n. abgelehnter': words('Ausschluss Nierentransplantation'),
    'pas de greffe': words('Pas de greffe rénale'),
    'sin trasplante': words('Sin trasplante renal'),
    'no history of': words('No history of kidney transplant'),
    'not a candidate': words('Not a kidney transplant candidate'),
    awaiting: words('Awaiting kidney transplant evaluation'),
    'family history': words('Family history of kidney transplant'),
    Vater: words('Vater: Dialyse'),
    mère: words('Mère: greffe rénale'),
    madre: words('Madre con trasplante renal'),
    sister: words('Sister had a kidney transplant'),
    donor: words('Kidney donor (living)'),
    'ICD of a family history': listed(condition(concept('http://hl7.org/fhir/sid/icd-10-cm', 'Z84.1'), { id: 'c-2' })),
    'Dialyse: nein': words('Dialyse: nein'),
    'dialisi: no': words('dialisi: no'),
    'status: none': words('Kidney transplant status: none'),
    'dialys - nej': words('Dialys - nej'),
    'w/o dialysis': words('CKD 4 w/o dialysis'),
    'dialysis of the father': words('Dialysis (father)'),
    'a number behind it is no denial': {
      ...words('Kidney transplant no. 2'),
      check: either({ status: 200, textLacks: ['TacrolimusAkiStage'] }),
    },
    'a transplant that is hers is not fired on': {
      ...listed(condition(concept('http://hl7.org/fhir/sid/icd-10-cm', 'Z94.0'), { id: 'c-2' })),
      check: either({ status: 200, textLacks: ['TacrolimusAkiStage'] }),
    },
  },
);

const sevenMonths = (code: Json, changes: Json = {}) =>
  signingTacrolimus(
    having(QUIET, {
      medicationRequests: [request(TACROLIMUS, 230), ...QUIET.medicationRequests!],
      conditions: [condition(code, changes)],
    }),
  );
const RECOGNISED = {
  status: 200,
  textMatches: ['TacrolimusDurationOver'],
  detailLacks: ['indication is not recorded'],
} as const;
const colitis = (code: Json, changes: Json = {}) => ({ request: sevenMonths(code, changes), check: RECOGNISED });

const ibdNotRecognised = kind(
  'ibd-not-recognised',
  'Colitis in the languages that are read; certainty counts here as well',
  {
    'Colitis ulcerosa': colitis({ text: 'Colitis ulcerosa' }),
    Proctocolite: colitis({ text: 'Rectocolite hémorragique' }),
    'colite ulcerosa, Portuguese': colitis({ text: 'Retocolite ulcerativa' }),
    Rettocolite: colitis({ text: 'Rettocolite ulcerosa' }),
    'ulcerøs colitis': colitis({ text: 'Ulcerøs colitis' }),
    'Ulcerös kolit': colitis({ text: 'Ulcerös kolit' }),
    'colitis ulcerosa, Polish': colitis({ text: 'Wrzodziejące zapalenie jelita grubego' }),
    'язвенный колит': colitis({ text: 'Язвенный колит' }),
    潰瘍性大腸炎: colitis({ text: '潰瘍性大腸炎' }),
    溃疡性结肠炎: colitis({ text: '溃疡性结肠炎' }),
    '궤양성 대장염': colitis({ text: '궤양성 대장염' }),
    'ulcerative proctosigmoiditis': colitis({ text: 'Ulcerative proctosigmoiditis' }),
    'Ulzerative Pankolitis': colitis({ text: 'Ulzerative Pankolitis' }),
    CUCI: colitis({ text: 'CUCI' }),
    'viêm loét đại tràng': colitis({ text: 'Viêm loét đại tràng' }),
    'cut off behind "without"': colitis({ text: 'Ulcerative colitis without' }),
    'without complications': colitis({ text: 'Ulcerative colitis, complications: none' }),
    'Morbus Crohn': colitis({ text: 'Morbus Crohn' }),
    'болезнь Крона': colitis({ text: 'Болезнь Крона' }),
    クローン病: colitis({ text: 'クローン病' }),
    'ICD-10 without the dot': colitis(concept('http://hl7.org/fhir/sid/icd-10', 'K519')),
    'ICD-10-GM': colitis(concept(GM, 'K51.9')),
    'ICD-10 by its OID': colitis(concept('urn:oid:2.16.840.1.113883.6.3', 'K51.9')),
    'ICD-10-CM by its OID': colitis(concept('urn:oid:2.16.840.1.113883.6.90', 'K51.90')),
    'ICD-10-GM under its older address': colitis(concept('http://fhir.de/CodeSystem/dimdi/icd-10-gm', 'K51.9')),
    'ICD-10 of Japan': colitis(concept('http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full', 'K519')),
    'SNOMED CT text beside a local code': colitis({
      coding: [{ system: 'urn:hosp:dx', code: '1', display: 'Ulcerative colitis' }],
    }),
    'refuted is not believed': {
      request: sevenMonths(COLITIS, { verificationStatus: status('refuted') }),
      check: either(
        { status: 200, textMatches: ['indication is not recorded'] },
        { status: 200, textLacks: ['"indicator":"warning"'] },
      ),
    },
    'ausgeschlossen is not believed': {
      request: sevenMonths({ text: 'Ausschluss Colitis ulcerosa' }),
      check: either(
        { status: 200, textMatches: ['indication is not recorded'] },
        { status: 200, textLacks: ['"indicator":"warning"'] },
      ),
    },
  },
);

const deficiencyAsDiagnosis = kind(
  'thiopurine-test-unreadable-diagnosis',
  'A deficiency on the problem list is a reason against',
  {
    'TPMT deficiency by SNOMED CT': { request: deficient(concept(SNOMED, '238012000')), check: noDraft() },
    'TPMT deficiency by ICD-10-CM': {
      request: deficient(concept('http://hl7.org/fhir/sid/icd-10-cm', 'E79.89', 'TPMT deficiency')),
      check: noDraft(),
    },
    'TPMT-Mangel': { request: deficient({ text: 'TPMT-Mangel' }), check: noDraft() },
    'déficit en TPMT': { request: deficient({ text: 'Déficit en thiopurine méthyltransférase' }), check: noDraft() },
    'NUDT15 poor metaboliser': { request: deficient({ text: 'NUDT15 poor metabolizer' }), check: noDraft() },
  },
);

function deficient(code: Json) {
  return signingTacrolimus(
    having(QUIET, {
      medicationRequests: [request(TACROLIMUS, 100)],
      conditions: [condition(COLITIS), condition(code, { id: 'c-2' })],
    }),
  );
}

function noDraft() {
  return either({ status: 200, suggestionsLack: ['azathioprine'] }, QUIET_ANSWER, NO_PLAN_NOT_CLAIMED);
}

export const DIAGNOSIS_KINDS = [notThePatientsDiagnosis, ibdNotRecognised, deficiencyAsDiagnosis];
