import { UNREAD_REASONS } from '../../domain/fact-set.js';
import type { FactRow } from '../../domain/finding.js';
import type { CourseFacts, IndicationFacts, ResultFacts, UnusableFacts } from './finding-facts.js';

/** Parts of the sample findings that every card is rendered against at load. Nobody's data. */

/** As bad as a record can be: far too long, and full of what Markdown, HTML and terminals act on. */
export const HOSTILE =
  `<img src=x onerror=alert(1)> [x](javascript:alert(1)) http://example.org www.example.org | \`code\` **bold**\n# h\n` +
  `\u202Eevil\u2066\u200B & <b>Prograf</b> ${'very long text from the record '.repeat(8)}`;

export const creatinine: ResultFacts = { reported: '162 umol/L', value: 162, date: '2026-11-20', daysAgo: 2 };
export const creatinineConverted: ResultFacts = {
  reported: '1.83 mg/dL',
  value: 162,
  date: '2026-11-20',
  daysAgo: 2,
};
export const level: ResultFacts = { reported: '20.8 ng/mL', value: 20.8, date: '2026-11-20', daysAgo: 2 };
/** 4.3 nmol/L short of round numbers in our unit, and longer than any laboratory writes. */
export const longResult: ResultFacts = { reported: HOSTILE, value: 18.123456789, date: '2026-11-20', daysAgo: 0 };

export const courses: readonly CourseFacts[] = [
  { start: '2026-05-10', startKnown: true, days: 196, months: 6 },
  { start: '2025-01-31', startKnown: false, days: 660, months: 21 },
];

export const indications: readonly IndicationFacts[] = [
  { indication: 'ibd', indicationText: 'Ulcerative colitis', tissueGraft: '', disease: 'ulcerative-colitis' },
  { indication: 'not-recorded', indicationText: '', tissueGraft: '', disease: 'unclassified' },
  { indication: 'overlap', indicationText: HOSTILE, tissueGraft: HOSTILE, disease: 'pouchitis' },
];

export const unusable: readonly UnusableFacts[] = UNREAD_REASONS.map((reason, index) => ({
  reported: index === 0 ? HOSTILE : '14.2',
  reason,
  date: index === 1 ? '' : '2026-11-21',
}));

export function row(what: string, reported: string, converted = ''): FactRow {
  return { what, reported, converted, time: '2026-11-20 07:30', code: 'LOINC 2160-0' };
}
