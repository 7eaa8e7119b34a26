import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { CreatinineResult, TacrolimusLevel } from '../../domain/lab-result.js';
import type { Course } from './course.js';
import { confirmed, latest, newerPreliminary } from './results.js';

/** What a reader of an AKI card must know of the creatinine results: keys of `cards/gaps.yaml`. */
export const CREATININE_CAVEATS = [
  'creatinine-incomplete',
  'preliminary-newer-creatinine',
  'conditions-unavailable',
] as const;
export type CreatinineCaveat = (typeof CREATININE_CAVEATS)[number];

/** What a reader of a trough card must know of the levels: keys of `cards/gaps.yaml`. */
export const LEVEL_CAVEATS = ['levels-incomplete', 'preliminary-newer-level', 'conditions-unavailable'] as const;
export type LevelCaveat = (typeof LEVEL_CAVEATS)[number];

/** How well the start of the course is known: keys of `cards/gaps.yaml`. */
export const COURSE_CAVEATS = ['course-start-at-least', 'level-evidence-only', 'course-not-certain'] as const;
export type CourseCaveat = (typeof COURSE_CAVEATS)[number];

export function creatinineCaveats({ creatinine, conditions }: ClinicalSnapshot): CreatinineCaveat[] {
  // A result that is coded as a baseline is never the latest one.
  const judged = creatinine.items.filter(({ use }) => use === 'any');
  return [
    ...(creatinine.state === 'truncated' ? (['creatinine-incomplete'] as const) : []),
    ...(hasNewerPreliminary(judged) ? (['preliminary-newer-creatinine'] as const) : []),
    ...(conditions.state === 'unavailable' ? (['conditions-unavailable'] as const) : []),
  ];
}

export function levelCaveats({ tacrolimusLevels, conditions }: ClinicalSnapshot): LevelCaveat[] {
  return [
    ...(tacrolimusLevels.state === 'truncated' ? (['levels-incomplete'] as const) : []),
    ...(hasNewerPreliminary(tacrolimusLevels.items) ? (['preliminary-newer-level'] as const) : []),
    ...(conditions.state === 'unavailable' ? (['conditions-unavailable'] as const) : []),
  ];
}

function hasNewerPreliminary(results: readonly (CreatinineResult | TacrolimusLevel)[]): boolean {
  return newerPreliminary(results, latest(confirmed(results))?.time ?? null).length > 0;
}

export function courseCaveats(course: Course | null): CourseCaveat[] {
  if (course === null || course.startKnown) return [];
  if (!course.isCertain) return ['course-not-certain'];
  return [course.startBasis === 'level' ? 'level-evidence-only' : 'course-start-at-least'];
}
