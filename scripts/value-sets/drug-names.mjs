import { KIDNEY_AND_INFECTION } from './kidney-drug-names.mjs';
import { stems, words } from './rows.mjs';
import { LIVE_VACCINES } from './vaccine-names.mjs';

/**
 * Other drugs by the names that charts of other countries print. The coded rows are named in English and under US brands; "Klacid" or
 * "Itraconazol" would be some other drug, and the interaction would be silent. A stem is the part that the languages share.
 */
const CICLOSPORIN = [
  ...stems(['ciclospor', 'cyclospor', 'ciklospor', 'cyklospor', 'циклоспор', 'シクロスポリン', '环孢']),
  ...stems(['사이클로스포린', '시클로스포린', 'ciklosporiini']),
  ...words(['Sandimmun'], 'public file 70097320668'),
  ...words(['ネオーラル', 'サンディミュン'], 'public file 52156935584'),
];

/** What is added to the set `drug-<class>`. */
export const DRUG_NAMES = {
  'cyp3a-inhibitor-strong': [
    ...stems([
      'clarithromyc',
      'claritromic',
      'klarithromyc',
      'clarythromyc',
      'claritromyc',
      'klaritromic',
      'klaritromyc',
      'klarytromyc',
      'кларитромицин',
    ]),
    ...stems([
      'クラリスロマイシン',
      '克拉霉素',
      '클래리스로마이신',
      '클래리트로마이신',
      '클라리트로마이신',
      'klaritromysiin',
    ]),
    ...stems(['itraconaz', 'itrakonaz', 'итраконазол', 'イトラコナゾール', '伊曲康唑', '이트라코나졸']),
    ...stems(['ketoconaz', 'ketokonaz', 'кетоконазол', 'ケトコナゾール', '酮康唑', '케토코나졸']),
    ...stems(['posaconaz', 'posakonaz', 'позаконазол', 'ポサコナゾール', '泊沙康唑', '포사코나졸']),
    ...stems(['voriconaz', 'vorikonaz', 'вориконазол', 'ボリコナゾール', '伏立康唑', '보리코나졸']),
    ...stems([
      'ritonavir',
      'ritonawir',
      'ритонавир',
      'リトナビル',
      '利托那韦',
      '리토나비르',
      'nirmatrelv',
      'ニルマトレルビル',
    ]),
    ...stems([
      'cobicist',
      'kobicist',
      'кобицистат',
      'コビシスタット',
      'darunav',
      'дарунавир',
      'ダルナビル',
      'atazanav',
      'lopinav',
    ]),
    ...words(['Klacid', 'Fromilid'], 'public file 57557330827'),
    ...words(['Klaricid'], 'public file 57801690320'),
    ...words(['クラリス', 'クラリシッド'], 'public file 59273904232'),
  ],
  'cyp3a-inhibitor-moderate': [
    ...stems(['fluconaz', 'flukonaz', 'флуконазол', 'フルコナゾール', '氟康唑', '플루코나졸']),
    ...stems(['erythromyc', 'eritromic', 'eritromyc', 'erytromyc', 'эритромицин', 'エリスロマイシン', '红霉素']),
    ...stems(['diltiaz', 'дилтиазем', 'ジルチアゼム', 'verapam', 'верапамил', 'ベラパミル', 'isavucon', 'letermov']),
  ],
  'cyp3a-inducer-strong': [
    ...stems([
      'rifampic',
      'rifampin',
      'rifampis',
      'ryfampic',
      'рифампицин',
      'リファンピシン',
      '利福平',
      '리팜피신',
      '리팜핀',
    ]),
    ...stems(['karbamazep', 'карбамазепин', 'カルバマゼピン', '卡马西平', '카르바마제핀']),
    ...words(['Carbamazepin', 'carbamazepina', 'carbamazepine']),
    ...stems(['phenytoin', 'fenytoin', 'fenitoin', 'фенитоин', 'フェニトイン', '苯妥英', '페니토인']),
    ...stems(['phenobarb', 'fenobarb', 'фенобарбитал', 'フェノバルビタール', '苯巴比妥', '페노바르비탈']),
    ...stems([
      'primidon',
      'примидон',
      'プリミドン',
      'enzalutam',
      'энзалутамид',
      'エンザルタミド',
      'apalutam',
      'アパルタミド',
    ]),
    ...stems(['mitotan', 'ミトタン', 'lumacaft', 'lumakaft']),
    ...words(['Eremfat'], 'public file 53958871735'),
    ...words(['Orkambi'], 'public file 10876214079'),
  ],
  'cyp3a-inducer-moderate': stems([
    ...[
      'oxcarbazep',
      'oxkarbazep',
      'okskarbazep',
      'окскарбазепин',
      '奥卡西平',
      'efavir',
      'эфавиренз',
      'nevirap',
      'etravir',
    ],
    ...[
      'bosentan',
      'бозентан',
      'ボセンタン',
      '波生坦',
      'rifabut',
      'рифабутин',
      'リファブチン',
      'rifapent',
      'modafin',
      'cenobam',
    ],
  ]),
  'cni-or-mtor': [
    ...CICLOSPORIN,
    ...stems(['sirolim', 'сиролимус', 'シロリムス', '西罗莫司', '시롤리무스']),
    ...stems(['everolim', 'эверолимус', 'エベロリムス', '依维莫司', '에베로리무스', 'voclospor', 'воклоспорин']),
    ...words(['Certican', 'Votubia'], 'public file 15998689511'),
    ...words(['Lupkynis'], 'public file 52865299417'),
  ],
  ciclosporin: CICLOSPORIN,
  'vaccine-live': LIVE_VACCINES,
  ...KIDNEY_AND_INFECTION,
};
