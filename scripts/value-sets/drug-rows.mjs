import { UNVERIFIED, rows, words } from './rows.mjs';
import { ATC } from './systems.mjs';

const atc = (code, name, source = 'public GitHub id 6436745823, id 57511236361') => rows(ATC, source, [[code, name]]);

export const DRUG_ROWS = {
  azathioprine: words(['azatioprin', 'azathioprinum'], UNVERIFIED),
  thioguanine: words(['6-thioguanine'], UNVERIFIED),
  extendedRelease: [
    ...words(
      ['Advagraf', 'Astagraf', 'Envarsus', 'Dailiport', 'Graceptor', 'グラセプター'],
      'brand names of tacrolimus-systemic',
    ),
    ...words([
      'extended release',
      'prolonged release',
      'modified release',
      'XL',
      'XR',
      'ER',
      'retard',
      '24 HR',
      '徐放',
    ]),
  ],
  immediateRelease: words(
    [
      'Prograf',
      'Prograft',
      'Adoport',
      'Tacni',
      'Vivadex',
      'Perixis',
      'Capexion',
      'Crilomus',
      'Hecoria',
      'Modigraf',
      'プログラフ',
    ],
    'brand names of tacrolimus-systemic',
  ),
  alternatives: {
    adalimumab: [
      ...atc('L04AB04', 'Adalimumab'),
      ...words(
        ['Humira', 'Amgevita', 'Amjevita', 'Hyrimoz', 'Imraldi', 'Hadlima', 'Yuflyma', 'Idacio', 'Hulio', 'Cyltezo'],
        UNVERIFIED,
      ),
    ],
    'certolizumab pegol': [...atc('L04AB05', 'Certolizumab pegol'), ...words(['certolizumab'])],
    etrasimod: atc('L04AE05', 'Etrasimod', 'public GitHub id 70492540902'),
    filgotinib: [...atc('L04AF04', 'Filgotinib'), ...words(['filgotinib', 'Jyseleca'], UNVERIFIED)],
    golimumab: atc('L04AB06', 'Golimumab'),
    guselkumab: atc('L04AC16', 'Guselkumab', UNVERIFIED),
    infliximab: words(['Remsima', 'Flixabi', 'Zessly'], UNVERIFIED),
    methotrexate: words(['MTX', 'methotrexat', 'metotrexat', 'metotrexato', 'Metoject'], UNVERIFIED),
    mirikizumab: atc('L04AC24', 'Mirikizumab'),
    natalizumab: atc('L04AG03', 'Natalizumab'),
    ozanimod: atc('L04AE02', 'Ozanimod'),
    risankizumab: atc('L04AC18', 'Risankizumab'),
    tofacitinib: [...atc('L04AF01', 'Tofacitinib'), ...atc('L04AA29', 'Tofacitinib (until 2021)', UNVERIFIED)],
    upadacitinib: [...atc('L04AF03', 'Upadacitinib'), ...atc('L04AA44', 'Upadacitinib (until 2021)', UNVERIFIED)],
    ustekinumab: atc('L04AC05', 'Ustekinumab'),
    vedolizumab: atc('L04AA33', 'Vedolizumab (older code)', 'public GitHub id 57511236361'),
  },
  thiopurineAllergy: words(['thiopurine', 'thiopurines', 'thiopurin', 'tiopurina', 'tiopurine'], UNVERIFIED),
  azathioprineExclude: words(['5-AZA', 'VEN-AZA', 'AZA-VEN'], 'oncology shorthand for azacitidine'),
};
