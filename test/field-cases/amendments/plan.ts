import { row } from './row.js';

/** The plan for what maintains (docs/clinical/thiopurine-plan.md#plan). Day 100 of tacrolimus, and nothing else is taken. */
const PLAIN = 'ThiopurinePlan warning';
const AGAINST = 'MaintenancePlan info';
const taking = (more: string) => ({ drugs: `tacrolimus@100, ${more}` });
const chart = (more: object) => ({ drugs: 'tacrolimus@100', ...more });
const NO_DRAFT = { suggestionsLack: ['azathioprine'] };
const DRAFT = { textMatches: ['Draft azathioprine'] };
const TERATOGENS = ['methotrexate', 'tofacitinib', 'upadacitinib', 'filgotinib', 'ozanimod', 'etrasimod'];
const options = (drugs: readonly string[]) => ({ textLacks: drugs.map((drug) => `Options in[^.]*${drug}`) });
/** An allergy to azathioprine makes the card the one that lists what else maintains. */
const listing = (problems: string, more: object = {}) => chart({ problems, allergies: 'azathioprine', ...more });

// prettier-ignore
const ageing = [
  row('6.15', 'TPMT ordered 90 days ago', chart({ testOrders: 'TPMT@90' }), '-'),
  row('6.15', 'TPMT ordered 91 days ago', chart({ testOrders: 'TPMT@91' }), PLAIN),
  row('6.15', 'NUDT15 ordered 20 days ago', chart({ testOrders: 'NUDT15@20' }), '-'),
  row('6.15', 'on hold for 90 days', taking('azathioprine@90 on-hold'), '-'),
  row('6.15', 'on hold for 91 days', taking('azathioprine@91 on-hold'), AGAINST),
  row('6.15', 'written 200 days ago, on hold for ten', taking('azathioprine@200 on-hold changed 10'), '-'),
  ...['leukopenia', 'pancreatitis', 'nausea and vomiting', 'elevated LFTs', 'Leberwerte erhöht', 'effets indésirables', 'efectos adversos', '副作用', '白血球減少'].map((why) => row('6.15', `on hold because of ${why}`, taking(`azathioprine@10 on-hold because ${why}`), AGAINST)),
  row('6.15', 'on hold because of surgery', taking('azathioprine@10 on-hold because planned surgery'), '-'),
  row('6.15', 'a statement on hold because of leucopenia', taking('azathioprine@20 statement on-hold because leucopenia'), AGAINST),
  row('6.15', 'a statement on hold for ten days', taking('azathioprine@10 statement on-hold'), '-'),
  row('6.15', 'an allergy beside an order of 90 days', { ...taking('azathioprine@90'), allergies: 'azathioprine' }, '-'),
  row('6.15', 'an allergy beside an order of 91 days', { ...taking('azathioprine@91'), allergies: 'azathioprine' }, AGAINST),
  row('6.15', 'an allergy to mercaptopurine beside an old azathioprine', { ...taking('azathioprine@120'), allergies: 'mercaptopurine' }, AGAINST),
  row('6.15', 'methotrexate in ulcerative colitis', { ...taking('methotrexate 25 mg@60'), problems: 'K51.90' }, PLAIN),
  row('6.15', "methotrexate in Crohn's disease", { ...taking('methotrexate 25 mg@60'), problems: 'K50.90' }, '-'),
  row('6.15', 'methotrexate in both', { ...taking('methotrexate 25 mg@60'), problems: 'K50.90, K51.90' }, '-'),
  row('6.15', 'pouchitis: information at most', chart({ problems: 'pouchitis' }), 'ThiopurinePlan info'),
  row('6.15', 'pouchitis after colitis', chart({ problems: 'K91.850, K51.90' }), 'ThiopurinePlan info'),
  row('6.15', 'ordered in this session', chart({ ordered: 'tacrolimus, azathioprine' }), '-', { view: PLAIN }),
  row('6.15', 'an order not to give it', taking('azathioprine@10 not given'), AGAINST),
  row('6.15', 'stopped', taking('azathioprine@300 stopped'), AGAINST),
  row('6.15', 'stopped, and ordered anew now', { ...taking('azathioprine@300 stopped'), ordered: 'tacrolimus, azathioprine' }, '-', { view: AGAINST }),
  row('6.15', 'mesalazine is no maintenance of this kind', taking('mesalazine 1 g@60'), PLAIN),
];

