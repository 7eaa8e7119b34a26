import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CodedText } from '../../src/domain/coding.js';
import { coded, ICD10CM, named, SNOMED, terminology } from './shipped-terminology.js';

/** `certain transplant kidney-transplant`, `excluded dialysis`, `other`: what a physician would say of it. */
function say(code: CodedText, ...stated: readonly CodedText[]): string {
  const { recognition, classes, certainty, past } = terminology.readDiagnosis(code, stated);
  return recognition === 'ours' ? [...(past ? ['past'] : []), certainty, ...classes].join(' ') : recognition;
}
const status = (code: string) => coded('http://terminology.hl7.org/CodeSystem/condition-ver-status', code);
const certainty = (code: string) => coded('https://fhir.kbv.de/CodeSystem/KBV_CS_SFHIR_ICD_DIAGNOSESICHERHEIT', code);
const KIDNEY = 'transplant kidney-transplant';
const GRAFT = coded(ICD10CM, 'Z94.0');

describe('certainty by code', () => {
  test.each([
    ['nothing is said', [], 'certain'],
    ['confirmed', [status('confirmed')], 'certain'],
    ['ICD-10-GM G', [certainty('G')], 'certain'],
    ['ICD-10-GM A, excluded', [certainty('A')], 'excluded'],
    ['ICD-10-GM A beside confirmed', [status('confirmed'), certainty('A')], 'excluded'],
    ['ICD-10-GM V, suspected', [certainty('V')], 'uncertain'],
    ['refuted', [status('refuted')], 'excluded'],
    ['entered-in-error', [status('entered-in-error')], 'excluded'],
    ['refuted, as a text', [named('refuted')], 'excluded'],
    ['unconfirmed', [status('unconfirmed')], 'uncertain'],
    ['provisional', [status('provisional')], 'uncertain'],
    ['differential', [status('differential')], 'uncertain'],
    ['SNOMED CT: known absent', [coded(SNOMED, '410516002')], 'excluded'],
    ['SNOMED CT: suspected', [coded(SNOMED, '415684004')], 'uncertain'],
    ['something nobody knows', [status('hm')], 'uncertain'],
  ] as const)('%s', (_, stated, said) => {
    expect(say(GRAFT, ...stated)).toBe(`${said} ${KIDNEY}`);
  });

  test('ICD-10-GM Z: it was', () => {
    expect(say(coded(ICD10CM, 'Z99.2'), certainty('Z'))).toBe('past certain dialysis');
  });
});

