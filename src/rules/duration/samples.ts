import type { Finding } from '../../domain/finding.js';
import { COURSE_CAVEATS } from '../shared/caveats.js';
import { courses, HOSTILE, indications, row } from '../shared/sample-parts.js';
import type { DurationFacts } from './facts.js';

const durationFacts: readonly DurationFacts[] = courses.flatMap((course) =>
  indications.map((indication) => ({
    ...indication,
    course,
    limitMonths: 6,
    limitDate: '2026-11-10',
    taperAdvice: indication.indication !== 'overlap',
    caveats: course.startKnown ? [] : COURSE_CAVEATS,
  })),
);

const rows = [row('course-start', 'MedicationRequest'), row('indication', HOSTILE)];

export const durationSamples: readonly Finding[] = durationFacts.flatMap((facts): Finding[] => [
  { rule: 'duration', id: 'duration-over', severity: 'warning', facts, rows, suggestions: [] },
  { rule: 'duration', id: 'duration-notice', severity: 'info', facts, rows, suggestions: [] },
]);
