import { DRUG_NAMES } from './drug-names.mjs';
import { stems, words } from './rows.mjs';
import { from, shows } from './select.mjs';

/**
 * What another drug means beside tacrolimus, one set for each class of `DRUG_CLASSES` (src/domain/medication.ts). Names are those
 * of the ingredients and brands among the rows; topical forms are taken out again when a description is read.
 */
const drugClass = (name, title, purpose, sources, add = []) => ({
  id: `drug-${name}`,
  title,
  purpose,
  from: sources,
  add: [...add, ...(DRUG_NAMES[name] ?? [])],
  namesAsText: true,
});
const nephrotoxin = (pattern) => [
  from('nephrotoxin_additional', shows(pattern)),
  from('nephrotoxin_other_antimicrobial', shows(pattern)),
  from('nephrotoxin_other', shows(pattern)),
];
const raisesPotassium = (pattern) => from('hyperkalaemia_additional', shows(pattern));
const INTERACTION = 'Changes the level of tacrolimus (docs/clinical/interaction.md#classes).';
const NEPHROTOXIC = 'Adds to the harm that tacrolimus does to the kidney (docs/clinical/interaction.md#classes).';
const POTASSIUM = 'Raises potassium, as tacrolimus does (docs/clinical/interaction.md#classes).';
const POTASSIUM_SPARING = /spironolacton|eplerenon|finerenon|amilorid|triamteren|potassium-sparing/i;

