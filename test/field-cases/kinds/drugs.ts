import { ATC, concept, draft, having, LOINC, QUIET, request, RXNORM, SICK, SNOMED, TACROLIMUS } from '../charts.js';
import type { Json } from '../charts.js';
import { BOTH_TOLD, either, kind, QUIET_ANSWER, REFUSED, signing, signingTacrolimus } from './kind.js';

/** What a drug is called: in codes, ingredients, brands, languages and the short forms of a pharmacy. */
const ordering = (drug: Json, changes: Json = {}) => signing(draft(drug, changes), SICK);
const named = (text: string) => ({ request: ordering({ text }), check: BOTH_TOLD });
const other = (text: string) => ({ request: ordering({ text }), check: QUIET_ANSWER });
const made = (medication: Json) =>
  ordering(
    {},
    {
      medicationCodeableConcept: undefined,
      contained: [{ resourceType: 'Medication', id: 'm', ...medication }],
      medicationReference: { reference: '#m' },
    },
  );
const SUBSTANCE = concept(SNOMED, '386975001');

const ingredientNotRead = kind('ingredient-not-read', 'Name and ingredients together name the drug', {
  'a local code, ingredient by RxNorm': {
    request: made({
      code: concept('urn:hosp:formulary', 'TAC1'),
      ingredient: [{ itemCodeableConcept: concept(RXNORM, '42316') }],
    }),
    check: BOTH_TOLD,
  },
  'no code at all, ingredient by name': {
    request: made({ ingredient: [{ itemCodeableConcept: { text: 'Tacrolimus' } }] }),
    check: BOTH_TOLD,
  },
  'ingredient by SNOMED CT substance, form oral': {
    request: made({
      code: { text: 'Kapsel hart' },
      form: { text: 'capsule' },
      ingredient: [{ itemCodeableConcept: SUBSTANCE }],
    }),
    check: BOTH_TOLD,
  },
  'itemReference to a contained Substance': {
    request: ordering(
      {},
      {
        medicationCodeableConcept: undefined,
        contained: [
          { resourceType: 'Substance', id: 's', code: { text: 'tacrolimus monohydrate' } },
          {
            resourceType: 'Medication',
            id: 'm',
            code: { text: 'House capsule 7' },
            ingredient: [{ itemReference: { reference: '#s' } }],
          },
        ],
        medicationReference: { reference: '#m' },
      },
    ),
    check: BOTH_TOLD,
  },
  'itemReference to a contained Medication': {
    request: ordering(
      {},
      {
        medicationCodeableConcept: undefined,
        contained: [
          { resourceType: 'Medication', id: 'i', code: TACROLIMUS },
          {
            resourceType: 'Medication',
            id: 'm',
            code: { text: 'Blister morning' },
            ingredient: [{ itemReference: { reference: '#i' } }],
          },
        ],
        medicationReference: { reference: '#m' },
      },
    ),
    check: BOTH_TOLD,
  },
  'R5: ingredient.item.concept': {
    request: made({ code: { text: 'Capsule, house' }, ingredient: [{ item: { concept: concept(ATC, 'L04AD02') } }] }),
    check: BOTH_TOLD,
  },
  'R5: ingredient.item.reference': {
    request: ordering(
      {},
      {
        medicationCodeableConcept: undefined,
        contained: [
          { resourceType: 'Substance', id: 's', code: { concept: { text: 'Tacrolimus' } } },
          {
            resourceType: 'Medication',
            id: 'm',
            code: { text: 'Item 12' },
            ingredient: [{ item: { reference: { reference: '#s' } } }],
          },
        ],
        medicationReference: { reference: '#m' },
      },
    ),
    check: either(BOTH_TOLD, REFUSED),
  },
  'STU3: package and product': {
    request: made({
      code: { text: 'House 3' },
      ingredient: [{ itemCodeableConcept: { coding: [{ display: 'TACROLIMUS' }] } }],
    }),
    check: BOTH_TOLD,
  },
  'STU3: what a package holds': {
    request: made({
      code: { text: 'Starter pack' },
      package: { content: [{ itemCodeableConcept: concept(ATC, 'L04AD02') }] },
    }),
    check: BOTH_TOLD,
  },
  'DSTU2: what a package holds': {
    request: made({ code: { text: 'Starter pack' }, package: { content: [{ item: { display: 'Tacrolimus 1 mg' } }] } }),
    check: BOTH_TOLD,
  },
  'STU3: a package of another drug': {
    request: made({
      code: { text: 'Starter pack' },
      package: { content: [{ itemCodeableConcept: { text: 'Mesalazine' } }] },
    }),
    check: QUIET_ANSWER,
  },
  'an ingredient that cannot be read': {
    request: made({ code: { text: 'House 4' }, ingredient: [{ itemReference: { reference: '#nowhere' } }] }),
    check: REFUSED,
  },
  'a house name and another drug inside': {
    request: made({
      code: { text: 'House 5' },
      ingredient: [{ itemCodeableConcept: concept(RXNORM, '6809', 'metformin') }],
    }),
    check: QUIET_ANSWER,
  },
});

