import { notChecked, row } from './row.js';

/** Creatinine: the baseline before the drug, stale and bad, low eGFR, grafts and dialysis (docs/clinical/aki.md#baselines). */
const on = (days: number) => `tacrolimus@${days}, azathioprine@${Math.max(days - 5, 1)}`;
const FIRST = { drugs: 'azathioprine@45', levels: '' };
const D10 = { drugs: on(10) };
const DOUBLED = '230@1, 110@20, 108@100, 110@200';
const with_ = (problem: string, creatinine = DOUBLED) => ({ creatinine, problems: `ulcerative colitis, ${problem}` });
const STAGE_1 = 'AkiStage warning';
const STAGE_2 = 'AkiStage critical';
const CKD_5 = '900@1, 430@20, 425@100';

// prettier-ignore
const beforeTheDrug = [
  row('6.1', 'the lowest of the week before: 1.57 x', { drugs: on(40), creatinine: '110@1, 100@10, 90@20, 80@30, 70@42' }, STAGE_1, { textMatches: ['week before'] }),
  row('6.1', 'the same, 1.49 x', { drugs: on(40), creatinine: '104@1, 100@10, 90@20, 70@42' }, 'AkiRisk info'),
  row('6.1', 'exactly 7 days before the first dose: an ordinary baseline', { drugs: on(40), creatinine: '110@1, 100@10, 90@20, 70@47' }, STAGE_1),
  row('6.1', 'one of 7.1 days before is there: the week does not count', { drugs: on(40), creatinine: '110@1, 100@10, 90@20, 60@46.9, 80@47.1' }, 'AkiRisk info'),
  row('6.1', '365 days before the first dose counts', { drugs: on(40), creatinine: '140@1, 130@10, 130@20, 120@42, 70@405' }, STAGE_2),
  row('6.1', '366 days before does not; the week does', { drugs: on(40), creatinine: '140@1, 130@10, 130@20, 120@42, 70@406' }, '-'),
  row('6.1', 'hours before the first dose counts', { drugs: on(40), creatinine: '140@1, 130@10, 120@20, 70@40.1' }, STAGE_2),
  row('6.1', 'hours after it does not', { drugs: on(40), creatinine: '140@1, 130@10, 120@20, 70@39.9' }, '-'),
  row('6.1', 'a preliminary one is no baseline', { drugs: on(40), creatinine: '140@1, 130@10, 120@20, 50@41 preliminary, 90@42' }, STAGE_1),
  row('6.1', 'one of another patient is no baseline', { drugs: on(40), creatinine: '140@1, 130@10, 120@20, 50@41 of another patient, 90@42' }, 'NotEvaluated info', { textMatches: ['another patient'] }),
  row('6.1', 'an earlier course does not count: the week before this one', { drugs: `${on(40)}, tacrolimus@300 until 200`, creatinine: '140@1, 125@10, 110@20, 70@42' }, STAGE_2),

  row('6.2', 'day 6, a result of the day before the drug: not yet due', { drugs: on(6), levels: '8@1', creatinine: '80@7, 80@90' }, '-'),
  notChecked('6.2', 'day 7, the same', { drugs: on(7), levels: '8@1', creatinine: '80@8, 80@90' }, 'since (the )?first dose'),
  notChecked('6.2', 'second course, checked in the first only', { drugs: `${on(20)}, tacrolimus@300 until 200`, levels: '8@1', creatinine: '80@22, 80@250' }, 'since (the )?first dose'),
  notChecked('6.2', 'a preliminary result since does not check it', { drugs: on(20), levels: '8@1', creatinine: '82@2 preliminary, 80@22, 80@250' }, 'since (the )?first dose'),
  row('6.2', 'a stage from before the drug is said all the same', { drugs: on(20), levels: '8@1', creatinine: '160@22, 80@250' }, STAGE_2),
];

// prettier-ignore
const staleAndBad = [
  row('6.3', 'stage 1, 30 days: judged', { creatinine: '125@30, 80@100, 80@195' }, STAGE_1, { textLacks: ['not repeated'] }),
  row('6.3', 'stage 1, 31 days: not repeated', { creatinine: '125@31, 80@100, 80@195' }, STAGE_1, { textMatches: ['not repeated for 31 d'] }),
  row('6.3', 'stage 3, 90 days: a warning at most', { drugs: on(140), creatinine: '300@90, 80@150, 80@195' }, STAGE_1, { textMatches: ['not repeated for 90 d'] }),
  notChecked('6.3', 'stage 3, 91 days', { drugs: on(140), creatinine: '300@91, 80@150, 80@195' }, 'creatinine 91 d old'),
  row('6.3', 'a rise in 48 hours, 40 days ago', { creatinine: '108@40, 80@41, 80@100, 80@195' }, STAGE_1),
  row('6.3', 'stale stage 1 beside a high level: still a warning', { creatinine: '125@40, 80@100, 80@195', levels: '18@2' }, `${STAGE_1} + TroughHigh warning`),
  row('6.3', 'kidneys and level both stale', { drugs: on(140), creatinine: '300@60, 80@150, 80@195', levels: '21@60' }, `${STAGE_1} + TroughHigh warning`),
  row('6.3', 'before a first order', { ...FIRST, creatinine: '300@60, 80@150, 80@195' }, STAGE_1, { view: '-' }),
  row('6.3', 'a later one in range was the repeat', { creatinine: '82@3, 300@40, 80@100' }, '-'),
  notChecked('6.3', 'nothing bad and 40 days old', { creatinine: '82@40, 80@100, 80@195' }, 'creatinine 40 d old'),
  notChecked('6.3', 'eGFR 17 without a stage, 40 days old', { creatinine: '300@40, 300@100, 300@200' }, 'creatinine 40 d old'),
];

