import { row } from './row.js';

/** Before the first dose of a course (docs/clinical/start.md#infection): on one card with the creatinine, and never on opening the chart. */
const INFO = 'BaselineCreatinine info';
const WARNING = 'BaselineCreatinine warning';
const FIRST = { drugs: 'azathioprine@45', levels: '' };
const C_DIFFICILE = 'c-difficile negative@5';
const HEPATITIS = 'hbsag negative@100, anti-hbc negative@100';
const SCREENED = `${C_DIFFICILE}, ${HEPATITIS}`;
const first = (name: string, story: object, cards: string, words: object = {}) =>
  row('9', name, { ...FIRST, screening: SCREENED, ...story }, cards, { view: '-', ...words });
const after = (drugs: string) => ({ drugs: `azathioprine@45, ${drugs}` });

// prettier-ignore
const infection = [
  first('all of it was looked for', {}, '-'),
  first('not sent: nothing is said of it', { screening: undefined }, '-'),
  first('C. difficile of 14 days', { screening: `c-difficile negative@14, ${HEPATITIS}` }, '-'),
  first('of 15 days', { screening: `c-difficile negative@15, ${HEPATITIS}` }, INFO, { textMatches: ['no coded result'], textLacks: ['not done', '\\bwait\\b'] }),
  first('positive ten days ago', { screening: `c-difficile positive@10, ${HEPATITIS}` }, WARNING),
  first('positive ten days ago, negative three days ago', { screening: `c-difficile positive@10, c-difficile negative@3, ${HEPATITIS}` }, '-'),
  first('a preliminary positive is no result', { screening: `c-difficile positive@1 preliminary, ${HEPATITIS}` }, INFO),
  first('A04.72 on the problem list, no treatment, no test', { screening: HEPATITIS, problems: 'ulcerative colitis, A04.72' }, WARNING),
  first('A04.72, and vancomycin by mouth: only the test is missing', { screening: HEPATITIS, problems: 'ulcerative colitis, A04.72', ...after('vancomycin 125 mg capsule@3') }, INFO),
  first('HBsAg of 23 months', { screening: `${C_DIFFICILE}, hbsag negative@690, anti-hbc negative@690` }, '-'),
  first('HBsAg of 25 months', { screening: `${C_DIFFICILE}, hbsag negative@760, anti-hbc negative@100` }, INFO),
  first('IgM against the core is not the total', { screening: `${C_DIFFICILE}, hbsag negative@100, anti-hbc-igm negative@100` }, INFO),
  first('HBsAg positive six years ago, nothing against it', { screening: `${C_DIFFICILE}, hbsag positive@2200` }, WARNING),
  first('HBsAg positive, on entecavir', { screening: `${C_DIFFICILE}, hbsag positive@400`, ...after('entecavir 0.5 mg@300') }, '-'),
  first('HBV DNA positive, HBsAg negative', { screening: `${SCREENED}, hbv-dna positive@30` }, WARNING),
  first('HIV positive: listed, and does not fire alone', { screening: `${SCREENED}, hiv positive@50` }, '-'),
  first('tuberculosis, active', { problems: 'ulcerative colitis, pulmonary tuberculosis' }, WARNING),
  first('tuberculosis of the lung by its code alone', { problems: 'ulcerative colitis, A15.0' }, WARNING),
  ...['Lungentuberkulose', 'pulmonary TB', 'TBC pulmonar'].map((words) => first(`in another country: ${words}`, { problems: `ulcerative colitis, ${words}` }, WARNING)),
  ...['latente Tuberkulose', 'latente TBC', 'latent TB infection', 'Z.n. Lungentuberkulose'].map((words) => first(`not active: ${words}`, { problems: `ulcerative colitis, ${words}` }, '-')),
  first('latent tuberculosis', { problems: 'ulcerative colitis, Z22.7' }, '-'),
  first('after a liver transplant nothing of it is asked', { screening: '', problems: 'ulcerative colitis, Z94.4' }, '-'),
  first('lupus nephritis', { screening: '', problems: 'M32.14' }, '-'),
  first('no indication recorded: information at most', { screening: 'c-difficile positive@3', problems: '' }, INFO, { textMatches: ['indication'] }),
  first('a second course, 200 days after the first', { screening: '', ...after('tacrolimus@400 stopped until 200') }, INFO),
  row('9', 'not the first order', { screening: '' }, '-'),
];

// prettier-ignore
const rescue = [
  first('infliximab 56 days ago', after('infliximab 400 mg@56 given'), WARNING, { textMatches: ['10 studies', 'surgeon'], textLacks: ['16 %', 'only one attempt'] }),
  first('57 days ago', after('infliximab 400 mg@57 given'), '-'),
  first('tofacitinib until 14 days ago', after('tofacitinib 10 mg@60 stopped until 14'), WARNING),
  first('until 15 days ago', after('tofacitinib 10 mg@60 stopped until 15'), '-'),
  first('infliximab, and HBsAg positive: the summary says both', { screening: `${C_DIFFICILE}, hbsag positive@400`, ...after('infliximab 400 mg@30 given') }, WARNING, { textMatches: ['second rescue after infliximab; HBsAg positive'] }),
  first('ciclosporin until 28 days ago', after('ciclosporin 100 mg@60 stopped until 28'), WARNING),
  first('until 29 days ago', after('ciclosporin 100 mg@60 stopped until 29'), '-'),
  first('ciclosporin that goes on is the other drug', after('ciclosporin 100 mg@20'), 'Interaction critical'),
  first('vedolizumab is no rescue', after('vedolizumab 300 mg@10 given'), '-'),
];

// prettier-ignore
const ridingAlong = [
  first('steroid, tacrolimus and azathioprine without prophylaxis: a line on the card', { screening: HEPATITIS, ...after('prednisolone 40 mg@10') }, INFO, { textMatches: ['Pneumocystis'] }),
  first('with co-trimoxazole', { screening: HEPATITIS, ...after('prednisolone 40 mg@10, sulfamethoxazole / trimethoprim 400/80@5') }, INFO, { textLacks: ['none of .*prophylaxis'] }),
  ...['Cotrim forte', 'co-trimoxazole 480 mg', 'バクタ配合錠', 'Atovaquon'].map((name) => first(`with ${name}, beside Prednisolon`, { screening: HEPATITIS, ...after(`Prednisolon 40 mg@10, ${name}@5`) }, INFO, { textLacks: ['Pneumocystis prophylaxis'] })),
  first('the triple alone is no card', after('prednisolone 40 mg@10'), '-'),
  first('eGFR 17 and no C. difficile test: one card, as grave as the graver', { screening: HEPATITIS, creatinine: '300@1' }, WARNING),
  first('no creatinine, and HBsAg missing: one card', { creatinine: '', screening: C_DIFFICILE }, INFO, { textMatches: ['creatinine', 'HBsAg'] }),
];

export const FIRST_DOSE = [...infection, ...rescue, ...ridingAlong];
