import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  AS_OF,
  COLITIS,
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
  request,
  SICK,
  TACROLIMUS,
} from '../field-cases/charts.js';
import type { Chart, Json } from '../field-cases/charts.js';
import { signing } from '../field-cases/kinds/kind.js';
import { openInProcess, type InProcess } from '../support/in-process.js';

/**
 * What laboratories, pharmacies and wards of many countries write for one thing, and what only looks like it. One list for each
 * answer: who reads a list in a language of his own may add to it.
 */
let service: InProcess;
beforeAll(async () => {
  service = await openInProcess(Date.parse(AS_OF));
});

/** `quiet`, `refused`, or the cards: topic, indicator, summary, suggestions. */
async function answerTo(chart: Chart, order: Json = draft(TACROLIMUS)): Promise<string> {
  const { service: id, body } = signing(order, chart);
  const { refusedAs, cards } = await service.answer(id, body);
  if (refusedAs !== null) return 'refused';
  const told = cards.map(({ source, indicator, summary, suggestions = [] }) =>
    [source.topic?.code, indicator, summary, ...suggestions.map(({ label }) => label)].join(' '),
  );
  return told.join('; ') || 'quiet';
}

const resultNamed = (name: string, changes: Json = {}) =>
  answerTo(
    having(QUIET, { creatinine: [creatinine(250, 1, { code: { text: name }, ...changes }), ...QUIET.creatinine!] }),
  );
const levelNamed = (name: string) =>
  answerTo(having(QUIET, { tacrolimusLevels: [level(22, 1, { code: { text: name } }), level(8, 20)] }));

describe('a creatinine by its name alone is said', () => {
  // prettier-ignore
  test.each([
    ...['CRN', 'CREA', 'KREA', 'CREATS', 'CRTN', 'S-Cr', 'SCr', 'CREA-S', 'Crea (Jaffé)', 'Krea i.S.', 'P—Kreatinin', 'fP-Krea', 'Pt-Krea'],
    ...['Kreatinin;P', 'Créat', 'Creatininemie', 'créatinine sg', 'Creat. sérica', 'Crea srl', 'kreatynina', 'S_Kreatinin', 'Szérum kreatinin'],
    ...['kreatininas', 'Kreatiniin', 'Kreatinin u serumu', 'Креатинін', 'Кре', 'Κρεατινίνη', 'KREATİNİN', 'קריאטינין', 'كرياتينين', 'کراتینین'],
    ...['क्रिएटिनिन', 'ครีอะตินีน', 'Creatinin máu', '肌酐', '血肌酐', '肌酐(酶法)', '肌酸酐', 'クレアチニン', 'CRE(クレアチニン)', 'ｸﾚｱﾁﾆﾝ', '크레아티닌'],
    ...['i-STAT Creatinine', 'Creatinine POCT', 'U&E creatinine', 'UEC', 'EUC', 'E/LFT', 'Renal profile', 'KFT', 'CMP', 'ionogramme', 'bilan rénal'],
    ...['Funzionalità renale', 'Nyrefunktion', 'Njurstatus', 'Retentionsparameter', '腎機能', '肾功', '신장기능'],
    // Urea has the sign of urine in it, and what is denied is not there.
    ...['肌酐尿素', '尿素氮/肌酐', 'Creatinine 肌酐尿素', 'Kreatinin, nicht Urin', 'CREATININE, NOT URINE'],
    // The amount tells: no eGFR and no ratio is measured in umol/L.
    ...['Creatinine w/eGFR', 'Creatinine + eGFR', 'BUN/Creatinine panel'],
    // No list knows it, and its value is one of a creatinine.
    ...['QXCR', 'KRT1'],
  ])('%s', async (name) => {
    expect(await resultNamed(name)).toMatch(/AkiStage|Not checked: AKI/);
  });
  // prettier-ignore
  test.each([
    ...['Creatinine urine', 'U-Kreatinin', 'dU-Krea', 'Kreatinin/U', 'Kreatinin im Harn', 'créatininurie', 'Creatinina en orina', 'Creatinuria'],
    ...['Kreatynina w moczu', 'Kreatinin v moči', 'Креатинин мочи', 'Κρεατινίνη ούρων', 'İdrar kreatinin', '尿クレアチニン', '随机尿肌酐', '소변 크레아티닌'],
    ...['尿素', '尿酸', 'Urea', 'Urate', 'Creatine kinase', 'CK', 'クレアチンキナーゼ', '肌酸激酶', 'Creatinine drain fluid', 'Kreatinin im Drainagesekret'],
    ...['Creatinine dialysate', 'Cystatin C', 'BILI', 'URIC', 'FE', 'NH3', 'LDH', 'HB'],
  ])('%s is another test', async (name) => {
    expect(await resultNamed(name)).toBe('quiet');
  });
  test.each([
    ...['Creatinine clearance', 'Kreatinin-Clearance', '内生肌酐清除率', '推算GFR (クレアチニン)', 'eGFR (creatinine)'],
    ...['Albumin/creatinine ratio', '尿素/肌酐比值'],
  ])('%s in its own unit is another test', async (name) => {
    const unit = /ratio|比值/.test(name) ? 'mg/mmol' : 'mL/min';
    expect(await resultNamed(name, { valueQuantity: { value: 40, unit } })).toBe('quiet');
  });
});

