import { UNVERIFIED, rows, stems, words } from './rows.mjs';
import { ATC, SNOMED } from './systems.mjs';

const atc = (code, name, source = 'public GitHub id 6436745823, id 57511236361') => rows(ATC, source, [[code, name]]);

/** The codes that the WHO gave before it split its group L04AA in 2008 and again in 2024; records keep them for years. */
const formerAtc = (code, name) =>
  rows(ATC, 'public GitHub id 56205602053, id 56164602596', [[code, `${name} (former code)`]]);

const ATC_NAMES = 'international nonproprietary names that end in -rolimus (WHO stem book), and their transcriptions';

export const DRUG_ROWS = {
  tacrolimusStems: [
    ...stems(['tacroli', 'takroli', 'такроли', 'τακρολι', 'タクロリムス', '他克莫司', '타크로리무스', '타크롤리무스']),
    ...stems(
      [
        ...[
          'تاكروليموس',
          'تاکرولیموس',
          'טקרולימוס',
          'ทาโครลิมัส',
          'ทาโครไลมัส',
          'такролімус',
          'такралімус',
          'takroliimus',
        ],
        ...['տակրոլիմուս', 'टैक्रोलिमस', 'ტაკროლიმუს'],
      ],
      UNVERIFIED,
    ),
    ...words(['tacro']),
  ],
  tacrolimusBrands: [
    ...formerAtc('L04AA05', 'Tacrolimus'),
    ...words(['Tacforius'], 'list of medicines of the EMA, public file 46357640410'),
    ...words(['Conferoport', 'Adoport', 'Envarsus'], 'Spanish list of calcineurin inhibitors, public file 71259992868'),
    ...stems(
      ['prograf', 'advagra', 'adoport', 'envarsus', 'modigraf', 'dailiport', 'tacforius', 'conferoport', 'astagraf'],
      'beginnings of the brand names of tacrolimus-systemic',
    ),
    ...words(['Програф'], 'field case order-brand-cyrillic'),
    ...stems(['โปรกราฟ'], UNVERIFIED),
    ...words(
      [
        ...['Tacrobell', 'Tacrograf', 'Tacromus', 'Tacrohexal', 'Tacrocel', 'Tacrosel', 'Pacrolim', 'Redinomus'],
        ...[
          'Limustin',
          'Cidimus',
          'Vingraf',
          'T-Inmun',
          'Takfa',
          '田可',
          'Pan Graf',
          'Talimus',
          'Immucrolimus',
          'Transgraf',
        ],
        ...[
          'Tenacrine',
          'fujimycin',
          'tsukubaenolide',
          'Tacniteva',
          '他克莫斯',
          '藤霉素',
          '프로그라프',
          '프로그라프캡슐',
        ],
        ...['Адваграф', 'Панграф', 'Такросел', 'Енварсус', 'Адопорт'],
        ...[
          '普乐可复',
          '普樂可復',
          '赛福开',
          '프로그랍',
          '아드바그랍',
          '타크로벨',
          'アドバグラフ',
          'بروجراف',
          'פרוגרף',
        ],
      ],
      UNVERIFIED,
    ),
  ],
  tacrolimusTopicalBrands: words(
    [
      ...['プロトピック', 'タリムス', 'Протопик', 'Такропик', '프로토픽', '普特彼', '明之欣'],
      ...['Takrozem', 'Tacroz', 'Mustopic', 'Tacropic'],
    ],
    UNVERIFIED,
  ),
  azathioprine: [
    ...stems(
      ['atsatiopr', 'asatiopr', 'azatiyopr', 'азатіопр', 'אזתיופרין', 'أزاثيوبرين', 'آزاتیوپرین', 'อะซาไธโอพรีน'],
      UNVERIFIED,
    ),
    ...stems([
      'azathiopr',
      'azathiopu',
      'azatiopr',
      'азатиопр',
      'αζαθειοπρ',
      'アザチオプリン',
      '硫唑嘌呤',
      '아자티오프린',
    ]),
    ...words(
      ['イムラン', 'アザニン', '이뮤란', '아자프린', 'Имуран', '依木兰', 'Azanin', '이무란', 'Imuzat'],
      UNVERIFIED,
    ),
  ],
  mercaptopurine: [
    ...stems([
      'mercaptopur',
      'merkaptopur',
      'меркаптопур',
      'μερκαπτοπουρ',
      'メルカプトプリン',
      '巯嘌呤',
      '巰嘌呤',
      '巯基嘌呤',
    ]),
    ...words(['메르캅토푸린', '푸리네톤', 'Mercaleukin', 'Ismipur'], UNVERIFIED),
  ],
  thioguanine: [
    ...stems(['thioguan', 'tioguan', 'тиогуан', 'チオグアニン', '硫鸟嘌呤', '硫鳥嘌呤', '티오구아닌']),
    ...words(['6-thioguanine', 'Thioguanin'], UNVERIFIED),
  ],
  extendedRelease: [
    ...words(
      ['Advagraf', 'Astagraf', 'Envarsus', 'Dailiport', 'Graceptor', 'グラセプター'],
      'brand names of tacrolimus-systemic',
    ),
    ...words(['Tacforius', 'Conferoport', 'Адваграф', 'Енварсус', '아드바그랍', '新普乐可复'], UNVERIFIED),
    ...words([
      ...[
        'extended release',
        'prolonged release',
        'modified release',
        'XL',
        'XR',
        'ER',
        'retard',
        '24 HR',
        '徐放',
        'LP',
      ],
      ...['retardiert', 'Retardkapseln', 'Retardtabletten', 'libération prolongée', 'liberación prolongada'],
      ...['rilascio prolungato', 'libertação prolongada', 'depotkapsel', 'depottablett', 'depotkapslar', 'PRL'],
      ...['пролонгированного действия', '缓释', '서방', 'LCP', 'LCPT', 'MR', 'depottabletter'],
      ...['o przedłużonym uwalnianiu', 's prodlouženým uvolňováním', 'met verlengde afgifte', 'PROL REL'],
    ]),
  ],
  immediateRelease: words(
    [
      ...['Prograf', 'Prograft', 'Adoport', 'Tacni', 'Vivadex', 'Perixis', 'Capexion', 'Crilomus', 'Hecoria'],
      ...['Modigraf', 'プログラフ', 'Програф', '프로그랍', '普乐可复'],
    ],
    'brand names of tacrolimus-systemic',
  ),
  /** By name: ATC and other codes, the stem of the name in each language, brands and biosimilars. */
  alternatives: {
    adalimumab: [
      ...formerAtc('L04AA17', 'Adalimumab'),
      ...atc('L04AB04', 'Adalimumab'),
      ...stems(['adalimumab', 'адалимумаб', 'アダリムマブ', '阿达木单抗', '아달리무맙']),
      ...words(
        [
          ...[
            'Humira',
            'Amgevita',
            'Amjevita',
            'Hyrimoz',
            'Imraldi',
            'Hadlima',
            'Yuflyma',
            'Idacio',
            'Hulio',
            'Cyltezo',
          ],
          ...['Hefiya', 'Halimatoz', 'Kromeya', 'Amsparity', 'Abrilada', 'Yusimry', 'Simlandi', 'Exemptia', 'Libmyris'],
          ...['ヒュミラ', 'Хумира', '휴미라', '修美乐'],
        ],
        UNVERIFIED,
      ),
    ],
    'certolizumab pegol': [
      ...atc('L04AB05', 'Certolizumab pegol'),
      ...stems(['certolizumab', 'цертолизумаб', 'セルトリズマブ', '培塞利珠单抗']),
      ...words(['Cimzia', 'シムジア'], UNVERIFIED),
    ],
    etrasimod: [
      ...atc('L04AE05', 'Etrasimod', 'public GitHub id 70492540902'),
      ...stems(['etrasimod', 'этрасимод', 'エトラシモド']),
      ...words(['Velsipity'], UNVERIFIED),
    ],
    filgotinib: [
      ...formerAtc('L04AA45', 'Filgotinib'),
      ...atc('L04AF04', 'Filgotinib'),
      ...stems(['filgotinib', 'филготиниб', 'フィルゴチニブ', '필고티닙']),
      ...words(['Jyseleca', 'ジセレカ'], UNVERIFIED),
    ],
    golimumab: [
      ...atc('L04AB06', 'Golimumab'),
      ...stems(['golimumab', 'голимумаб', 'ゴリムマブ', '戈利木单抗', '골리무맙']),
      ...words(['Simponi', 'シンポニー', 'Симпони'], UNVERIFIED),
    ],
    guselkumab: [
      ...atc('L04AC16', 'Guselkumab', UNVERIFIED),
      ...stems(['guselkumab', 'гуселькумаб', 'グセルクマブ', '古塞奇尤单抗', '구셀쿠맙']),
      ...words(['Tremfya', 'トレムフィア'], UNVERIFIED),
    ],
    infliximab: [
      ...formerAtc('L04AA12', 'Infliximab'),
      ...words(['IFX'], UNVERIFIED),
      ...stems([
        'infliksimab',
        'infliksymab',
        'infliximab',
        'инфликсимаб',
        'インフリキシマブ',
        '英夫利西单抗',
        '英夫利昔单抗',
        '인플릭시맙',
      ]),
      ...words(
        [
          ...['Remicade', 'Inflectra', 'Renflexis', 'Avsola', 'Ixifi', 'Remsima', 'Flixabi', 'Zessly', 'Zymfentra'],
          ...['レミケード', 'Ремикейд', '레미케이드', '램시마', '类克'],
        ],
        UNVERIFIED,
      ),
    ],
    methotrexate: [
      ...stems(['methotrexat', 'metotrexat', 'metotreksat', 'méthotrexat', 'метотрексат', 'メトトレキサート']),
      ...stems(['甲氨蝶呤', '메토트렉세이트', '메토트렉사트']),
      ...words(
        [
          ...[
            'MTX',
            'Metoject',
            'Otrexup',
            'Rasuvo',
            'Trexall',
            'Xatmep',
            'Jylamvo',
            'Nordimet',
            'Lantarel',
            'Maxtrex',
          ],
          ...[
            'Ledertrexate',
            'Imeth',
            'Novatrex',
            'Zlatal',
            'Ebetrex',
            'Metex',
            'Bendatrexat',
            'リウマトレックス',
            'メソトレキセート',
          ],
        ],
        UNVERIFIED,
      ),
    ],
    mirikizumab: [
      ...atc('L04AC24', 'Mirikizumab'),
      ...stems(['mirikizumab', 'мирикизумаб', 'ミリキズマブ', '미리키주맙']),
      ...words(['Omvoh', 'オンボー'], UNVERIFIED),
    ],
    natalizumab: [
      ...atc('L04AA23', 'Natalizumab (former code)', 'public GitHub id 28168106620, id 59706064251'),
      ...atc('L04AG03', 'Natalizumab'),
      ...stems(['natalizumab', 'натализумаб', 'ナタリズマブ']),
      ...words(['Tysabri', 'Tyruko'], UNVERIFIED),
    ],
    ozanimod: [
      ...atc('L04AA38', 'Ozanimod (former code)', 'public GitHub id 56640932218'),
      ...atc('L04AE02', 'Ozanimod'),
      ...stems(['ozanimod', 'озанимод', 'オザニモド', '奥扎莫德', '오자니모드']),
      ...words(['Zeposia', 'ゼポジア'], UNVERIFIED),
    ],
    risankizumab: [
      ...atc('L04AC18', 'Risankizumab'),
      ...stems(['risankizumab', 'рисанкизумаб', 'リサンキズマブ', '리산키주맙']),
      ...words(['Skyrizi', 'スキリージ'], UNVERIFIED),
    ],
    tofacitinib: [
      ...atc('L04AF01', 'Tofacitinib'),
      ...atc('L04AA29', 'Tofacitinib (until 2021)', UNVERIFIED),
      ...stems(['tofacitinib', 'tofacytynib', 'тофацитиниб', 'トファシチニブ', '托法替布', '토파시티닙']),
      ...words(['Xeljanz', 'ゼルヤンツ', 'Яквинус', '젤잔즈'], UNVERIFIED),
    ],
    upadacitinib: [
      ...atc('L04AF03', 'Upadacitinib'),
      ...atc('L04AA44', 'Upadacitinib (until 2021)', UNVERIFIED),
      ...stems(['upadacitinib', 'upadacytynib', 'упадацитиниб', 'ウパダシチニブ', '乌帕替尼', '유파다시티닙']),
      ...words(['Rinvoq', 'リンヴォック', 'Ранвэк', '린버크'], UNVERIFIED),
    ],
    ustekinumab: [
      ...atc('L04AC05', 'Ustekinumab'),
      ...stems(['ustekinumab', 'устекинумаб', 'ウステキヌマブ', '乌司奴单抗', '우스테키누맙']),
      ...words(
        [
          ...['Stelara', 'Uzpruvo', 'Wezenla', 'Fymskina', 'Eksunbi', 'Starjemza', 'Otulfi', 'Selarsdi', 'Wezlana'],
          ...['Yesintek', 'Imuldosa', 'Steqeyma', 'Pyzchiva', 'ステラーラ', 'Стелара', '스텔라라'],
        ],
        UNVERIFIED,
      ),
    ],
    vedolizumab: [
      ...atc('L04AA33', 'Vedolizumab (older code)', 'public GitHub id 57511236361'),
      ...stems(['vedolizumab', 'wedolizumab', 'ведолизумаб', 'ベドリズマブ', '维得利珠单抗', '베돌리주맙']),
      ...words(['Entyvio', 'エンタイビオ', 'Энтивио', '킨텔레스'], UNVERIFIED),
    ],
  },
  notOurs: [
    ...rows(SNOMED, 'SNOMED CT; pimecrolimus is another drug', [['385581009', 'Pimecrolimus (substance)']]),
    // The other drugs whose names sound like tacrolimus.
    ...stems(
      ['pimecrolimus', 'pimekrolimus', 'пимекролимус', 'ピメクロリムス', 'sirolimus', 'сиролимус', 'シロリムス'],
      ATC_NAMES,
    ),
    ...stems(['everolimus', 'эверолимус', 'エベロリムス', 'zotarolimus', 'ridaforolimus', 'deforolimus'], ATC_NAMES),
    ...stems(
      ['umirolimus', 'biolimus', 'novolimus', 'myolimus', '吡美莫司', '西罗莫司', '依维莫司', '시롤리무스'],
      ATC_NAMES,
    ),
    ...stems(['에베롤리무스', '피메크롤리무스'], ATC_NAMES),
    // All but a brand of tacrolimus (Limustin).
    ...words(['lomustine', 'lomustin', 'lomustina'], ATC_NAMES),
  ],
  thiopurineAllergy: words(['thiopurine', 'thiopurines', 'thiopurin', 'tiopurina', 'tiopurine'], UNVERIFIED),
  azathioprineExclude: words(['5-AZA', 'VEN-AZA', 'AZA-VEN'], 'oncology shorthand for azacitidine'),
};