export const DRUG_CLASS_SETS = [
  drugClass(
    'cyp3a-inhibitor-strong',
    'Strong CYP3A inhibitors',
    INTERACTION,
    [from('interaction_cyp3a_inhibitor_strong')],
    words(['Paxlovid', 'Viekira'], 'names of the packs among the coded rows of this set'),
  ),
  drugClass('cyp3a-inhibitor-moderate', 'Moderate CYP3A inhibitors', INTERACTION, [
    from('interaction_cyp3a_inhibitor_moderate'),
  ]),
  drugClass('cyp3a-inducer-strong', 'Strong CYP3A inducers', INTERACTION, [from('interaction_cyp3a_inducer_strong')]),
  drugClass('cyp3a-inducer-moderate', 'Moderate CYP3A inducers', INTERACTION, [
    from('interaction_cyp3a_inducer_moderate'),
  ]),
  drugClass(
    'cni-or-mtor',
    'Other calcineurin and mTOR inhibitors',
    'Not given beside tacrolimus (docs/clinical/interaction.md#classes).',
    [from('interaction_cni_mtor_duplicate'), from('ciclosporin_systemic')],
    words([
      'ciclosporin',
      'cyclosporin',
      'cyclosporine',
      'ciclosporine',
      'ciclosporina',
      'シクロスポリン',
      'циклоспорин',
      '环孢素',
    ]),
  ),
  drugClass(
    'ciclosporin',
    'Ciclosporin, systemic',
    'Sequential rescue (docs/clinical/start.md#infection).',
    [from('ciclosporin_systemic')],
    words([
      'ciclosporin',
      'cyclosporin',
      'cyclosporine',
      'ciclosporine',
      'ciclosporina',
      'シクロスポリン',
      'циклоспорин',
      '环孢素',
    ]),
  ),
  drugClass('mycophenolate', 'Mycophenolate', 'Counts as immunosuppression (docs/clinical/start.md#infection).', [
    from('immunosuppressant_mycophenolate'),
  ]),
  drugClass(
    'nsaid',
    'NSAIDs, systemic',
    `${NEPHROTOXIC} Low-dose aspirin is not among them.`,
    [
      from('nephrotoxin_nsaid_systemic'),
      ...nephrotoxin(/ibuprofen|diclofenac|naproxen|ketorolac|indometacin|celecoxib|etoricoxib/i),
    ],
    words([
      'ibuprofen',
      'diclofenac',
      'naproxen',
      'indometacin',
      'ketoprofen',
      'etoricoxib',
      'Diclofenac-Natrium',
      'ロキソプロフェン',
    ]),
  ),
  drugClass('aminoglycoside', 'Aminoglycosides', NEPHROTOXIC, [
    from('nephrotoxin_aminoglycoside'),
    ...nephrotoxin(/amikacin|gentamicin|tobramycin|netilmicin|streptomycin/i),
  ]),
  drugClass('amphotericin', 'Amphotericin B', NEPHROTOXIC, nephrotoxin(/amphotericin/i)),
  drugClass(
    'colistin-foscarnet-cidofovir',
    'Colistin, foscarnet, cidofovir',
    NEPHROTOXIC,
    nephrotoxin(/colisti|coly-mycin|polymyxin|foscarnet|foscavir|cidofovir/i),
  ),
  drugClass('vancomycin', 'Vancomycin', `${NEPHROTOXIC} By mouth it is not absorbed.`, [
    from('nephrotoxin_vancomycin_iv'),
    ...nephrotoxin(/vancomycin/i),
  ]),
  drugClass(
    'tenofovir-disoproxil',
    'Tenofovir disoproxil',
    NEPHROTOXIC,
    nephrotoxin(/tenofovir disoproxil|viread|truvada/i),
  ),
  drugClass('cisplatin', 'Cisplatin', NEPHROTOXIC, nephrotoxin(/cisplatin/i)),
  drugClass('ace-inhibitor-or-arb', 'ACE inhibitors and angiotensin receptor blockers', POTASSIUM, [
    from('hyperkalaemia_ace_inhibitor_or_arb'),
    raisesPotassium(/ace inhib|angiotensin/i),
  ]),
  drugClass('potassium-sparing', 'Potassium-sparing diuretics', POTASSIUM, [
    from('hyperkalaemia_potassium_sparing'),
    raisesPotassium(POTASSIUM_SPARING),
  ]),
  drugClass('potassium', 'Potassium', POTASSIUM, [
    from('hyperkalaemia_trimethoprim_and_potassium', shows(/potassium/i)),
    raisesPotassium(/^potassium(?! canrenoate)/i),
  ]),
  drugClass('trimethoprim', 'Trimethoprim, co-trimoxazole', POTASSIUM, [
    from('hyperkalaemia_trimethoprim_and_potassium', shows(/trimethoprim/i)),
    raisesPotassium(/trimethoprim/i),
    from('pjp_prophylaxis', shows(/trimethoprim/i)),
  ]),
  drugClass('vaccine-live', 'Live vaccines', 'Not under immunosuppression (docs/clinical/interaction.md#classes).', [
    from('vaccine_live'),
  ]),
  drugClass(
    'xanthine-oxidase-inhibitor',
    'Allopurinol and febuxostat',
    'No draft of azathioprine beside it (docs/clinical/thiopurine-plan.md#no-draft).',
    [from('xanthine_oxidase_inhibitors')],
    words([
      'allopurinol',
      'Zyloric',
      'febuxostat',
      'Adenuric',
      'alopurinol',
      'allopurinolo',
      'аллопуринол',
      'アロプリノール',
      '别嘌醇',
      ...[
        'Zyloprim',
        'Aloprim',
        'Duzallo',
        'Urosin',
        'Zyloprin',
        'Allopur',
        'Zylapour',
        'Milurit',
        'Progout',
        'Puricos',
      ],
      ...['Feburic', 'Feburix', 'Atenurix', 'topiroxostat', 'Topiloric', 'Uriadec', 'oxypurinol', 'Zurig'],
      ...['ザイロリック', 'フェブリク', 'フェブキソスタット', 'トピロキソスタット', 'トピロリック', 'ウリアデック'],
      ...['非布司他', '非布索坦', '알로푸리놀', '페북소스타트', '자이로릭', '페브릭', 'Зилорик', 'Аденурик'],
    ]).concat(stems(['allopurin', 'alopurin', 'febuxost', 'аллопурин', 'фебуксост', 'アロプリノ'])),
  ),
  drugClass(
    'pjp-prophylaxis',
    'Prophylaxis of Pneumocystis pneumonia',
    'Rides along (docs/clinical/start.md#infection).',
    [from('pjp_prophylaxis')],
  ),
  drugClass(
    'corticosteroid',
    'Corticosteroids, systemic',
    'Counts as immunosuppression (docs/clinical/start.md#infection).',
    [from('corticosteroid_systemic')],
    words([
      'prednisone',
      'prednisolone',
      'Prednisolon',
      'Prednison',
      'methylprednisolone',
      'Methylprednisolon',
      'prednisolona',
      'hydrocortisone',
    ]),
  ),
  drugClass(
    'aminosalicylate',
    'Aminosalicylates',
    'Another cause of a rising creatinine (docs/clinical/aki.md#baselines).',
    [from('ibd_aminosalicylate_interstitial_nephritis_context')],
    words([
      ...['mesalazine', 'Mesalazin', 'mésalazine', 'mesalazina', 'мезалазин', 'メサラジン', '메살라진', '美沙拉嗪'],
      ...['sulphasalazine', 'Sulfasalazin', 'sulfasalazina', 'olsalazine', 'balsalazide'],
    ]),
  ),
];

/** Rows of the same ingredients that are not absorbed: they are another drug, and in no class. */
export const NOT_ABSORBED = [
  from('ciclosporin_nonsystemic_excluded'),
  from('cyp3a_inhibitor_topical_forms_excluded'),
  from('nephrotoxin_nsaid_topical_excluded'),
  from('nephrotoxin_antimicrobial_nonsystemic_excluded'),
];