// prettier-ignore
const lowEgfr = [
  row('6.4', '300 and nothing older', { ...D10, creatinine: '300@1' }, 'AkiRisk warning', { textMatches: ['before this illness'] }),
  row('6.4', 'three of this week', { ...D10, creatinine: '300@0.5, 305@2, 298@5' }, 'AkiRisk warning', { textMatches: ['before this illness'] }),
  row('6.4', 'eGFR 29', { ...D10, creatinine: '192@1' }, 'AkiRisk warning'),
  notChecked('6.4', 'eGFR 30', { ...D10, creatinine: '187@1' }, 'no baseline'),
  row('6.4', 'exactly 7 days older is still this week', { ...D10, creatinine: '300@1, 300@8' }, 'AkiRisk warning', { textMatches: ['before this illness'] }),
  row('6.4', 'steady for months: long-standing', { creatinine: '300@1, 300@30, 298@90, 301@200' }, 'AkiRisk warning', { textMatches: ['long-standing'] }),
  row('6.4', 'older than a year is no baseline', { ...D10, creatinine: '300@1, 80@400' }, 'AkiRisk warning'),
  row('6.4', 'first order', { ...FIRST, creatinine: '300@1' }, 'BaselineCreatinine warning', { view: '-' }),
  row('6.4', 'first order, three of this week', { ...FIRST, creatinine: '300@1, 305@3, 300@5' }, 'BaselineCreatinine warning', { view: '-' }),
  notChecked('6.4', 'sex not known, low for a woman only: no eGFR', { ...D10, creatinine: '200@1', sex: 'unknown' }, 'no baseline'),
  row('6.4', 'sex not known, low by either', { ...D10, creatinine: '300@1', sex: 'unknown' }, 'AkiRisk warning', { textMatches: ['low by either sex'] }),
  notChecked('6.4', 'this week only, in range: no reassurance', { ...D10, creatinine: '80@1, 82@3' }, 'no older baseline'),
  row('6.4', 'a preliminary 300 alone is named', { ...D10, creatinine: '300@1 preliminary' }, 'NotEvaluated info', { textMatches: ['preliminary 300'] }),
  row('6.4', 'beside a high level', { ...D10, creatinine: '300@1', levels: '18@1' }, 'AkiRisk warning + TroughHigh warning'),
];

// prettier-ignore
const newerAndPreliminary = [
  row('6.7', 'preliminary, doubled', { creatinine: '160@0.5 preliminary, 80@3, 80@40, 80@90' }, 'NotEvaluated info', { textMatches: ['preliminary 160'] }),
  row('6.7', 'preliminary, 1.49 x in five days: information is no news', { creatinine: '119@0.5 preliminary, 80@5, 80@40, 80@90' }, '-'),
  row('6.7', 'preliminary, 1.2 x', { creatinine: '96@0.5 preliminary, 80@5, 80@40, 80@90' }, '-'),
  row('6.8', 'a corrected creatinine replaces the final of its instant', { creatinine: '250@1, 82@1 corrected, 80@40, 80@90' }, '-'),
  row('6.8', 'corrected upwards', { creatinine: '82@1, 250@1 corrected, 80@40, 80@90' }, STAGE_2),
  row('6.8', 'two finals of one instant: the higher', { creatinine: '250@1, 82@1, 80@40, 80@90' }, STAGE_2),
];

