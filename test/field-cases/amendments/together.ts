import { row } from './row.js';

/** What is late (docs/clinical/monitoring.md#intervals), what is told on other cards, and charts in which much is wrong at once. */
const on = (days: number) => `tacrolimus@${days}, azathioprine@${Math.max(days - 5, 1)}`;
const LONG = { drugs: 'tacrolimus@230, azathioprine@200' };
const OVER = 'DurationOver warning';

// prettier-ignore
const late = [
  row('10', 'a level that is late, and can be judged: no card of its own', { drugs: on(60), levels: '8@40' }, '-'),
  row('10', 'no level since the first dose, in the fourth month: the card is raised', { drugs: on(100), levels: '' }, 'NotEvaluated warning', { view: '-' }),
  row('10', 'no level on day 6: said, not raised', { drugs: on(6), levels: '', creatinine: '80@2, 80@90' }, 'NotEvaluated info', { view: '-' }),
  row('10', 'a creatinine of 127 days: late by twice its window', { drugs: on(140), creatinine: '80@127, 80@200' }, 'NotEvaluated warning', { view: '-' }),
  row('10', 'a creatinine of 60 days in the fifth month: late, not raised', { drugs: on(140), creatinine: '80@60, 80@200' }, 'NotEvaluated info', { view: '-' }),
  row('10', 'what a transplant needs is not known here', { drugs: on(100), levels: '', problems: 'ulcerative colitis, Z94.4' }, 'NotEvaluated info', { view: '-' }),
];

// prettier-ignore
const told = [
  row('12', 'slow decline: 1.375 x on two results 15 days apart', { drugs: on(100), creatinine: '110@1, 110@16, 80@120, 80@200, 80@300' }, 'AkiRisk warning', { textMatches: ['slow decline', 'more often irreversible', '50 patients'] }),
  row('12', 'the same, 13 days apart', { drugs: on(100), creatinine: '110@1, 110@14, 80@120, 80@200, 80@300' }, 'AkiRisk info', { textLacks: ['slow decline'] }),
  row('12', 'endoscopy in the fourth month is printed', { ...LONG, procedures: 'Colonoscopy@100' }, OVER, { textMatches: ['Colonoscopy'], textLacks: ['none on record since week 8'] }),
  row('12', 'one of week 7 does not show healing', { ...LONG, procedures: 'Colonoscopy@181' }, OVER, { textMatches: ['none on record since week 8'] }),
  row('12', 'AKI in the course: the time after it is named', { ...LONG, creatinine: '82@3, 80@12, 180@60, 80@100, 80@240' }, OVER, { textMatches: ['3 months after the end', '6 of 93'] }),
  row('12', 'no doses and levels of another disease', LONG, OVER, { textLacks: ['0\\.6', 'prednisone 60'] }),
];

const BAD_KIDNEYS = '250@1, 80@20, 80@100, 80@240';
// prettier-ignore
const atOnce = [
  row('13', 'stage 3, a level of 22 and potassium 6.3: three cards, all critical', { creatinine: BAD_KIDNEYS, levels: '22@1', tests: 'potassium 6.3@1' }, 'AkiStage critical + TroughHigh critical + Electrolyte critical'),
  row('13', 'a warning keeps its card beside three critical ones, without the taper', { ...LONG, creatinine: BAD_KIDNEYS, levels: '22@1', tests: 'potassium 6.3@1' }, `AkiStage critical + TroughHigh critical + Electrolyte critical + ${OVER}`, { textLacks: ['not abruptly'] }),
  row('13', 'an information makes room: the plan in the first month is named at the end of the last card', { drugs: 'tacrolimus@20', creatinine: '250@1, 80@30, 80@100', levels: '22@1', tests: 'potassium 6.3@1' }, 'AkiStage critical + TroughHigh critical + Electrolyte critical', { view: 'AkiStage critical + TroughHigh critical + Electrolyte critical + ThiopurinePlan info', textMatches: ['thiopurine plan'] }),
  row('13', 'clarithromycin and what it did: level 24, stage 1 made critical by it', { drugs: `${on(55)}, clarithromycin 500 mg@5`, creatinine: '125@1, 80@20, 80@100', levels: '24@1' }, 'AkiStage critical + TroughHigh critical + Interaction critical', { view: 'AkiStage critical + TroughHigh critical' }),
  row('13', 'a child of nine, potassium 6.1, magnesium 0.4, level 21', { born: '2017-03-01', levels: '21@1', creatinine: '40@1, 40@20, 41@100', tests: 'potassium 6.1@1, magnesium 0.4@1, height 130@30' }, 'TroughHigh critical + Electrolyte critical'),
  row('13', 'an infant that doubled and had a seizure', { born: '2026-03-01', creatinine: '50@1, 24@20', problems: 'ulcerative colitis, seizure@2' }, 'Electrolyte critical + NotEvaluated info'),
  row('13', 'on dialysis, potassium 6.3 and clarithromycin', { drugs: `${on(55)}, clarithromycin 500 mg@2`, creatinine: '500@1, 480@20', problems: 'ulcerative colitis, Z99.2', tests: 'potassium 6.3@1' }, 'Interaction critical + Electrolyte critical', { view: 'Electrolyte critical' }),
];

export const TOGETHER = [...late, ...told, ...atOnce];