describe('a level by its name alone is said', () => {
  // prettier-ignore
  test.each([
    ...['FKLM', 'FK506', 'FK-506', 'TACRO', 'TAC', 'TACR', 'TAC LVL', 'TCRO', 'TACRL', 'TAKRO', 'LCPT level', 'PROGRAF LVL', 'Tacrolimusspiegel'],
    ...['tacrolémie', 'Tacrolimus résiduel T0', 'Niveles valle de tacrolimus', 'Tacrolimus sangue intero', 'B -Takro', 'B-Takrolimuusi', 'Takrolimusz'],
    ...['Такролимус (ФК-506)', 'Τακρόλιμους', 'טקרולימוס', 'تاكروليموس', 'ทาโครลิมัส', 'タクロリムス(FK506)', 'ﾀｸﾛﾘﾑｽ', 'プログラフ血中濃度', '他克莫司浓度'],
    ...['他克莫斯', '普乐可复浓度', 'FK506血药浓度测定', '타크로리무스 혈중농도', '프로그라프', 'CNI level', 'TDM Tac', 'Talspiegel', 'C0', 'QXTL'],
  ])('%s', async (name) => {
    expect(await levelNamed(name)).toMatch(/TroughHigh|Not checked: .*(?:level|trough)/i);
  });
  // prettier-ignore
  test.each([
    ...['Sirolimus', 'Everolimus', 'EVERO', 'SIRO', 'CSA', 'Ciclosporin', 'MPA', 'Troponin', 'TNI', 'FERR', 'PSA', 'CEA', 'DIG', 'VANCO', 'MTX', '6-TGN'],
    ...['Infliximab level', 'Vancomycin trough', 'Lithium', '西罗莫司', '环孢素', 'シクロスポリン'],
  ])('%s is another test', async (name) => {
    expect(await levelNamed(name)).toBe('quiet');
  });
});

describe('what is ordered', () => {
  // prettier-ignore
  test.each([
    ...['takrolimuusi', 'Tacrolimusum 1 mg', 'Такролімус', 'Τακρόλιμους', 'טקרולימוס', 'تاكروليموس', 'टैक्रोलिमस', 'ทาโครลิมัส', '他克莫司缓释胶囊', '他克莫斯'],
    ...['藤霉素', '普乐可复', '타크로리무스수화물', '프로그라프', 'Prograf顆粒', 'Tacniteva', 'Pan Graf', 'Talimus', 'Tenacrine', 'T-Inmun', 'Hecoria', 'Limustin'],
    ...['CAPS.TACROLIMUS.1MG', 'TACROLIMUS(PROGRAF)1MG', 'TAC 1 mg PO BID', 'tac 0.5 mg', 'FK 1mg', 'IS-Therapie', 'Immunsuppression Standard'],
  ])('%s is told or refused', async (text) => {
    expect(await answerTo(SICK, draft({ text }))).toMatch(/AkiStage|^refused$/);
  });
  test.each([
    'Progynova',
    'Tachosil',
    'Tagrisso',
    'triamcinolone TAC 0.1%',
    '西罗莫司',
    'シロリムス',
    'Vitamin therapy B12',
  ])('%s is another drug', async (text) => {
    expect(await answerTo(SICK, draft({ text }))).toBe('quiet');
  });
});

