import { row } from './row.js';

/** Which tacrolimus is ordered, by its name (docs/clinical/when-it-speaks.md#topical). The chart holds a level of 22. */
const HIGH = 'TroughHigh critical';
const ordered = (name: string) => ({ ordered: name, levels: '22@1' });

// prettier-ignore
const TOPICAL = [
  ...['tacrolimus 0.1 %', 'tacrolimus 0.03% oint', 'tacrolimus 1 mg/g', 'tacrolimus paste', 'tacrolimus 30 g tube', 'tacrolimus lip balm'],
  ...['tacrolimus cream', 'TACROLIMUS OPHTH SUSP', 'tacrolimus eye drops', 'Tacrolimus Augentropfen', 'Protopic', 'Tacrolimus Salbe'],
  ...['tacrolimus pommade', 'tacrolimus ungüento', 'takrolimus salva', 'такролимус мазь', 'タクロリムス軟膏0.1%', '他克莫司软膏', '타크로리무스 연고'],
  ...['tacrolimus gel', 'tacrolimus lotion', 'tacrolimus mouthwash', 'tacrolimus 0.5 mg/5 mL mouth rinse', 'tacrolimus shampoo'],
  ...['tacrolimus 1 mg capsule@0 topical', 'TACROLIMUS 0.1 PERCENT'],
];
// prettier-ignore
const SYSTEMIC = [
  ...['tacrolimus 0.1 %@0 oral', 'tacrolimus 5 mg/g@0 intravenous', 'tacrolimus 1 mg feeding tube', 'tacrolimus 1 mg per NG tube'],
  ...['tacrolimus 1 mg via G tube', 'tacrolimus solution 0.5 mg/mL oral', 'tacrolimus granules 0.2 mg sachet', 'tacrolimus 5 mg/mL ampoule'],
  ...['TACRO 1mg', 'FK506 1 mg', 'FK-506', 'Tacrolimus 1 mg Hartkapseln', 'タクロリムスカプセル1mg', '他克莫司胶囊', '타크로리무스캡슐 1밀리그램'],
];
// prettier-ignore
const RECTAL = [
  'tacrolimus suppository 2 mg',
  'tacrolimus enema 4 mg',
  'Tacrolimus Zäpfchen',
  'tacrolimus rectal ointment',
  'tacrolimus 1 mg capsule@0 rectal',
];
const NO_NAME = ['TAC 1 mg PO BID', 'Tac 0.5', 'immunosuppressant per protocol'];

// prettier-ignore
export const NAMES = [
  ...TOPICAL.map((name) => row('6.17', `${name} is for the skin, the eye or the mouth`, ordered(name), '-', { view: HIGH })),
  ...SYSTEMIC.map((name) => row('6.17', `${name} is ours`, ordered(name), HIGH)),
  ...RECTAL.map((name) => row('6.17', `${name} is absorbed`, ordered(name), HIGH)),
  ...NO_NAME.map((name) => row('6.17', `${name} may be ours`, ordered(name), '412', { view: HIGH })),
];
