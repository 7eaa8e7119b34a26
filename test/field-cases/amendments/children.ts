import { notChecked, row } from './row.js';

/** Under 18 (docs/clinical/children.md#one-to-seventeen). The day of the call is 2026-11-22. */
const STAGE_1 = 'AkiStage warning';
const STAGE_2 = 'AkiStage critical';
const child = (born: string, creatinine: string, tests?: string) => ({
  born,
  creatinine,
  ...(tests === undefined ? {} : { tests }),
});
const FIRST = { drugs: 'azathioprine@45', levels: '', creatinine: '' };
const INFANT = '2026-03-20';

// prettier-ignore
export const CHILDREN = [
  row('7', 'the day before the 18th birthday: no limit of 354', child('2008-11-23', '360@1, 225@20, 225@90'), STAGE_1),
  row('7', 'the 18th birthday: stage 3', child('2008-11-22', '360@1, 225@20, 225@90'), STAGE_2),
  row('7', 'ten years, doubled', child('2016-04-02', '80@1, 40@20, 40@90'), STAGE_2, { textMatches: ['from adults'] }),
  row('7', 'ten years, 1.49 x', child('2016-04-02', '59@1, 40@20, 40@90'), 'AkiRisk info'),
  row('7', 'ten years, a rise of 27 in 48 hours', child('2016-04-02', '87@1, 60@2.5, 60@20'), STAGE_1),
  row('7', 'ten years, a rise of 26 in 48 hours', child('2016-04-02', '86@1, 60@2.5, 60@20'), 'AkiRisk info'),
  row('7', 'ten years, 0.3 mg/dL in 48 hours', child('2016-04-02', '1.0 mg/dL@1, 0.7 mg/dL@2.5, 0.7 mg/dL@20'), STAGE_1),
  row('7', 'a boy: male sex is no modifier', { ...child('2016-04-02', '50@1, 40@20, 40@90'), sex: 'male' }, 'AkiRisk info', { textLacks: ['[Mm]ale sex'] }),
  row('7', 'twelve years, 1.6 x, Schwartz 34: stage 3', child('2014-04-02', '150@1, 93@20, 93@90', 'height 140@30'), STAGE_2),
  row('7', 'twelve years, 1.6 x, Schwartz 36: stage 1', child('2014-04-02', '140@1, 87@20, 87@90', 'height 140@30'), STAGE_1),
  row('7', 'without a height it is left out and said', child('2014-04-02', '150@1, 93@20, 93@90'), STAGE_1, { textMatches: ['height'] }),
  row('7', 'a height of 180 days before', child('2014-04-02', '150@1, 93@20, 93@90', 'height 140@181'), STAGE_2),
  row('7', 'a height of 181 days before', child('2014-04-02', '150@1, 93@20, 93@90', 'height 140@182'), STAGE_1),
  row('7', 'Schwartz 26 and nothing older', { ...child('2016-04-02', '200@1', 'height 140@10'), drugs: 'tacrolimus@10, azathioprine@9' }, 'AkiRisk warning'),
  notChecked('7', 'no height and nothing older', { ...child('2016-04-02', '200@1'), drugs: 'tacrolimus@10, azathioprine@9' }, 'no baseline'),
  row('7', 'first order, no creatinine', { ...FIRST, born: '2016-04-02' }, 'BaselineCreatinine info', { view: '-' }),
  row('7', 'a graft at ten years', { ...child('2016-04-02', '80@1, 40@20, 40@90'), problems: 'K50.90, Z94.0' }, 'NotEvaluated info'),
  row('7', 'a level of 22 at ten years', { ...child('2016-04-02', '40@1, 40@20, 40@90'), levels: '22@1' }, 'TroughHigh critical'),
  row('7', 'the first birthday: staged', child('2025-11-22', '50@1, 25@5, 24@90'), STAGE_2),
  row('6.9', 'the day before the first birthday: said, not staged', child('2025-11-23', '50@1, 25@5, 24@90'), 'NotEvaluated info', { textMatches: ['does not judge'] }),
  row('6.9', 'eight months, doubled', child(INFANT, '50@1, 25@5, 24@90'), 'NotEvaluated info', { textMatches: ['does not judge'] }),
  row('6.9', 'eight months, stage 0', child(INFANT, '25@1, 25@5, 24@90'), '-'),
  notChecked('6.9', 'eight months, no creatinine: the age silences nothing', { born: INFANT, creatinine: '' }, 'no creatinine'),
  notChecked('6.9', 'eight months, nothing to compare with', child(INFANT, '30@1'), 'no baseline'),
  notChecked('6.9', 'eight months, 40 days old', child(INFANT, '30@40, 30@60, 30@100'), 'creatinine 40 d old'),
  row('6.9', 'eight months, first order, no creatinine', { ...FIRST, born: INFANT }, 'BaselineCreatinine info', { view: '-' }),
];
