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
    noColon: indication.indication === 'overlap' ? HOSTILE : '',
    hasColon: indication.indication !== 'overlap',
    endoscopy: indication.indication === 'not-recorded' ? { text: HOSTILE, date: '2026-09-01' } : null,
    endoscopyKnown: course.startKnown,
    healingFromWeek: 8,
    calprotectin: indication.indication === 'ibd' ? null : { text: HOSTILE, date: '2026-09-01' },
    akiInCourse: indication.indication === 'ibd' ? null : { stage: 2, reported: HOSTILE, date: '2026-08-01' },
    caveats: course.startKnown ? [] : COURSE_CAVEATS,
  })),
);

const rows = [
  row('course-start', 'MedicationRequest'),
  row('indication', HOSTILE),
  row('lower-endoscopy', HOSTILE),
  row('calprotectin', HOSTILE),
  row('creatinine-highest', HOSTILE),
];

export const durationSamples: readonly Finding[] = durationFacts.flatMap((facts): Finding[] => [
  { rule: 'duration', id: 'duration-over', severity: 'warning', facts, rows, suggestions: ['order-lower-endoscopy'] },
  { rule: 'duration', id: 'duration-notice', severity: 'info', facts, rows, suggestions: ['order-lower-endoscopy'] },
]);
