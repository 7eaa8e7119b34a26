import { row } from './row.js';

/** The other drug at a tacrolimus order (docs/clinical/interaction.md#classes). Opening the chart says nothing of it. */
const CRITICAL = 'Interaction critical';
const WARNING = 'Interaction warning';
const ON = 'tacrolimus@55, azathioprine@45';
const beside = (more: string, rest: object = {}) => ({ drugs: `${ON}, ${more}`, ...rest });
const ordered = (more: string, rest: object = {}) => ({ ordered: `tacrolimus, ${more}`, ...rest });
const LONG = 'tacrolimus@140, azathioprine@130';
const atOrder = (name: string, story: object, cards: string, words: object = {}) =>
  row('8', name, story, cards, { view: '-', ...words });

// prettier-ignore
const metabolism = [
  atOrder('clarithromycin for three days, the level is from before it', beside('clarithromycin 500 mg@3'), CRITICAL, { textMatches: ['clarithromycin', 'within 1 to 3 days'] }),
  atOrder('spelled as it is heard', beside('Klarithromycin 500 mg@3'), CRITICAL),
  atOrder('clarithromycin for 20 days, a level in range since', beside('clarithromycin 500 mg@20'), '-'),
  row('8', 'clarithromycin for 20 days, and the level since is 15.1', beside('clarithromycin 500 mg@20', { levels: '15.1@3' }), `TroughHigh warning + ${WARNING}`, { view: 'TroughHigh warning' }),
  atOrder('clarithromycin for 20 days, the level since is 14 days old', beside('clarithromycin 500 mg@20', { levels: '8@14' }), '-'),
  atOrder('the same, 15 days old', beside('clarithromycin 500 mg@20', { levels: '8@15' }), WARNING),
  atOrder('a level of the day after it began shows nothing yet', beside('clarithromycin 500 mg@6', { levels: '8@5' }), CRITICAL),
  atOrder('together for 100 days, a level of 44 days ago', { drugs: `${LONG}, posaconazole 100 mg@100`, levels: '8@44' }, '-'),
  atOrder('Paxlovid ordered in the same session', ordered('Paxlovid'), CRITICAL),
  atOrder('Rapamune by its brand', ordered('Rapamune 1 mg'), CRITICAL),
  ...['Klacid 500 mg', 'Itraconazol 100 mg', 'クラリスロマイシン', 'Certican 0.75 mg', 'Sandimmun Optoral 100 mg'].map((name) => atOrder(`in another country: ${name}`, beside(`${name}@3`), CRITICAL)),
  ...['Rifampicina 600 mg', 'Nurofen 400 mg', 'diklofenak 50 mg', 'AmBisome', 'ロキソニン錠'].map((name) => atOrder(`in another country: ${name}`, beside(`${name}@3`), WARNING)),
  atOrder('Stamaril in the same session', ordered('Stamaril'), CRITICAL, { textMatches: ['Tacrolimus and stamaril'] }),
  atOrder('two live vaccines: each by its name', ordered('MMR vaccine, yellow fever vaccine live'), CRITICAL, { textMatches: ['mmr vaccine: live vaccine under immunosuppression; also yellow fever vaccine live'] }),
  atOrder('through a feeding tube', beside('voriconazole 200 mg via NG tube@3'), CRITICAL),
  atOrder('a plaster stays on the skin', beside('ketoprofen patch@3'), '-'),
  atOrder('Toradol by its brand', beside('Toradol 10 mg@1'), WARNING),
  atOrder('nirmatrelvir and ritonavir by their names', ordered('nirmatrelvir 150 mg + ritonavir 100 mg'), CRITICAL),
  atOrder('itraconazole without any date is new', { also: { medicationStatements: [{ resourceType: 'MedicationStatement', id: 'undated', status: 'active', medicationCodeableConcept: { text: 'itraconazole 100 mg' }, subject: { reference: 'Patient/kind-1' } }] } }, CRITICAL),
  atOrder('a weak inhibitor: azithromycin', beside('azithromycin 500 mg@2'), '-'),
  atOrder('a moderate inhibitor is counted, not shown: fluconazole', beside('fluconazole 200 mg@2'), '-'),
  atOrder('an azole on the skin: ketoconazole shampoo', beside('ketoconazole 2 % shampoo@2'), '-'),
  atOrder('an azole in the vagina: clotrimazole', beside('clotrimazole 500 mg vaginal tablet@2'), '-'),
  atOrder('pantoprazole, prednisolone, ciprofloxacin and aciclovir are no news', beside('pantoprazole 40 mg@2, prednisolone 40 mg@2, ciprofloxacin 500 mg@2, aciclovir 400 mg@2'), '-'),
  atOrder('not to be given is not given', beside('clarithromycin 500 mg@2 not given'), '-'),
  atOrder('cancelled before it began', beside('clarithromycin 500 mg@2 cancelled'), '-'),
  atOrder('rifampicin for two days', beside('rifampicin 600 mg@2'), WARNING),
  atOrder('carbamazepine for years, the level in range', beside('carbamazepine 200 mg@300'), '-'),
  atOrder('carbamazepine for years, no level', beside('carbamazepine 200 mg@300', { levels: '' }), `${WARNING} + NotEvaluated info`),
  atOrder('rifampicin stopped 14 days ago: the level rises', beside('rifampicin 600 mg@90 stopped until 14'), WARNING, { textMatches: ['rises'] }),
  atOrder('rifampicin stopped 15 days ago', beside('rifampicin 600 mg@90 stopped until 15'), '-'),
  atOrder('rifampicin stopped before a first order: it acts on', { drugs: 'azathioprine@45, rifampicin 600 mg@90 stopped until 5', levels: '' }, WARNING),
];