const nameUnknown = kind(
  'name-unknown',
  'Stems inside longer words, brands and scripts of the countries that are read',
  {
    'Takrolimus, northern': named('Takrolimus Sandoz 1 mg kapsel, hård'),
    'Tacrolimusum, Latin': named('Tacrolimusum 1 mg caps. durae'),
    'tacrolimus hydrate': named('Tacrolimushydrat 0,5 mg'),
    'tacrolimus in French': named('TACROLIMUS BIOGARAN LP 1 mg, gélule'),
    Такролимус: named('Такролимус-Тева капсулы 1 мг'),
    Адваграф: named('Адваграф капсулы пролонгированного действия 1 мг'),
    タクロリムス: named('タクロリムス錠1mg「トーワ」'),
    'タクロリムス, half width': named('ﾀｸﾛﾘﾑｽｶﾌﾟｾﾙ1mg'),
    グラセプター: named('グラセプターカプセル1mg'),
    타크로리무스: named('타크로리무스캡슐1밀리그램'),
    他克莫司: named('他克莫司胶囊 1mg'),
    τακρόλιμους: named('ΤΑΚΡΟΛΙΜΟΥΣ καψάκιο 1 mg'),
    Conferoport: named('Conferoport 1 mg kapslar, hårda'),
    Tacforius: named('TACFORIUS 3MG CPS PRL 30'),
    'Tacrocel glued': named('TACROLIMUS0.5MG'),
    'short form': named('TACROLIMUS CAP 1MG UD'),
    'behind a dash': named('Inmunosupresor-tacrolimus 1 mg'),
    'with a soft hyphen': named('Tacro\u00ADlimus 1 mg capsules'),
    'with a hard blank': named('Tacrolimus\u00A01\u00A0mg'),
    FK506: named('FK-506 capsules 1 mg'),
    'Prograf with its mark': named('Prograf® 1mg'),
    'tacrine is another drug': other('tacrine 10 mg capsules'),
    'pimecrolimus is another drug': other('pimecrolimus 1 % cream'),
    'sirolimus is another drug': other('sirolimus 1 mg tablets'),
    'everolimus is another drug': other('everolimus 0.75 mg tablets'),
  },
);

const code = (system: string, value: string) => ordering(concept(system, value));

