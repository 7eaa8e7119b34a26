import { notChecked, row } from './row.js';

/** Levels in ng/mL (docs/clinical/trough.md#limits, docs/clinical/facts.md#levels). */
const at = (levels: string) => ({ levels });
const D100 = { drugs: 'tacrolimus@100, azathioprine@99' };
const LEFT_OUT = 'NotEvaluated info';
const HIGH = 'TroughHigh critical';
const ABOVE = 'TroughHigh warning';
const OF_ANOTHER_DOSE = 'order (was )?written after';

// prettier-ignore
export const LEVELS = [
  row('3.2', '15.0: silent', at('15@1'), '-'),
  row('3.2', '15.1', at('15.1@1'), ABOVE),
  row('3.2', '20.0: a warning', at('20@1'), ABOVE),
  row('3.2', '20.1: critical', at('20.1@1'), HIGH),
  row('3.2', '18.66 nmol/L is 15', at('18.65 nmol/L@1'), '-'),
  row('3.2', '25 nmol/L is 20.1', at('25 nmol/L@1'), HIGH),
  row('3.2', '2.2 ug/dL is 22', at('2.2 ug/dL@1'), HIGH),
  row('3.2', 'ug/L', at('22 ug/L@1'), HIGH),
  row('3.2', '>15 reaches the limit', at('>15@1'), ABOVE),
  row('3.2', '>30', at('>30@1'), HIGH),
  row('3.2', '<2 never fires', at('<2@1'), '-'),
  row('3.2', 'no unit', at('22 no unit@1, 8@3'), LEFT_OUT, { textMatches: ['unit'] }),
  row('3.2', 'undated: may be the newest', at('22@1 undated, 8@3'), LEFT_OUT),

  row('6.3', '15.1, 46 days old', { ...D100, levels: '15.1@46' }, ABOVE, { textMatches: ['not repeated for 46 d'] }),
  row('6.3', '21, 45 days old: current', { ...D100, levels: '21@45' }, HIGH, { textLacks: ['not repeated'] }),
  row('6.3', '21, 46 days old: a warning', { ...D100, levels: '21@46' }, ABOVE),
  row('6.3', '21, 15 days old on day 20', { drugs: 'tacrolimus@20, azathioprine@10', creatinine: '80@3, 80@40, 80@90', levels: '21@15' }, ABOVE),
  row('6.3', '24, 90 days old', { ...D100, levels: '24@90' }, ABOVE),
  notChecked('6.3', '24, 91 days old', { ...D100, levels: '24@91' }, 'level 91 d old'),
  notChecked('6.3', '15.0, 50 days old', { ...D100, levels: '15@50' }, 'level 50 d old'),
  row('6.3', 'a later one in range was the repeat', { ...D100, levels: '8@2, 24@50' }, '-'),
  row('6.3', 'a preliminary one in range was not', { ...D100, levels: '7@2 preliminary, 21@50' }, ABOVE),

  row('6.5', '100', at('100@1'), HIGH, { textLacks: ['another vein'] }),
  row('6.5', '100.1', at('100.1@1'), HIGH, { textMatches: ['another vein', 'contaminated line'] }),
  row('6.5', '500', at('500@1'), HIGH, { textMatches: ['another vein'] }),
  row('6.5', '500.1 is no result', at('500.1@1, 8@3'), LEFT_OUT),
  row('6.5', 'below zero is none', at('-1@1, 8@3'), LEFT_OUT),
  row('6.5', '0 is one', at('0@1'), '-'),
  row('6.5', '>100 is above 100', at('>100@1'), HIGH, { textMatches: ['another vein'] }),
  row('6.5', '112, not repeated for 60 days', { ...D100, levels: '112@60' }, ABOVE, { textMatches: ['not repeated for 60 days', 'another vein'] }),
  row('6.5', '112 before a first order', { drugs: 'azathioprine@45', levels: '112@1' }, `${HIGH} + NotEvaluated info`, { textMatches: ['another vein'] }),
  row('6.5', '112 in serum', at('112@1 serum'), HIGH, { textMatches: ['another vein'] }),

  row('6.6', '15.0 in serum: listed', at('15@1 serum, 8@3'), LEFT_OUT),
  row('6.6', '15.1 in serum', at('15.1@1 serum, 8@3'), ABOVE, { textMatches: ['labelled serum', 'mislabelled'] }),
  row('6.6', '25 in plasma', at('25@1 plasma, 8@3'), HIGH),
  row('6.6', '26 in serum, then 8 in blood', at('8@1, 26@2 serum'), '-'),
  row('6.6', '18 in serum, 22 in blood before: the worse', at('18@1 serum, 22@3'), HIGH),
  row('6.6', '26 in serum, not repeated for 60 days', { ...D100, levels: '26@60 serum' }, ABOVE, { textMatches: ['not repeated for 60 days', 'mislabelled'] }),
  row('6.6', '26 in serum, preliminary', at('26@1 serum preliminary, 8@3'), LEFT_OUT),

  row('6.7', 'preliminary 28', at('28@1 preliminary, 8@3'), LEFT_OUT, { textMatches: ['preliminary 28 ng/mL, not judged'] }),
  row('6.7', 'preliminary 15.0', at('15@1 preliminary, 8@3'), '-'),
  row('6.7', 'preliminary 15.1', at('15.1@1 preliminary, 8@3'), LEFT_OUT),
  row('6.7', 'preliminary 28, then final 8', at('8@1, 28@2 preliminary'), '-'),
  row('6.7', 'preliminary 28 after a final 18: named on the card', at('28@1 preliminary, 18@3'), ABOVE, { textMatches: ['28'] }),
  row('6.7', 'registered', at('28@1 registered, 8@3'), LEFT_OUT),
  row('6.7', 'entered in error is no news', at('28@1 entered-in-error, 8@3'), '-'),
  row('6.7', 'cancelled is no news', at('28@1 cancelled, 8@3'), '-'),
  row('6.7', 'of another patient: dropped, and said', at('28@1 of another patient, 8@3'), LEFT_OUT),

  row('6.8', 'corrected from 22 to 9', at('22@1, 9@1 corrected'), '-'),
  row('6.8', 'corrected from 9 to 22', at('9@1, 22@1 corrected'), HIGH),
  row('6.8', 'amended from 22 to 9', at('22@1, 9@1 amended'), '-'),
  row('6.8', 'two finals of one instant: the higher', at('22@1, 9@1'), HIGH),
  row('6.8', 'a correction of another instant replaces nothing', at('22@1, 9@2 corrected'), HIGH),

  row('6.11', 'day 2: no level is expected', { drugs: 'tacrolimus@2, azathioprine@2', levels: '' }, '-'),
  notChecked('6.11', 'day 3', { drugs: 'tacrolimus@3, azathioprine@2', levels: '' }, 'no level'),
  row('6.11', 'day 1 and a level of 25', { drugs: 'tacrolimus@1, azathioprine@1', levels: '25@0.2' }, HIGH),

  row('6.18', 'an order after the level', { drugs: 'tacrolimus@2, tacrolimus@55, azathioprine@45', levels: '18@3' }, ABOVE, { textMatches: [OF_ANOTHER_DOSE] }),
  row('6.18', 'none after it', at('18@3'), ABOVE, { textLacks: [OF_ANOTHER_DOSE] }),
  row('6.18', 'under an infusion', { ordered: 'tacrolimus infusion@0 intravenous', drugs: 'tacrolimus infusion@4 intravenous, azathioprine@3', levels: '18@1' }, ABOVE, { textMatches: ['infusion there is no trough'] }),
];