// prettier-ignore
const duplicates = [
  atOrder('ciclosporin for a hundred days: running is as bad as new', beside('ciclosporin 100 mg capsule@100'), CRITICAL),
  atOrder('ciclosporin eye drops', beside('ciclosporin 0.1 % eye drops@100'), '-'),
  atOrder('sirolimus in the same session', ordered('sirolimus 1 mg tablet'), CRITICAL),
  atOrder('Envarsus beside capsules that go on', { ordered: 'tacrolimus extended' }, CRITICAL, { textMatches: ['Tacrolimus in immediate and extended release: both on the list'], textLacks: ['Tacrolimus and tacrolimus'] }),
  atOrder('the capsules were stopped three days ago: a change, counted and not shown', { drugs: 'tacrolimus@55 stopped until 3, azathioprine@45', ordered: 'tacrolimus extended' }, '-'),
  atOrder('capsules of another brand', beside('Adoport 1 mg capsule@50'), '-'),
  atOrder('a liver transplant changes nothing: clarithromycin', beside('clarithromycin 500 mg@2', { problems: 'ulcerative colitis, Z94.4' }), CRITICAL),
  row('8', 'an ointment is no tacrolimus that interacts', { drugs: 'clarithromycin 500 mg@2', ordered: 'tacrolimus 0.1 % ointment', levels: '' }, '-'),
  atOrder('yellow fever vaccine in the same session', ordered('yellow fever vaccine'), CRITICAL),
  atOrder('measles vaccine given five days ago', beside('measles vaccine@5 given'), CRITICAL),
  atOrder('measles vaccine given 28 days before a first order', { drugs: 'azathioprine@45, measles vaccine@28 given', levels: '' }, 'Interaction info'),
  atOrder('29 days before it', { drugs: 'azathioprine@45, measles vaccine@29 given', levels: '' }, '-'),
  atOrder('influenza vaccine, inactivated', ordered('influenza vaccine'), '-'),
];

// prettier-ignore
const kidneys = [
  atOrder('ibuprofen for two days', beside('ibuprofen 400 mg@2'), WARNING),
  row('8', 'ibuprofen for two days, and stage 1', beside('ibuprofen 400 mg@2', { creatinine: '125@1, 80@20, 80@100' }), `${CRITICAL} + AkiStage warning`, { view: 'AkiStage warning' }),
  row('8', 'ibuprofen for a month, and stage 2: a line on the kidney card', beside('ibuprofen 400 mg@30', { creatinine: '165@1, 80@20, 80@100' }), 'AkiStage critical', { textMatches: ['ibuprofen'] }),
  atOrder('a suppository is no topical drug: diclofenac', beside('diclofenac 50 mg suppository@2'), WARNING),
  atOrder('ibuprofen gel', beside('ibuprofen 5 % gel@2'), '-'),
  atOrder('ketorolac eye drops', beside('ketorolac eye drops@2'), '-'),
  atOrder('aspirin 75 mg', beside('aspirin 75 mg@2'), '-'),
  atOrder('gentamicin for a day', beside('gentamicin 240 mg intravenous infusion@1'), WARNING),
  atOrder('gentamicin eye ointment', beside('gentamicin 0.3 % eye ointment@1'), '-'),
  atOrder('vancomycin by mouth is not absorbed', beside('vancomycin 125 mg capsule@1'), '-'),
  row('8', 'a kidney graft that doubled: the drug is critical, and no stage is named', beside('ibuprofen 400 mg@2', { creatinine: '230@1, 110@20, 108@100, 110@200', problems: 'ulcerative colitis, Z94.0' }), `${CRITICAL} + NotEvaluated info`, { view: 'NotEvaluated info', textLacks: ['AKI stage 2'] }),
  atOrder('two partners, one card: each said for what it is', beside('ibuprofen 400 mg@2, clarithromycin 500 mg@2'), CRITICAL, { textMatches: ['clarithromycin: strong CYP3A inhibitor, level rises; also ibuprofen'] }),
  row('8', 'ramipril beside a potassium of 5.9: the potassium speaks', ordered('ramipril 5 mg', { tests: 'potassium 5.9@1' }), 'Electrolyte warning', { view: 'Electrolyte warning' }),
];

export const OTHER_DRUGS = [...metabolism, ...duplicates, ...kidneys];