const codeUnlisted = kind(
  'code-unlisted',
  'A code alone of a system of which only a sample is held is a drug that is not known; whole systems tell other drugs',
  {
    'NDC of nobody we know': { request: code('http://hl7.org/fhir/sid/ndc', '99999-123-01'), check: REFUSED },
    'NDC without hyphens': { request: code('http://hl7.org/fhir/sid/ndc', '99999012301'), check: REFUSED },
    'dm+d': { request: code('https://dmd.nhs.uk', '39710411000001105'), check: REFUSED },
    PZN: { request: code('http://fhir.de/CodeSystem/ifa/pzn', '09999993'), check: REFUSED },
    YJ: { request: code('urn:oid:1.2.392.100495.20.2.73', '3999014M1099'), check: REFUSED },
    HOT9: { request: code('urn:oid:1.2.392.200119.4.403.1', '104556001'), check: REFUSED },
    CIP: { request: code('https://smt.esante.gouv.fr/terminologie-BDPM', '3400930000120'), check: REFUSED },
    GTIN: { request: code('urn:oid:2.51.1.1', '7680531120013'), check: REFUSED },
    'SNOMED CT, extension of Australia': { request: code(SNOMED, '23551011000036108'), check: REFUSED },
    'SNOMED CT, extension of the UK': { request: code(SNOMED, '39710411000001105'), check: REFUSED },
    'a local code': { request: code('urn:hosp:formulary', '4711'), check: REFUSED },
    'a code without a system': { request: ordering({ coding: [{ code: '4711' }] }), check: REFUSED },
    'an RxNorm code that is not listed': { request: code(RXNORM, '617314'), check: QUIET_ANSWER },
    'an RxNorm code padded with zeros': { request: code(RXNORM, '0198377'), check: BOTH_TOLD },
    'Tac XL, nothing but a short form': { request: ordering({ text: 'Tac XL 4 mg' }), check: REFUSED },
    'the ATC code of before 2008': { request: code(ATC, 'L04AA05'), check: BOTH_TOLD },
    'an ATC code that is not listed': { request: code(ATC, 'C10AA05'), check: QUIET_ANSWER },
    'a local code with the name of another drug': {
      request: ordering(concept('urn:hosp:formulary', '4712', 'Paracetamol 500 mg')),
      check: QUIET_ANSWER,
    },
    'LOINC in place of a drug': { request: code(LOINC, '77348-1'), check: REFUSED },
  },
);

const skin = (text: string, changes: Json = {}) => ({ request: ordering({ text }, changes), check: QUIET_ANSWER });
const routed = (route: Json) => ({
  request: ordering(concept(RXNORM, '42316', 'tacrolimus'), { dosageInstruction: [{ route }] }),
  check: QUIET_ANSWER,
});

const ointmentAsSystemic = kind('ointment-as-systemic', 'Short forms of form and route are known: no card', {
  'TOP OINT': skin('TACROLIMUS TOP OINT 0.03 %'),
  SAL: skin('Tacrolimus 0,1% SAL 30 g'),
  CRE: skin('TACROLIMUS 1 MG/G CRE 10G'),
  'ung.': skin('Tacrolimus ung. 0,03 %'),
  unguent: skin('Tacrolimus unguent 0.1 %'),
  pomada: skin('Tacrolimus 0,1 % pomada'),
  zalf: skin('Tacrolimus zalf 1 mg/g'),
  salva: skin('Takrolimus salva 0,1 %'),
  маzь: skin('Такролимус мазь 0,1 %'),
  軟膏: skin('タクロリムス軟膏0.1%'),
  'route TP of HL7 table 0162': routed(concept('http://terminology.hl7.org/CodeSystem/v2-0162', 'TP')),
  'route of v3': routed(concept('http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration', 'TOPICAL')),
  'route of SNOMED CT': routed(concept(SNOMED, '6064005')),
  'route of EDQM': routed(concept('http://standardterms.edqm.eu', '20003000')),
  'route by text': routed({ text: 'auf die Haut' }),
  'eye drops': skin('tacrolimus eye drops 0.03 %'),
  'TOP of a capsule by mouth is not skin': {
    request: ordering(
      { text: 'TACROLIMUS CAP 1MG (TOP TIER)' },
      { dosageInstruction: [{ route: concept(SNOMED, '26643006') }] },
    ),
    check: BOTH_TOLD,
  },
});

const ointmentByText = kind(
  'ointment-by-text',
  'Strength and packing of an ointment, unless a systemic route is coded',
  {
    '0.03%': skin('tacrolimus 0.03% 60g'),
    'mg/g': skin('Tacrolimus 1 mg/g 30 g'),
    paste: skin('tacrolimus paste'),
    tube: skin('Tacrolimus 0.1 per cent tube 30 g'),
    balm: skin('tacrolimus lip balm'),
    gel: skin('tacrolimus gel'),
    'a percentage by mouth': {
      request: ordering(
        { text: 'tacrolimus 0.05% oral suspension' },
        { dosageInstruction: [{ route: concept(SNOMED, '26643006') }] },
      ),
      check: BOTH_TOLD,
    },
  },
);

