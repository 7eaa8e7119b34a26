import { row } from './row.js';

/** Potassium, magnesium and neurotoxicity at danger values (docs/clinical/electrolyte.md#limits). */
const tests = (line: string, more: object = {}) => ({ tests: line, ...more });
const noted = (problem: string, more: object = {}) => ({ problems: `ulcerative colitis, ${problem}`, ...more });
const WARNING = 'Electrolyte warning';
const CRITICAL = 'Electrolyte critical';

// prettier-ignore
export const ELECTROLYTES = [
  row('11', 'potassium 5.4', tests('potassium 5.4@1'), '-'),
  row('11', 'potassium 5.5', tests('potassium 5.5@1'), WARNING),
  row('11', 'potassium 6.0: the card says what its limits rest on', tests('potassium 6.0@1'), CRITICAL, { textMatches: ['common practice'] }),
  row('11', 'potassium 6.4, seven days old', tests('potassium 6.4@7'), CRITICAL),
  row('11', 'potassium 6.4, eight days old', tests('potassium 6.4@8'), '-'),
  row('11', 'potassium 6.4, and 4.8 a day later', tests('potassium 6.4@2, potassium 4.8@1'), '-'),
  row('11', 'in mEq/L', tests('potassium 6.1 mEq/L@1'), CRITICAL),
  row('11', 'before a first order', { ...tests('potassium 6.2@1'), drugs: 'azathioprine@45', levels: '' }, CRITICAL, { view: '-' }),
  row('11', 'a kidney graft has potassium too', { ...tests('potassium 6.2@1'), ...noted('Z94.0') }, CRITICAL),
  row('11', 'magnesium 0.50', tests('magnesium 0.50@1'), '-'),
  row('11', 'magnesium 0.49', tests('magnesium 0.49@1'), WARNING),
  row('11', 'magnesium 1.2 mg/dL is 0.49', tests('magnesium 1.2 mg/dL@1'), WARNING),
  row('11', 'magnesium 1.25 mg/dL is 0.51', tests('magnesium 1.25 mg/dL@1'), '-'),
  row('11', 'magnesium 0.98 mEq/L is 0.49', tests('magnesium 0.98 mEq/L@1'), WARNING),
  row('11', 'magnesium 1.0 mEq/L is 0.50', tests('magnesium 1.0 mEq/L@1'), '-'),
  row('11', 'magnesium 0.4, 14 days old', tests('magnesium 0.4@14'), WARNING),
  row('11', 'magnesium 0.4, 15 days old', tests('magnesium 0.4@15'), '-'),
  row('11', 'PRES, noted ten days ago', noted('I67.83@10'), CRITICAL, { textMatches: ['neurotoxicity', 'imaging'] }),
  row('11', 'a seizure, 30 days ago', noted('seizure@30'), CRITICAL),
  row('11', 'convulsions by their code alone', noted('R56.9@10'), CRITICAL),
  ...['crise épileptique', 'convulsiones', 'status epilepticus', '癫痫发作', 'posteriores reversibles Enzephalopathie-Syndrom', 'RPLS'].map((words) => row('11', `in another country: ${words}`, noted(`${words}@5`), CRITICAL)),
  row('11', 'a seizure, 31 days ago', noted('seizure@31'), '-'),
  row('11', 'a seizure without a date', noted('seizure'), '-'),
  row('11', 'a tremor is a row, no card', noted('R25.1@3'), '-'),
  row('11', 'glucose 20: off, because of steroids', tests('glucose 20@1'), '-'),
  row('11', 'potassium 5.2 beside a level of 18: a row of its table', tests('potassium 5.2@1', { levels: '18@1' }), 'TroughHigh warning', { textMatches: ['Potassium'] }),
  row('11', 'potassium 6.2 and magnesium 0.4: one card', tests('potassium 6.2@1, magnesium 0.4@1'), CRITICAL, { textMatches: ['magnesium'] }),
];
