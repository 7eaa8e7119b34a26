import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { PathStep } from '../rule.js';
import { formatDate } from '../shared/calendar.js';
import { courseStep, described } from '../shared/path-steps.js';
import type { InteractionRuleParams } from './params.js';
import { partnersOf } from './partners.js';
import { type Subject, subjectOf } from './subject.js';

/** The order, the course, each drug beside it, and what it comes to (docs/clinical/interaction.md#classes). */
export function interactionPath(snapshot: ClinicalSnapshot, params: InteractionRuleParams): PathStep[] {
  const subject = subjectOf(snapshot, params);
  const looked = 'order of tacrolimus, or of a drug that matters beside it';
  if (subject === null) return [{ looked, saw: 'none' }];
  const { found, managed } = partnersOf(subject);
  return [
    { looked, saw: subject.trigger === 'tacrolimus' ? 'tacrolimus' : 'another drug' },
    courseStep(snapshot, params, 'any-route'),
    ...subject.uses.map((use) => ({ looked: `beside tacrolimus: ${use.name}`, saw: useWords(use, snapshot) })),
    {
      looked: 'latest level, and AKI today',
      saw: `${subject.level === null ? 'no level' : described(subject.level, snapshot)}; ${
        subject.akiStage === null ? 'no AKI stage' : `AKI stage ${subject.akiStage}`
      }`,
    },
    {
      looked: `potassium at most ${params.interaction.potassiumAbove} mmol/L within ${params.interaction.potassiumWithinDays} days`,
      saw: POTASSIUM_WORDS[subject.potassium],
    },
    { looked: 'kept quiet by a level in range since the pair began', saw: `${managed}` },
    ...found.map(({ drug, kind, severity }) => ({
      looked: `${drug} (interaction.modes.${kind})`,
      saw: `${kind}: ${severity}, ${params.interaction.modes[kind]}`,
    })),
  ];
}

const POTASSIUM_WORDS: Readonly<Record<Subject['potassium'], string>> = {
  'in-range': 'in range',
  high: 'high',
  dangerous: 'dangerous',
  'not-known': 'not known',
};

function useWords(use: Subject['uses'][number], { timeZone }: ClinicalSnapshot): string {
  const since = use.since === null ? 'start not known' : `since ${formatDate(use.since, timeZone)}`;
  const state = use.ordered === 'no' ? use.state : 'ordered in this session';
  return `${state}, ${since}; ${use.classes.join(', ')}`;
}
