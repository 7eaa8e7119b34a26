import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { Course } from './course.js';
import { confirmed, latest } from './results.js';

/** Keys of `cards/gaps.yaml`: what a reader of an AKI or trough card must know about the data behind it. */
export function laboratoryCaveats(snapshot: ClinicalSnapshot, about: 'creatinine' | 'tacrolimusLevels'): string[] {
  const set = snapshot[about];
  // A result that is coded as a baseline is never the latest one.
  const judged = set.items.filter((result) => !('use' in result) || result.use === 'any');
  const newestConfirmed = latest(confirmed<(typeof set.items)[number]>(judged));
  const hasNewerPreliminary = judged.some(
    (result) =>
      result.status === 'preliminary' && (newestConfirmed === null || result.time.from > newestConfirmed.time.from),
  );
  const isCreatinine = about === 'creatinine';
  return [
    ...(set.state === 'truncated' ? [isCreatinine ? 'creatinine-incomplete' : 'levels-incomplete'] : []),
    ...(hasNewerPreliminary ? [isCreatinine ? 'preliminary-newer-creatinine' : 'preliminary-newer-level'] : []),
    ...(snapshot.conditions.state === 'unavailable' ? ['conditions-unavailable'] : []),
  ];
}

/** How well the start of the course is known. */
export function courseCaveats(course: Course | null): string[] {
  if (course === null || course.startKnown) return [];
  return [course.startBasis === 'level' ? 'level-evidence-only' : 'course-start-at-least'];
}
