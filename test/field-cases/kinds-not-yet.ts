/**
 * Members of test/field-cases/kinds that are answered wrongly at this moment, by kind. The lists only shrink: a member
 * that is right fails its test until it is taken off.
 */
const BY_KIND: Readonly<Record<string, readonly string[]>> = {
  'history-line-vanishes': ['statement of status intended'],
  'newer-result-left-out': ['creatinine of status preliminary'],
  'thiopurine-test-unreadable': ['NUDT15 codon 139 Arg/Cys', 'TPMT as a scan', 'TPMT of status unknown'],
  'level-in-serum': ['specimen Serum'],
  'preliminary-result': ['level preliminary'],
  'baseline-of-the-week-before': [
    'doubled in a slow rise',
    'the lowest of two',
    'just under one and a half',
    'the card says which week',
  ],
  children: [
    'ten years, doubled in two days',
    'three years, threefold',
    'seventeen years, one and a half',
    'twelve years, above the adult limit, ratio 1.6: still stage 1',
    'eight months, doubled: said, not staged',
  ],
  'high-creatinine-no-baseline': ['one result', 'three results of this week', 'just below 30', 'for long'],
  'bad-and-not-repeated': [
    'stage 3, 40 days ago',
    'stage 1, 35 days ago',
    'stage 3, 90 days ago',
    'chart opened: stage 3, 40 days ago',
    'it says for how long',
  ],
  'result-older-than-the-drug': ['day 20, 22 days old', 'day 8, 9 days old', 'it says why'],
  'ckd-5-is-not-dialysis': ['dependence on dialysis is'],
  'not-judged-not-said': [
    'kidney graft, doubled',
    'kidney graft in words, doubled',
    'haemodialysis ten days ago, doubled',
  ],
  'azathioprine-draft': [
    'allopurinol by ATC',
    'allopurinol by text',
    'febuxostat',
    'allopurinol in a statement',
    'lymphoma',
  ],
  'pregnancy-options': ['Z33.1', 'supervision of pregnancy', 'SNOMED CT', 'in words', 'auf Deutsch'],
  'no-colon': ['proctocolectomy in words', 'total colectomy by SNOMED CT'],
  'misses-the-obvious': ['falling from its peak', 'mesalazine', 'trimethoprim', 'contrast', 'an infusion'],
};

/** `kind: name` of each. */
export const KINDS_NOT_YET: ReadonlySet<string> = new Set(
  Object.entries(BY_KIND).flatMap(([kind, names]) => names.map((name) => `${kind}: ${name}`)),
);
