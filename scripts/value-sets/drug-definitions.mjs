import { DRUG_CLASS_SETS, NOT_ABSORBED } from './drug-class-definitions.mjs';
import { DRUG_ROWS } from './drug-rows.mjs';
import { from, hides, shows } from './select.mjs';

const EXTENDED = /extended release|modified-release|astagraf|envarsus|advagraf|dailiport/i;
const IMMEDIATE = /capsule|granule|oral (suspension|solution|tablet)|prograf|hecoria|modigraf/i;
const INJECTED = /inject|infusion|5 MG\/ML/i;
const isText = (row) => row.system === 'text';
const INGREDIENT_NAME =
  /^(tacrolimus|fk-?506|fujimycin|タクロリムス|タクロリムス水和物|他克莫司|tacrolimo|takrolimus|takrolimuusi|tacr[oó]lim[uú]s|такролимус|타크로리무스|تاكروليموس)$/iu;

const BRANDS = {
  adalimumab: [],
  'certolizumab pegol': ['Cimzia'],
  etrasimod: ['Velsipity'],
  filgotinib: [],
  golimumab: ['Simponi'],
  guselkumab: ['Tremfya'],
  mirikizumab: ['Omvoh'],
  natalizumab: ['Tysabri'],
  ozanimod: ['Zeposia'],
  risankizumab: ['Skyrizi'],
  tofacitinib: ['Xeljanz'],
  upadacitinib: ['Rinvoq'],
  ustekinumab: ['Stelara', 'Otulfi', 'Selarsdi', 'Wezlana', 'Yesintek', 'Imuldosa', 'Steqeyma', 'Pyzchiva'],
};

const capitalised = (name) => name.charAt(0).toUpperCase() + name.slice(1);

function alternative(name, sources) {
  return {
    id: `alternative-maintenance-${name.replaceAll(' ', '-')}`,
    title: capitalised(name),
    purpose: `Maintenance that may stand in for a thiopurine: ${name}. The part of the id after "alternative-maintenance-" is the name on the card.`,
    from: sources,
    add: DRUG_ROWS.alternatives[name] ?? [],
    namesAsText: true,
  };
}

const alternatives = [
  alternative('infliximab', [from('infliximab')]),
  alternative('methotrexate', [from('methotrexate')]),
  alternative('vedolizumab', [from('vedolizumab')]),
  ...Object.entries(BRANDS).map(([name, brands]) =>
    alternative(name, [from('other_advanced_ibd_therapy', shows(new RegExp([name, ...brands].join('|'), 'i')))]),
  ),
];

const tacrolimus = [
  {
    id: 'tacrolimus-systemic',
    title: 'Tacrolimus products for systemic use',
    purpose: 'A product code that says by itself that tacrolimus is taken by mouth or vein: the order is ours.',
    from: [from('tacrolimus_systemic', (row) => !isText(row) || !INGREDIENT_NAME.test(row.code))],
    add: DRUG_ROWS.tacrolimusBrands,
  },
  {
    id: 'tacrolimus-ingredient',
    title: 'Tacrolimus, route not said',
    purpose: 'Ingredient codes and names: the ointment has the same ingredient, so route, form or dose must decide.',
    from: [
      from('tacrolimus_ingredient_route_unspecified'),
      from('tacrolimus_systemic', (row) => isText(row) && INGREDIENT_NAME.test(row.code)),
    ],
    add: DRUG_ROWS.tacrolimusStems,
  },
  {
    id: 'tacrolimus-topical',
    title: 'Tacrolimus for skin and eye',
    purpose: 'Checked before every other tacrolimus set: these orders are not ours.',
    // "tacrolimus ointment" as words is left to the dose forms: a rectal ointment is absorbed.
    from: [from('tacrolimus_topical', hides(/^tacrolimus ointment$/i))],
    add: DRUG_ROWS.tacrolimusTopicalBrands,
  },
  {
    id: 'tacrolimus-intravenous',
    title: 'Tacrolimus for injection',
    purpose: 'Systemic products without a release form of their own.',
    from: [from('tacrolimus_intravenous'), from('tacrolimus_systemic', shows(INJECTED))],
  },
  {
    id: 'tacrolimus-extended-release',
    title: 'Tacrolimus extended release, once daily',
    purpose: 'The trough is drawn about 24 h after the dose, not 12 h.',
    from: [
      from('tacrolimus_extended_release_once_daily'),
      from('tacrolimus_systemic', (row) => !isText(row) && EXTENDED.test(row.display)),
    ],
    add: DRUG_ROWS.extendedRelease,
  },
  {
    id: 'tacrolimus-immediate-release',
    title: 'Tacrolimus immediate release, twice daily',
    purpose: 'The trough is drawn about 12 h after the dose.',
    from: [
      from(
        'tacrolimus_systemic',
        (row) =>
          !isText(row) && IMMEDIATE.test(row.display) && !EXTENDED.test(row.display) && !INJECTED.test(row.display),
      ),
    ],
    add: DRUG_ROWS.immediateRelease,
  },
];

const thiopurines = [
  {
    id: 'thiopurine-azathioprine',
    title: 'Azathioprine',
    purpose: 'Evidence of a thiopurine plan.',
    // "Colina", an azathioprine brand, is also the Spanish for choline.
    from: [from('thiopurine_azathioprine', hides(/^colina$/i))],
    add: DRUG_ROWS.azathioprine,
    exclude: DRUG_ROWS.azathioprineExclude,
  },
  {
    id: 'thiopurine-mercaptopurine',
    title: 'Mercaptopurine',
    purpose: 'Evidence of a thiopurine plan.',
    from: [from('thiopurine_mercaptopurine')],
    add: DRUG_ROWS.mercaptopurine,
  },
  {
    id: 'thiopurine-thioguanine',
    title: 'Thioguanine',
    purpose: 'Evidence of a thiopurine plan.',
    from: [from('thiopurine_thioguanine')],
    add: DRUG_ROWS.thioguanine,
  },
  ...['azathioprine', 'mercaptopurine', 'thioguanine'].map((name) => ({
    id: `allergy-${name}`,
    title: `Allergy or intolerance to ${name}`,
    purpose:
      'A recorded reason against this thiopurine. The drug sets are read as well: a substance or product code may be the code of an allergy.',
    from: [
      from('thiopurine_allergy_or_intolerance', shows(new RegExp(name === 'thioguanine' ? 'th?ioguanine' : name, 'i'))),
    ],
  })),
  {
    id: 'allergy-thiopurine',
    title: 'Allergy or intolerance to thiopurines',
    purpose: 'A recorded reason against the class.',
    add: DRUG_ROWS.thiopurineAllergy,
  },
];

const NOT_OURS = {
  id: 'drug-not-ours',
  title: 'Drugs that are none of ours',
  purpose:
    'Codes of lists of which only a sample is held here, known to be another drug: an order of one is no question.',
  from: NOT_ABSORBED,
  add: DRUG_ROWS.notOurs,
};

export const DRUG_SETS = [...tacrolimus, ...thiopurines, ...alternatives, ...DRUG_CLASS_SETS, NOT_OURS];