// prettier-ignore
const genes = [
  row('3.3', 'TPMT deficient', chart({ genes: 'TPMT deficient@30' }), AGAINST),
  row('3.3', 'TPMT deficient, five years ago: genes do not age', chart({ genes: 'TPMT deficient@1900' }), AGAINST),
  row('3.3', 'TPMT *3A/*3A', chart({ genes: 'TPMT *3A/*3A@30' }), AGAINST),
  row('3.3', 'NUDT15 poor metaboliser', chart({ genes: 'NUDT15 poor metabolizer@300' }), AGAINST),
  row('3.3', 'TPMT normal: a draft', chart({ genes: 'TPMT normal metabolizer@30' }), PLAIN, DRAFT),
  row('3.3', 'TPMT intermediate: no draft', chart({ genes: 'TPMT intermediate metabolizer@30' }), PLAIN, NO_DRAFT),
  row('3.3', 'TPMT *1/*3A: no draft', chart({ genes: 'TPMT *1/*3A@30' }), PLAIN, NO_DRAFT),
  row('3.3', 'TPMT that nobody can read: no draft', chart({ genes: 'TPMT see report@30' }), PLAIN, NO_DRAFT),
];

const WHY = (word: string) => ({ ...NO_DRAFT, textMatches: [word] });
// prettier-ignore
const noDraft = [
  row('6.16', 'nothing against it', chart({}), PLAIN, DRAFT),
  ...['allopurinol 300 mg', 'Zyloric 100 mg', 'Duzallo', 'Adenuric 80 mg', 'topiroxostat', 'ALLOPURINOL300MG', 'フェブリク錠20mg', 'アロプリノール錠', '别嘌醇片', 'Аллопуринол', '알로푸리놀정'].map((name) => row('6.16', `beside ${name}`, taking(`${name}@60`), PLAIN, WHY('breakdown of thiopurines'))),
  row('6.16', 'allopurinol ordered in this session', chart({ ordered: 'tacrolimus, allopurinol 300 mg' }), PLAIN, NO_DRAFT),
  row('6.16', 'allopurinol handed out 80 days ago', taking('allopurinol@80 dispensed'), PLAIN, NO_DRAFT),
  row('6.16', 'allopurinol stopped', taking('allopurinol@300 stopped'), PLAIN, DRAFT),
  ...['C83.3', 'C81.9', 'Z85.72', 'D47.Z1', 'C91.1', 'Hodgkin lymphoma 2012', 'Non-Hodgkin-Lymphom', 'non-Hodgkin lymphoma in remission', 'hepatosplenic T-cell lymphoma', 'linfoma de Hodgkin', '悪性リンパ腫', 'лимфома Ходжкина', 'lymfoom'].map((problem) => row('6.16', `with ${problem}`, chart({ problems: `K51.90, ${problem}` }), PLAIN, WHY('lymphoma is on record'))),
  ...['no lymphoma', 'mother had lymphoma', 'Z80.7', 'lymphadenopathy'].map((problem) => row('6.16', `with ${problem}`, chart({ problems: `K51.90, ${problem}` }), PLAIN, DRAFT)),
];

// prettier-ignore
const pregnancy = [
  ...['Z33.1', 'O09.91', 'Z3A.20', 'O26.9', 'O99.611', 'Pregnancy 14 weeks', 'Schwangerschaft 14. SSW', 'Embarazo de 12 semanas', 'Grossesse 20 SA', '妊娠20週', 'zwanger'].map((problem) => row('6.16', `pregnant, Crohn's disease: ${problem}`, listing(`K50.90, ${problem}`), AGAINST, { ...options(TERATOGENS), textMatches: ['pregnancy is on record'] })),
  row('6.16', 'pregnant, colitis', listing('K51.90, Z33.1'), AGAINST, options(TERATOGENS)),
  ...['not pregnant', 'pregnancy test negative', 'Z87.59', 'Z39.2'].map((problem) => row('6.16', `not pregnant: ${problem}`, listing(`K50.90, ${problem}`), AGAINST, { textMatches: ['Options in[^.]*methotrexate'], textLacks: ['pregnancy is on record'] })),
];

