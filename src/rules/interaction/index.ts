import type { FindingId, Severity } from '../../domain/finding.js';
import { defineRule } from '../rule.js';
import { unusable } from '../shared/sample-parts.js';
import { CAVEATS } from './facts.js';
import { evaluateInteraction } from './interaction.js';
import { INTERACTION_KINDS, interactionParams, type InteractionRuleParams } from './params.js';
import { interactionPath } from './path.js';
import { interactionSamples } from './samples.js';
import { interactionStory } from './story.js';

type Answer = readonly [FindingId, Severity, 'silent'?];

/** `interaction`: other drugs beside tacrolimus (docs/clinical/interaction.md#classes). */
export const interactionRule = defineRule({
  id: 'interaction',
  name: 'Other drugs',
  params: interactionParams,
  findings: ['interaction'],
  notApplicable: ['no-order'],
  missing: {
    'medications-unavailable': {},
    'medications-incomplete': {},
    'medications-left-out': { count: 7, results: unusable },
    'levels-incomplete': {},
    'level-unusable': { count: 7, results: unusable },
  },
  suggestions: ['order-tacrolimus-level', 'order-creatinine', 'order-potassium'],
  labels: { rows: ['concomitant', 'level-current', 'creatinine-latest', 'potassium'], interactions: INTERACTION_KINDS },
  sentences: { caveats: CAVEATS },
  answer: evaluateInteraction,
  path: interactionPath,
  answers: ({ interaction: { modes, severity } }: InteractionRuleParams) => ({
    findings: INTERACTION_KINDS.flatMap((kind): Answer[] => {
      const mode = modes[kind];
      if (mode === 'off') return [];
      // `nephrotoxin` and `nephrotoxin-with-aki`.
      const own = Object.entries(severity).filter(([name]) => name === kind || name.startsWith(`${kind}-`));
      return own.map(([, each]) => (mode === 'silent' ? ['interaction', each, mode] : ['interaction', each]));
    }),
    notApplicable: ['no-order'],
  }),
  samples: interactionSamples,
  story: interactionStory,
});
