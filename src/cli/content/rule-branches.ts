import type { FindingId, MissingCode, NotApplicableReason, RuleId, RuleOutcome } from '../../domain/finding.js';
import type { RuleParams } from '../../rules/shared/params.js';

/** A way in which a rule can answer, in the words of the tables: `trough-high warning`, `indeterminate no-level`. */
export type Branch = string;

interface RuleBranches {
  readonly findings: (params: RuleParams) => readonly (readonly [FindingId, string])[];
  readonly notApplicable: (params: RuleParams) => readonly NotApplicableReason[];
  readonly missing: readonly MissingCode[];
}

const noIndication = (mode: 'info' | 'silent'): NotApplicableReason[] =>
  mode === 'silent' ? ['no-indication-silent'] : [];

/** Every answer of every rule but `rule-error`; a test proves that no row of any table reaches another. */
const BRANCHES: Readonly<Record<RuleId, RuleBranches>> = {
  aki: {
    findings: ({ aki: { severity } }) => [
      ['aki-stage', severity.stage1],
      ['aki-stage', severity.stage1WithHighTrough],
      ['aki-stage', severity.stage2],
      ['aki-stage', severity.stage3],
      ['aki-risk', severity.risk],
      ['aki-risk', severity.riskWithModifier],
      ['aki-baseline', severity.baseline],
    ],
    notApplicable: () => ['under-18', 'kidney-transplant', 'dialysis'],
    missing: [
      'creatinine-unavailable',
      'creatinine-incomplete',
      'no-creatinine',
      'creatinine-stale',
      'creatinine-unusable',
      'no-baseline',
      'medications-unavailable',
      'medications-incomplete',
    ],
  },
  trough: {
    findings: ({ trough: { severity, aboveMaintenance, low } }) => [
      ['trough-high', severity.aboveLimit],
      ['trough-high', severity.aboveCritical],
      ...(aboveMaintenance.enabled ? ([['trough-above-maintenance', severity.aboveMaintenance]] as const) : []),
      ...(low.enabled ? ([['trough-low', severity.low]] as const) : []),
    ],
    notApplicable: () => ['first-order'],
    missing: [
      'levels-unavailable',
      'levels-incomplete',
      'no-level',
      'level-stale',
      'level-unusable',
      'medications-unavailable',
      'medications-incomplete',
    ],
  },
  'thiopurine-plan': {
    // Without a clear indication each card is information at most.
    findings: (params) => {
      const { severity, noIndication: mode } = params['thiopurine-plan'];
      return [
        ['thiopurine-plan', severity.early],
        ['thiopurine-plan', severity.late],
        ...(mode === 'info' ? ([['thiopurine-plan', 'info']] as const) : []),
        ['maintenance-plan', severity.maintenance],
      ];
    },
    notApplicable: (params) => [
      'rectal-route',
      'transplant',
      'other-indication',
      ...noIndication(params['thiopurine-plan'].noIndication),
    ],
    missing: ['conditions-unavailable', 'medications-unavailable', 'medications-incomplete', 'plan-sources-incomplete'],
  },
  duration: {
    findings: ({ duration: { severity, noIndication: mode } }) => [
      ['duration-over', severity.over],
      ['duration-notice', severity.notice],
      ...(mode === 'info' ? ([['duration-over', 'info']] as const) : []),
    ],
    notApplicable: ({ duration }) => [
      'rectal-route',
      'transplant',
      'other-indication',
      'first-order',
      ...noIndication(duration.noIndication),
    ],
    missing: ['medications-unavailable', 'medications-incomplete', 'start-date-imprecise', 'conditions-unavailable'],
  },
};

/** Every answer that a rule can give under these thresholds, silence included. */
export function branchesOf(rule: RuleId, params: RuleParams): readonly Branch[] {
  const { findings, notApplicable, missing } = BRANCHES[rule];
  return [
    ...new Set([
      ...findings(params).map(([id, severity]) => `${id} ${severity}`),
      'silent',
      ...notApplicable(params).map((why) => `not-applicable ${why}`),
      ...missing.map((code) => `indeterminate ${code}`),
    ]),
  ];
}

/** The branches that one outcome took. */
export function branchesTaken(outcome: RuleOutcome): readonly Branch[] {
  switch (outcome.kind) {
    case 'findings':
      return outcome.findings.length === 0
        ? ['silent']
        : outcome.findings.map(({ id, severity }) => `${id} ${severity}`);
    case 'not-applicable':
      return [`not-applicable ${outcome.why}`];
    case 'indeterminate':
      return outcome.missing.map(({ code }) => `indeterminate ${code}`);
  }
}

/** An outcome in the words of the tables. */
export function outcomeInWords(outcome: RuleOutcome): string {
  return outcome.kind === 'indeterminate'
    ? `indeterminate ${outcome.missing.map(({ code }) => code).join(' + ')}`
    : branchesTaken(outcome).join(' + ');
}