const NOT_JUDGED = { textMatches: ['does not judge'] };
// prettier-ignore
const notJudged = [
  row('6.9', 'kidney graft, doubled', with_('Z94.0'), 'NotEvaluated info', NOT_JUDGED),
  row('6.9', 'kidney graft, stage 0', with_('Z94.0', '112@1, 110@20, 108@100'), '-'),
  row('6.9', 'failing graft', with_('T86.11'), 'NotEvaluated info', NOT_JUDGED),
  row('6.9', 'graft in words', with_('Kidney transplant 2015'), 'NotEvaluated info', NOT_JUDGED),
  row('6.9', 'graft, doubled 40 days ago', with_('Z94.0', '230@40, 110@60, 108@100'), 'NotEvaluated info', NOT_JUDGED),
  row('6.9', 'graft beside a level of 22', { ...with_('Z94.0'), levels: '22@1' }, 'TroughHigh critical + NotEvaluated info'),
  row('6.9', 'liver graft: judged', with_('Z94.4'), STAGE_2),
  row('6.9', 'kidney donor: judged', with_('Z52.4'), STAGE_2),
  row('6.9', 'waiting for a transplant: judged', with_('Z76.82'), STAGE_2),
  row('6.9', 'on dialysis', with_('Z99.2'), 'NotEvaluated info', NOT_JUDGED),
  row('6.9', 'on dialysis, stage 0', with_('Z99.2', '112@1, 110@20, 108@100'), '-'),
  row('6.9', 'a session 29 days ago', { creatinine: DOUBLED, procedures: 'Haemodialysis@29' }, 'NotEvaluated info', NOT_JUDGED),
  row('6.9', 'a session 31 days ago', { creatinine: DOUBLED, procedures: 'Haemodialysis@31' }, STAGE_2),
  row('6.9', 'haemofiltration is dialysis', { creatinine: DOUBLED, procedures: 'CVVHDF@5' }, 'NotEvaluated info', NOT_JUDGED),
  row('6.9', 'renal replacement therapy is', { creatinine: DOUBLED, procedures: 'Renal replacement therapy@5' }, 'NotEvaluated info', NOT_JUDGED),
  row('6.9', 'Nierenersatzverfahren ist eines', { creatinine: DOUBLED, procedures: 'Nierenersatzverfahren@5' }, 'NotEvaluated info', NOT_JUDGED),

  row('6.10', 'CKD 5', with_('N18.5', CKD_5), STAGE_2),
  row('6.10', 'hypertensive CKD 5', with_('I12.0', CKD_5), STAGE_2),
  row('6.10', 'CKD 5, steady: eGFR below 30', with_('N18.5', '500@1, 490@20, 495@100'), 'AkiRisk warning'),
  row('6.10', 'ESRD without dialysis', with_('ESRD without dialysis', CKD_5), STAGE_2),
  row('6.10', 'ESRD, not yet on dialysis', with_('end-stage renal failure not yet requiring dialysis', CKD_5), STAGE_2),
  row('6.10', 'ESRD, declines dialysis', with_('ESRD - declines dialysis', CKD_5), STAGE_2),
  row('6.10', 'lehnt Dialyse ab', with_('Niereninsuffizienz Stadium 5: lehnt ab: Dialyse', CKD_5), STAGE_2),
  row('6.10', 'Stadium 5', with_('Chronische Niereninsuffizienz Stadium 5', CKD_5), STAGE_2),
  row('6.10', 'ESRD on haemodialysis', with_('ESRD on hemodialysis', CKD_5), 'NotEvaluated info', NOT_JUDGED),
  row('6.10', 'N18.6 and Z99.2', with_('N18.6, Z99.2', CKD_5), 'NotEvaluated info', NOT_JUDGED),
];

// prettier-ignore
const text = [
  row('6.18', 'falling below 0.8 x the highest of 7 days', { creatinine: '205@1, 260@3, 80@30, 80@90' }, STAGE_2, { textMatches: ['falling from 260'] }),
  row('6.18', 'not falling enough', { creatinine: '211@1, 260@3, 80@30, 80@90' }, STAGE_2, { textLacks: ['falling from'] }),
  row('6.18', 'contrast 6 days ago', { creatinine: '160@1, 80@20, 80@90', procedures: 'CT with contrast@6' }, STAGE_2, { textMatches: ['CT with contrast'] }),
  row('6.18', 'contrast 8 days ago', { creatinine: '160@1, 80@20, 80@90', procedures: 'CT with contrast@8' }, STAGE_2, { textLacks: ['CT with contrast'] }),
  row('6.18', 'mesalazine', { creatinine: '160@1, 80@20, 80@90', drugs: `${on(55)}, mesalazine 1 g@30` }, STAGE_2, { textMatches: ['mesalazine'] }),
  row('6.18', 'trimethoprim', { creatinine: '160@1, 80@20, 80@90', drugs: `${on(55)}, trimethoprim 200 mg@5` }, STAGE_2, { textMatches: ['trimethoprim'] }),
  row('6.19', 'a man, first order, nothing else: no card', { ...FIRST, sex: 'male' }, '-'),
  row('6.19', 'a man, first order, no creatinine', { ...FIRST, sex: 'male', creatinine: '' }, 'BaselineCreatinine info', { view: '-' }),
  row('6.19', 'a man, first order, eGFR 56', { ...FIRST, sex: 'male', creatinine: '140@3, 140@60' }, 'BaselineCreatinine info', { view: '-' }),
  row('6.19', 'a woman, first order, creatinine 91 days ago', { ...FIRST, creatinine: '80@91' }, 'BaselineCreatinine info', { view: '-' }),
];

export const KIDNEYS = [...beforeTheDrug, ...staleAndBad, ...lowEgfr, ...newerAndPreliminary, ...notJudged, ...text];