describe('what maintains', () => {
  const beside = (text: string) =>
    answerTo(having(QUIET, { medicationRequests: [request(TACROLIMUS, 100), request({ text }, 60, { id: 'other' })] }));
  // prettier-ignore
  test.each([
    ...['azatioprin', 'азатиоприн', 'アザニン', '硫唑嘌呤', '이무란', 'Imuzat', 'AZA 50 mg', '6 mp 50mg', 'merkaptopuryna', '巯基嘌呤', 'ロイケリン', 'Lanvis'],
    ...['infliksimab', 'IFX 5 mg/kg', 'Zymfentra', 'Yuflyma', '类克', 'Uzpruvo', 'Omvoh', 'エンタイビオ', 'ведолизумаб'],
  ])('%s is a plan', async (text) => {
    expect(await beside(text)).toBe('quiet');
  });
  test.each(['azacitidine', 'Azarga', 'mercaptamine', 'metformin', 'azithromycin'])('%s is none', async (text) => {
    expect(await beside(text)).toMatch(/ThiopurinePlan warning/);
  });

  const tested = (name: string, value: string) => {
    const code = name === 'TPMT' ? concept(LOINC, '79713-4', 'TPMT activity') : { text: name };
    const result: Json = {
      ...{ resourceType: 'Observation', id: 'gene', status: 'final', code, effectiveDateTime: daysAgo(50) },
      ...{ subject: { reference: `Patient/${PATIENT_ID}` }, valueString: value },
    };
    return answerTo(having(QUIET, { medicationRequests: [request(TACROLIMUS, 100)], thiopurineTests: [result] }));
  };
  // prettier-ignore
  test.each([
    ...['deficient', 'PM', 'PM (poor metabolizer)', 'fehlende Aktivität', 'métaboliseur lent', 'activité nulle', 'metabolizador lento', '慢代谢', '欠損', 'TPMT *3A/TPMT *3C'],
  ])('TPMT %s is a reason against a thiopurine', async (value) => {
    expect(await tested('TPMT', value)).toMatch(/MaintenancePlan/);
  });
  test.each(['R139C/R139C', 'p.Arg139Cys/p.Arg139Cys', 'Cys/Cys', 'rs116855232 TT', 'NUDT15 *3/*3', 'Cys/Cys型'])(
    'NUDT15 %s is a reason against a thiopurine',
    async (value) => {
      expect(await tested('NUDT15', value)).toMatch(/MaintenancePlan/);
    },
  );
  // Nobody can read it, or it is half of one: no draft of azathioprine.
  test.each([
    'compound heterozygous',
    '0 mU/L',
    'heterozygous *3A',
    'see report',
    '中间代谢',
    'мутация гетерозиготная',
  ])('TPMT %s offers no azathioprine', async (value) => {
    const told = await tested('TPMT', value);
    expect(told).toMatch(/Plan/);
    expect(told).not.toMatch(/Draft azathioprine/);
  });
  test.each(['normal', '*1/*1', 'wild type', 'normaler Metabolisierer', '正常'])('TPMT %s offers it', async (value) => {
    expect(await tested('TPMT', value)).toMatch(/Draft azathioprine/);
  });
});

describe('a diagnosis that silences', () => {
  const kidneys = having(SICK, { tacrolimusLevels: [level(8, 3)] });
  const listed = (text: string) =>
    answerTo(having(kidneys, { conditions: [condition(COLITIS), condition({ text }, { id: 'c-2' })] }));
  // prettier-ignore
  test.each([
    ...['Nierentransplantiert', 'Z.n. NTX 2012', 'greffé rein 2012', 'trapiantato di rene', 'transplantado renal', 'njurtransplanterad', 'nyretransplantert'],
    ...['stan po przeszczepie nerki', 'μεταμόσχευση νεφρού', 'böbrek nakli', 'состояние после трансплантации почки', '生体腎移植後', '肾移植术后', '신이식 후'],
    ...['renal tx 2011', 'DDKT 2014', 'kidney-pancreas transplant', 'Dialysepatient', 'dialysepflichtige Niereninsuffizienz', 'dialysbehandling'],
    ...['hemodiyaliz', '維持透析', '혈액투석', 'ESRD on HD', 'CRRT', 'CAPD'],
  ])('%s: not judged, and said', async (text) => {
    expect(await listed(text)).toMatch(/NotEvaluated.*not judged/);
  });
  // prettier-ignore
  test.each([
    ...['greffe rénale envisagée', 'in lista per trapianto renale', '腎移植待機', '等待肾移植', '拟行肾移植', 'Kidney transplant rejected as option'],
    ...['pre-dialysis', 'fam. hx of renal transplant', 'mor njurtransplanterad', 'far dialys', 'père greffé du rein', 'madre con diálisis', '母亲肾移植'],
    ...['ESRD - declines dialysis', 'refuse la dialyse', 'lehnt Dialyse ab', 'rechaza diálisis', '透析拒否', 'отказ от диализа'],
  ])('%s: judged', async (text) => {
    expect(await listed(text)).toMatch(/AkiStage/);
  });
});

describe('a diagnosis that opens the gate', () => {
  // prettier-ignore
  test.each([
    ...['UC', 'ASUC', 'RCUH', 'НЯК', 'WZJG', 'ulcerøs kolitis', 'haavainen paksusuolentulehdus', 'proctitis ulcerosa', 'steroid-refractory UC', 'M. Crohn'],
    ...['クローン病', '克罗恩病', '크론병', 'Crohnin tauti', 'ελκώδης κολίτιδα'],
  ])('%s', async (text) => {
    const chart = having(QUIET, { medicationRequests: [request(TACROLIMUS, 100)], conditions: [condition({ text })] });
    expect(await answerTo(chart)).toMatch(/ThiopurinePlan warning/);
  });
});