describe('a transplant in the languages that are read', () => {
  test.each([
    ...[
      'Kidney transplant 2015',
      's/p kidney transplantation',
      'Z.n. Nierentransplantation',
      'NIERENTRANSPLANTIERT',
      'NTX 2011',
    ],
    ...[
      'Greffe rénale',
      'Trasplante renal',
      'Trapianto di rene',
      'Transplante renal',
      'Niertransplantatie',
      'Njurtransplantation',
    ],
    ...[
      'Nyretransplantation',
      'Munuaissiirto',
      'Przeszczep nerki',
      'Трансплантация почки',
      '腎移植後',
      '肾移植术后',
      '신장이식',
    ],
    ...['Kidney transplant, no complications', 'Nierentransplantation ohne Komplikationen', 'Greffe rénale sans rejet'],
  ])('%s', (text) => {
    expect(say(named(text))).toMatch(new RegExp(`^(past )?certain ${KIDNEY}$`));
  });

  test.each([
    ...[
      'Keine Nierentransplantation',
      'Kein Hinweis auf Nierentransplantation',
      'Z.n. Ausschluss Nierentransplantation',
    ],
    ...[
      'Nierentransplantation ausgeschlossen',
      'Nierentransplantation abgelehnt',
      'No kidney transplant',
      'Not a kidney transplant patient',
    ],
    ...[
      'No history of kidney transplant',
      'no evidence of renal transplant',
      'Kidney transplant ruled out',
      'Pas de greffe rénale',
    ],
    ...["pas d'antécédent de greffe rénale", 'Sans greffe rénale', 'Sin trasplante renal', 'Niega trasplante renal'],
    ...[
      'Senza trapianto di rene',
      'Nessun trapianto renale',
      'Sem transplante renal',
      'Geen niertransplantatie',
      'Ingen njurtransplantation',
    ],
    ...[
      'Ikke nyretransplantation',
      'Ei munuaissiirto',
      'Bez przeszczep nerki',
      'Нет: трансплантация почки',
      '腎移植なし',
      '无肾移植',
      '신장이식 없음',
    ],
    ...['Mutter: Nierentransplantation', 'Vater mit Nierentransplantation', 'Familienanamnese: Nierentransplantation'],
    ...[
      'Mother: kidney transplant',
      'Sister had a kidney transplant',
      'Kidney transplant (father)',
      'family history of kidney transplant',
    ],
    ...[
      'Mère: greffe rénale',
      'Greffe rénale chez le père',
      'Madre con trasplante renal',
      'Padre: trasplante renal',
      'Madre: trapianto renale',
    ],
    ...[
      'Mãe: transplante renal',
      'Moeder: niertransplantatie',
      'мать: трансплантация почки',
      '母親が腎移植',
      '家族歴：腎移植',
      '父亲肾移植',
    ],
    ...[
      'Kidney donor (living), kidney transplant of sister',
      'Lebendspende für Nierentransplantation',
      'donneur, greffe rénale',
    ],
  ])('%s: not this patient', (text) => {
    expect(say(named(text))).toBe(`excluded ${KIDNEY}`);
  });

  test.each([
    ...[
      'Suspected kidney transplant rejection',
      'Awaiting kidney transplant evaluation',
      'kidney transplant candidate',
    ],
    ...['V.a. Z.n. Nierentransplantation', 'Zur Nierentransplantation gelistet', 'Warteliste Nierentransplantation'],
    ...[
      'Bilan pré greffe rénale',
      'Lista de espera de trasplante renal',
      'No fever, kidney transplant 2015',
      '腎移植予定',
    ],
  ])('%s: not certain', (text) => {
    expect(say(named(text))).toMatch(new RegExp(`^(past )?uncertain ${KIDNEY}$`));
  });
});

describe('dialysis', () => {
  test.each([
    ...[
      'Dialyse',
      'dialysepflichtige Niereninsuffizienz, Dialyse',
      'on dialysis',
      'hémodialyse',
      'Hemodiálisis',
      'emodialisi',
    ],
    ...['гемодиализ', '血液透析中', '透析', '투석'],
  ])('%s', (text) => {
    expect(say(named(text))).toMatch(/^certain (.*)dialysis/);
  });
  test.each([
    'Vater: Dialyse',
    'Dialysis (father)',
    'keine Dialyse',
    'no dialysis',
    'ESRD, not on dialysis',
    'sin diálisis',
    '透析なし',
  ])('%s is no dialysis', (text) => {
    expect(say(named(text))).not.toMatch(/^certain (.*)dialysis/);
  });
  test('end-stage disease is not dialysis', () => {
    expect(say(named('ESRD'))).toBe('certain kidney-failure');
    expect(say(named('terminale Niereninsuffizienz'))).toBe('certain kidney-failure');
  });
  test('Z.n. Dialyse: it was', () => {
    expect(say(named('Z.n. Dialyse 2019'))).toBe('past certain dialysis');
  });
});

describe('the bowel in the languages that are read', () => {
  test.each([
    ...[
      'Ulcerative colitis',
      'Ulcerative colitis without complications',
      'Colitis ulcerosa',
      'Rettocolite ulcerosa',
      'Colite ulcerosa',
    ],
    ...[
      'Retocolite ulcerativa',
      'Rectocolite hémorragique',
      'Ulcerøs colitis',
      'Ulcerös kolit',
      'Wrzodziejące zapalenie jelita grubego',
    ],
    ...[
      'Haavainen paksusuolitulehdus',
      'Язвенный колит',
      '潰瘍性大腸炎',
      '溃疡性结肠炎',
      '궤양성 대장염',
      'Ulcerózní kolitida',
      'Ülseratif kolit',
    ],
  ])('%s', (text) => {
    expect(say(named(text))).toBe('certain ibd ulcerative-colitis');
  });
  test.each([
    'Morbus Crohn',
    'Maladie de Crohn',
    'Enfermedad de Crohn',
    'Болезнь Крона',
    'クローン病',
    '크론병',
    '克罗恩病',
    'Crohnin tauti',
  ])('%s', (text) => {
    expect(say(named(text))).toBe('certain ibd crohn-disease');
  });
  test.each([
    ['Ausschluss Colitis ulcerosa', 'excluded ibd ulcerative-colitis'],
    ['V.a. Morbus Crohn', 'uncertain ibd crohn-disease'],
    ['Sospetta rettocolite ulcerosa', 'uncertain ibd ulcerative-colitis'],
    ['Morbus Crohn; keine Colitis ulcerosa', 'certain ibd crohn-disease'],
    ['IBD', 'certain ibd'],
    ['Reizdarmsyndrom', 'other'],
    ['Infectious colitis', 'other'],
  ])('%s', (text, said) => {
    expect(say(named(text))).toBe(said);
  });
});

