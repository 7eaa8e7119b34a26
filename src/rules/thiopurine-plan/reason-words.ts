/**
 * Why a drug was given up, by the words of the record, in the languages of the value sets (docs/clinical/thiopurine-plan.md#set-aside).
 * A reason that names neither is only "stopped".
 */
const HARM = anyOf(
  'toxi|adverse|intoler|not tolerated|allerg|anaphyla|hypersens|infusion reaction|side.?effect|reaction to',
  'leu[ck]open|lymphopen|neutropen|zytopen|cytopen|myelo|agranulo|aplastic|thrombopen|thrombo[cz]ytopen',
  'pan[ck]reat|hepat|hépat|transamin|\\blfts?\\b|liver (enzyme|function|test)|leberwert|leberenzym|jaundice|ikterus',
  'nausea|übelkeit|erbrechen|nausées|vomi|lymphom|skin cancer|serious infection|rash|exanthem',
  'unverträglich|nebenwirkung|effets? (indésirables?|secondaires?)|efectos? (adversos?|secundarios?)|efeitos? (adversos?|colaterais)',
  'effetti? (avvers[io]|collateral[ei])|bijwerking|bivirkning|biverkning|haittavaikut|działani[ea] niepożądan|nežádoucí',
  'побочн|непереносим|лейкопени|панкреатит|токсич|副作用|有害事象|不耐受|不良反应|白血球減少|白细胞减少|膵炎|胰腺炎|부작용|백혈구감소',
);

const FAILURE = anyOf(
  'fail|ineffect|inefficac|not effective|non.?respon|no(t| adequate| sufficient)? respon|(inadequate|insufficient|poor|partial) respon',
  '(lack|loss) of (response|effect|efficac|benefit)|lost response|no (effect|benefit|improvement)|refracto|\\b(pnr|lor|slor)\\b',
  'versag|unwirksam|wirkungslos|nicht wirksam|wirk(ungs|samkeits)?verlust|kein(e)? (wirkung|ansprechen|besserung)|nicht angesprochen',
  'échec|perte de réponse|non réponse|réfractaire|inefficac|fracaso|fallo terapéutico|ineficaz|ineficacia|(pérdida|falta) de (respuesta|eficacia)',
  'fallimento|inefficace|(perdita|mancata|assenza) (di )?risposta|falha|falência|perda de resposta|ineficácia',
  'onvoldoende (effect|respons)|geen effect|falen|(bristande|utan|ingen|otillräcklig) effekt|(uten|uden|manglende) effekt|tehoton',
  'nieskuteczn|brak (skuteczn|odpowied)|utrata odpowied|neúčinn|selhání|неэффектив|нет эффекта|(потеря|утрата) ответа',
  '無効|効果不十分|効果減弱|二次無効|無效|无效|失效|失应答|疗效不佳|무효|효과 ?(없|부족)|반응 ?(없|소실)',
);

export function isHarm(reason: string | null): boolean {
  return reason !== null && HARM.test(reason);
}

export function isFailure(reason: string | null): boolean {
  return reason !== null && FAILURE.test(reason);
}

function anyOf(...lines: readonly string[]): RegExp {
  return new RegExp(lines.join('|'), 'iu');
}