const beside = (drug: Json) => ({
  request: signingTacrolimus(having(QUIET, { medicationRequests: [request(TACROLIMUS, 100), request(drug, 50)] })),
  check: QUIET_ANSWER,
});

const nobodyCanTell = (text: string) => ({ request: ordering({ text }), check: REFUSED });

const brandMisspelt = kind(
  'brand-misspelt',
  'A name that is all but a brand of tacrolimus, or hides the drug, is not another drug',
  {
    Progaf: nobodyCanTell('Progaf 1 mg'),
    Prograff: named('PROGRAFF 5 MG CAP'),
    Porgraf: nobodyCanTell('Porgraf 0.5 mg'),
    Advagraff: named('Advagraff 3 mg'),
    Envarsis: nobodyCanTell('Envarsis XR 4 mg'),
    Adopport: nobodyCanTell('Adopport 1 mg'),
    Modigaf: nobodyCanTell('Modigaf granules 0.2 mg'),
    'study drug with a number': nobodyCanTell('Study drug ABC-123'),
    'trial medication': nobodyCanTell('TRIAL MEDICATION visit 3'),
    Prüfmedikation: nobodyCanTell('Prüfmedikation XY 12'),
    'another drug beside it': other('Lomustine 40 mg'),
    Lomustin: other('Lomustin 40 mg Kapseln'),
    Progesterone: other('Progesterone 100 mg'),
    Advantan: other('Advantan 0.1% cream'),
  },
);

const maintenanceDrugMissed = kind('maintenance-drug-missed', 'Own names, biosimilars and spellings of maintenance', {
  azathioprin: beside({ text: 'Azathioprin-ratiopharm 50 mg' }),
  azatioprina: beside({ text: 'AZATIOPRINA 50 MG COMP' }),
  азатиоприн: beside({ text: 'Азатиоприн таблетки 50 мг' }),
  アザチオプリン: beside({ text: 'アザチオプリン錠50mg' }),
  'mercaptopurine glued': beside({ text: 'MERCAPTOPURINE50MG TAB' }),
  tioguanin: beside({ text: 'Tioguanin 20 mg' }),
  Imurel: beside({ text: 'Imurel 50 mg tablett' }),
  infliximab: beside({ text: 'infliximab 100 mg powder' }),
  'infliximab-dyyb': beside({ text: 'infliximab-dyyb (Inflectra) 100 mg' }),
  Remsima: beside({ text: 'Remsima 120 mg s.c.' }),
  'adalimumab-atto': beside({ text: 'Amjevita 40 mg/0.8 mL' }),
  Hyrimoz: beside({ text: 'Hyrimoz 40 mg pen' }),
  vedolizumab: beside({ text: 'vedolizumab 300 mg' }),
  ustekinumab: beside({ text: 'ustekinumab 90 mg' }),
  golimumab: beside({ text: 'golimumab 100 mg' }),
  tofacitinib: beside({ text: 'tofacitinib 5 mg tablet' }),
  upadacitinib: beside({ text: 'upadacitinib 15 mg tablet' }),
  mirikizumab: beside({ text: 'mirikizumab 300 mg' }),
  risankizumab: beside({ text: 'risankizumab 360 mg' }),
  ozanimod: beside({ text: 'ozanimod 0.92 mg capsule' }),
  'infliximab, its ATC code of before 2008': beside(concept(ATC, 'L04AA12')),
  'adalimumab, its ATC code of before 2008': beside(concept(ATC, 'L04AA17')),
  'natalizumab, its former ATC code': beside(concept(ATC, 'L04AA23')),
  'filgotinib, its ATC code of before 2024': beside(concept(ATC, 'L04AA45')),
  'ozanimod, its former ATC code': beside(concept(ATC, 'L04AA38')),
  'ciclosporin is no maintenance': {
    ...beside(concept(ATC, 'L04AD01')),
    check: either({ status: 200, noCards: false }),
  },
});

export const DRUG_KINDS = [
  ...[ingredientNotRead, nameUnknown, codeUnlisted, ointmentAsSystemic, ointmentByText, maintenanceDrugMissed],
  brandMisspelt,
];