// prettier-ignore
const followTheChart = [
  row('6.16', "Crohn's disease", listing('K50.90'), AGAINST, { textMatches: ['Options in Crohn[^.]*certolizumab'], ...options(['golimumab']) }),
  row('6.16', 'colitis: no methotrexate', listing('K51.90'), AGAINST, { textMatches: ['Options in ulcerative[^.]*golimumab'], ...options(['methotrexate', 'certolizumab']) }),
  row('6.16', 'pouchitis has a list of its own', listing('K91.850'), AGAINST, { textMatches: ['Options in pouchitis[^.]*infliximab[^.]*vedolizumab'], ...options(['tofacitinib', 'methotrexate', 'golimumab']) }),
  row('6.16', 'pouchitis comes before the colitis that it followed', listing('K91.850, K51.90'), AGAINST, { textMatches: ['Options in pouchitis'] }),
  ...[['loss of response', 'treatment failed'], ['lack of efficacy', 'treatment failed'], ['Wirkverlust', 'treatment failed'], ['perte de réponse', 'treatment failed'], ['二次無効', 'treatment failed'], ['infusion reaction', 'not tolerated'], ['Nebenwirkung', 'not tolerated'], ['patient moved', 'stopped']].map(([why, said]) => row('6.16', `infliximab stopped because of ${why}`, { ...listing('K51.90'), drugs: `tacrolimus@100, infliximab@200 stopped because ${why}` }, AGAINST, { textMatches: [`infliximab: ${said}`], ...options(['infliximab']) })),
  row('6.16', 'an allergy to infliximab', listing('K51.90', { allergies: 'azathioprine, infliximab' }), AGAINST, { textMatches: ['infliximab: allergy'], ...options(['infliximab']) }),
  row('6.16', 'what failed is said on the plain card too', { drugs: 'tacrolimus@100, infliximab@200 stopped because loss of response' }, PLAIN, { textMatches: ['infliximab: treatment failed'] }),
  row('6.16', 'lymphoma leaves no anti-TNF and no JAK', listing('K51.90, C83.3'), AGAINST, options(['infliximab', 'adalimumab', 'tofacitinib'])),
];

