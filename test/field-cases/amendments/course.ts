import { notChecked, row } from './row.js';

/** How a course is read, and what the card past 6 months says (docs/clinical/duration.md#course). */
const OVER = 'DurationOver warning';
const drugs = (tacrolimus: string, levels?: string) => ({
  drugs: `${tacrolimus}, azathioprine@45`,
  ...(levels === undefined ? {} : { levels }),
});
const LONG = 'tacrolimus@230, azathioprine@200';
const TAPER = 'not abruptly';
const HEALING = 'Endoscopy for mucosal healing';

// prettier-ignore
export const COURSE = [
  row('3.4', 'six months to the day: silent', drugs('tacrolimus@184'), '-'),
  row('3.4', 'a day less: a notice', drugs('tacrolimus@183'), 'DurationNotice info'),
  row('3.4', 'a day more', drugs('tacrolimus@185'), OVER),

  notChecked('6.11', 'supply ran out 40 days ago: a level is due', drugs('tacrolimus@70 supply 30', ''), 'no level in 45 d'),
  notChecked('6.11', 'supply ran out 60 days ago', drugs('tacrolimus@90 supply 30', ''), 'no level in 45 d'),
  row('6.11', 'supply ran out 100 days ago: over', drugs('tacrolimus@130 supply 30', ''), '-'),
  notChecked('6.11', 'bounds that ended 59 days ago', drugs('tacrolimus@120 until 59', ''), 'no level in 45 d'),
  row('6.11', 'bounds that ended 100 days ago: over', drugs('tacrolimus@160 until 100', ''), '-'),
  row('6.11', 'ran out, and a level of 20.8', drugs('tacrolimus@91 supply 30', '20.8@1'), 'TroughHigh critical'),

  row('6.12', 'stopped, and ordered anew now', drugs('tacrolimus@210 stopped', ''), OVER, { view: '-' }),
  row('6.12', 'completed, and ordered anew now', drugs('tacrolimus@210 completed', ''), OVER, { view: '-' }),
  row('6.12', 'three changes of the dose', drugs('tacrolimus@20, tacrolimus@120 stopped, tacrolimus@230 stopped'), OVER),
  row('6.12', 'stopped on a day, 80 days without: a new course', drugs('tacrolimus@20, tacrolimus@230 stopped until 100'), '-'),
  row('6.12', 'cancelled before it began', drugs('tacrolimus@20, tacrolimus@210 cancelled'), '-'),
  row('6.12', 'stopped three days ago by its last change', drugs('tacrolimus@210 stopped changed 3'), OVER),
  row('6.12', 'its last change closes the gap', drugs('tacrolimus@55, tacrolimus@240 completed changed 60'), OVER),
  row('6.12', 'its last change leaves a gap', drugs('tacrolimus@20, tacrolimus@230 stopped until 120 changed 100'), '-'),
  row('6.12', 'an ointment before is no course', drugs('tacrolimus 0.1 % ointment@210 stopped', ''), '-'),

  row('6.13', 'active for 13 months, borne out by nothing', drugs('tacrolimus@400', ''), 'DurationOver info + NotEvaluated info', { view: 'DurationOver info', textMatches: ['not certain'], textLacks: ['at least 13'] }),
  row('6.13', 'a level of 170 days ago bears it out', drugs('tacrolimus@400', '8@170'), `${OVER} + NotEvaluated warning`, { view: OVER }),
  row('6.13', 'a level of 190 days ago does not', drugs('tacrolimus@400', '8@190'), 'DurationOver info + NotEvaluated info', { view: 'DurationOver info' }),
  row('6.13', 'a dispense does', drugs('tacrolimus@400, tacrolimus@100 dispensed', ''), `${OVER} + NotEvaluated warning`, { view: OVER }),
  row('6.13', 'a renewal does', drugs('tacrolimus@400, tacrolimus@100', ''), `${OVER} + NotEvaluated warning`, { view: OVER }),
  row('6.13', 'a dose that was given does', drugs('tacrolimus@400, tacrolimus@100 given', ''), `${OVER} + NotEvaluated warning`, { view: OVER }),
  row('6.13', 'active for less than 12 months', drugs('tacrolimus@360', ''), `${OVER} + NotEvaluated warning`, { view: OVER }),

  row('6.14', 'nothing toxic: the taper text', { drugs: LONG }, OVER, { textMatches: [TAPER] }),
  row('6.14', 'stage 1', { drugs: LONG, creatinine: '125@1, 80@20, 80@100, 80@240' }, `AkiStage warning + ${OVER}`, { textLacks: [TAPER] }),
  row('6.14', 'stage 1, not repeated for 40 days', { drugs: LONG, creatinine: '125@40, 80@60, 80@100, 80@240' }, `AkiStage warning + ${OVER}`, { textLacks: [TAPER] }),
  row('6.14', 'stage 3', { drugs: LONG, creatinine: '250@1, 80@20, 80@100, 80@240' }, `AkiStage critical + ${OVER}`, { textLacks: [TAPER] }),
  row('6.14', 'a level of 18 is no such card', { drugs: LONG, levels: '18@1' }, `TroughHigh warning + ${OVER}`, { textMatches: [TAPER] }),
  row('6.14', 'a level of 20.1', { drugs: LONG, levels: '20.1@1' }, `TroughHigh critical + ${OVER}`, { textLacks: [TAPER] }),
  row('6.14', 'potassium 6.0', { drugs: LONG, tests: 'potassium 6.0@1' }, `Electrolyte critical + ${OVER}`, { textLacks: [TAPER] }),
  row('6.14', 'potassium 5.9 is no such card', { drugs: LONG, tests: 'potassium 5.9@1' }, `Electrolyte warning + ${OVER}`, { textMatches: [TAPER] }),

  row('6.18', 'total colectomy', { drugs: LONG, procedures: 'Total colectomy@300' }, OVER, { textMatches: ['still needed'], textLacks: [HEALING] }),
  row('6.18', 'ileoanal pouch', { drugs: LONG, procedures: 'IPAA@400' }, OVER, { textMatches: ['still needed'], textLacks: [HEALING] }),
  row('6.18', 'on the problem list', { drugs: LONG, problems: 'K51.90, status post proctocolectomy' }, OVER, { textMatches: ['still needed'] }),
  row('6.18', 'pouchitis says as much', { drugs: LONG, problems: 'pouchitis' }, OVER, { textMatches: ['still needed'] }),
  row('6.18', 'planned is not done', { drugs: LONG, problems: 'K51.90, colectomy planned' }, OVER, { textMatches: [HEALING] }),
  row('6.18', 'half a colon is a colon', { drugs: LONG, procedures: 'Right hemicolectomy@300' }, OVER, { textMatches: [HEALING] }),
];