describe('deficiency of TPMT or NUDT15 as a diagnosis', () => {
  test.each([
    ...[
      'TPMT deficiency',
      'TPMT-Mangel',
      'Déficit en TPMT',
      'Déficit en thiopurine méthyltransférase',
      'Deficiencia de TPMT',
    ],
    ...[
      'NUDT15 poor metabolizer',
      'NUDT15-Mangel',
      'Carenza di TPMT',
      'Thiopurine methyltransferase deficiency',
      'TPMT欠損',
    ],
  ])('%s', (text) => {
    expect(say(named(text))).toBe('certain thiopurine-deficiency');
  });
  test.each(['TPMT normal', 'TPMT intermediate metaboliser', 'TPMT tested', 'No TPMT deficiency', 'iron deficiency'])(
    '%s is none',
    (text) => {
      expect(say(named(text))).not.toBe('certain thiopurine-deficiency');
    },
  );
  test('by code, and under an unspecific code by its words', () => {
    expect(say(coded(SNOMED, '238012000'))).toBe('certain thiopurine-deficiency');
    expect(say({ codings: [{ system: ICD10CM, code: 'E79.89', display: 'TPMT deficiency' }], text: null })).toBe(
      'certain thiopurine-deficiency',
    );
  });
});

describe('codes and words together', () => {
  test("the sender's own words beside a code make it uncertain; the code's own name does not", () => {
    const beside = (text: string | null, display: string | null): CodedText => ({
      codings: [{ system: ICD10CM, code: 'Z94.0', display }],
      text,
    });
    expect(say(beside('Mutter: Nierentransplantation', null))).toBe(`uncertain ${KIDNEY}`);
    expect(say(beside('Keine Nierentransplantation', 'Kidney transplant status'))).toBe(`uncertain ${KIDNEY}`);
    expect(say(beside('Nierentransplantation ohne Abstoßung', null))).toBe(`certain ${KIDNEY}`);
    expect(say(beside(null, 'Kidney transplant status, not specified'))).toBe(`certain ${KIDNEY}`);
  });

  test.each([
    ['an ICD code of something else, no words', coded(ICD10CM, 'J45.909'), 'other'],
    ['a family history by code', coded(ICD10CM, 'Z84.1'), 'other'],
    ['a SNOMED CT code that is not listed, no words', coded(SNOMED, '195967001'), 'unknown'],
    ['a local code, no words', coded('urn:hosp:dx', '1'), 'unknown'],
    ['a code without a system', coded(null, 'K51.90'), 'unknown'],
    ['words of something else', named('Asthma bronchiale'), 'other'],
    ['nothing', { codings: [], text: null }, 'unknown'],
  ])('%s', (_, code, said) => {
    expect(say(code)).toBe(said);
  });
});

describe('what does not change a reading', () => {
  const NAMES = ['Nierentransplantation', 'Colitis ulcerosa', 'greffe rénale', 'Язвенный колит', '潰瘍性大腸炎'];
  test('case, Unicode normalisation and harmless words around it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NAMES),
        fc.constantFrom('NFC', 'NFD', 'NFKC', 'NFKD'),
        fc.boolean(),
        fc.constantFrom('', '(2015) ', 'Diagnose: ', '1. '),
        fc.constantFrom('', ' 2015', ' (links)', ', stabil'),
        (name, form, upper, before, after) => {
          const text = `${before}${upper ? name.toUpperCase() : name}${after}`.normalize(form);
          expect(say(named(text))).toBe(say(named(name)));
        },
      ),
    );
  });
  test('any text is read, however odd', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
        expect(['ours', 'other', 'unknown']).toContain(terminology.readDiagnosis(named(text), []).recognition);
      }),
    );
  });
});