const THREE_TIMES = '250@1, 80@20, 80@100';
const CROHN = (more: object) => listing('K50.90', more);
const LEFT_OUT = (...drugs: readonly string[]) => options(drugs);
// prettier-ignore
const contraindicated = [
  row('6.16', 'stage 3 today: no methotrexate, and the card says why', CROHN({ creatinine: THREE_TIMES }), `AkiStage critical + ${AGAINST}`, { ...LEFT_OUT('methotrexate'), textMatches: ['AKI warning stage 3\\): no methotrexate', 'clearance of 30'] }),
  row('6.16', 'stage 2', CROHN({ creatinine: '160@1, 80@20, 80@100' }), `AkiStage critical + ${AGAINST}`, LEFT_OUT('methotrexate')),
  row('6.16', 'stage 1: named', CROHN({ creatinine: '125@1, 80@20, 80@100' }), `AkiStage warning + ${AGAINST}`, { textMatches: ['Options in[^.]*methotrexate'] }),
  row('6.16', 'eGFR 29 for long', CROHN({ creatinine: '192@1, 190@30, 190@120' }), `AkiRisk warning + ${AGAINST}`, { ...LEFT_OUT('methotrexate'), textMatches: ['eGFR 29'] }),
  row('6.16', 'eGFR 30 for long: named', CROHN({ creatinine: '187@1, 187@30, 187@120' }), AGAINST, { textMatches: ['Options in[^.]*methotrexate'] }),
  row('6.16', 'stage 3, 31 days ago: named, and not repeated', CROHN({ creatinine: '250@31, 80@60, 80@120' }), `AkiStage warning + ${AGAINST}`, { textMatches: ['Options in[^.]*methotrexate'] }),
  row('6.16', 'colitis has no methotrexate to leave out', listing('K51.90', { creatinine: THREE_TIMES }), `AkiStage critical + ${AGAINST}`, { textLacks: ['no methotrexate', 'clearance of 30'], textMatches: ['MERIT-UC'] }),
  row('6.16', 'no draft of azathioprine beside stage 3, and a thiopurine stays named', chart({ creatinine: THREE_TIMES }), `AkiStage critical + ${PLAIN}`, { ...NO_DRAFT, textMatches: ['Kidney injury today', 'A thiopurine, after TPMT', 'lower end of the dose'] }),
  row('6.16', 'nor beside stage 2', chart({ creatinine: '160@1, 80@20, 80@100' }), `AkiStage critical + ${PLAIN}`, NO_DRAFT),
  row('6.16', 'a draft beside stage 1', chart({ creatinine: '125@1, 80@20, 80@100' }), `AkiStage warning + ${PLAIN}`, DRAFT),
  row('6.16', 'a draft beside an eGFR of 17 for long', chart({ creatinine: '300@1, 300@30, 300@120' }), `AkiRisk warning + ${PLAIN}`, DRAFT),
  ...['A15.0', 'Lungentuberkulose'].map((problem) => row('6.16', `active tuberculosis: ${problem}`, listing(`K50.90, ${problem}`), AGAINST, { ...LEFT_OUT('infliximab', 'adalimumab', 'certolizumab', 'upadacitinib', 'methotrexate'), textMatches: ['Active tuberculosis is on record', 'Options in[^.]*vedolizumab'] })),
  ...['Z22.7', 'latent TB', 'Z.n. Lungentuberkulose'].map((problem) => row('6.16', `not active: ${problem}`, listing(`K50.90, ${problem}`), AGAINST, { textMatches: ['Options in[^.]*infliximab'], textLacks: ['Active tuberculosis'] })),
  row('6.16', 'pouchitis: its one trial stands behind the card', listing('K91.850'), AGAINST, { textMatches: ['EARNEST'] }),
];

const LONG_ALONE = (problems: string) => ({ drugs: 'tacrolimus@230', problems });
// prettier-ignore
const inOtherLanguages = [
  ...['Autoimmunhepatitis', 'hépatite auto-immune', '自己免疫性肝炎', 'Lupusnephritis', 'nefritis lúpica', 'ループス腎炎', 'Myasthenie', 'nephrotisches Syndrom', 'ネフローゼ症候群', 'polyarthrite rhumatoïde', '関節リウマチ'].map((words) => row('3.3', `given for something else: ${words}`, LONG_ALONE(words), '-')),
  ...['small bowel transplant 2019', 'allo-HSCT 2020', '造血幹細胞移植', 'LTX 2016'].map((words) => row('3.3', `given for a transplant: ${words}`, LONG_ALONE(words), '-')),
  ...['autologous HSCT 2020', 'Autoimmunhepatitis ausgeschlossen', 'Mutter: Lupusnephritis'].map((words) => row('3.3', `no other indication: ${words}`, { drugs: 'tacrolimus@100', problems: `K50.90, ${words}` }, PLAIN)),
  ...['ulcerøs colitt', 'colitis ulceroza', 'kolitis ulseratif'].map((words) => row('3.3', `colitis: ${words}`, { drugs: 'tacrolimus@100', problems: words }, PLAIN)),
  row('3.3', 'maintenance in Polish', taking('infliksymab 400 mg@40'), '-'),
];

export const PLAN = [
  ...ageing,
  ...genes,
  ...noDraft,
  ...pregnancy,
  ...followTheChart,
  ...contraindicated,
  ...inOtherLanguages,
];
