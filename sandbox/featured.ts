/**
 * What a newcomer sees first, in the terminal and on the page: one of each rule, and one that is checked and quiet. The
 * others stand behind `--all` and "Show all patients".
 */
export const FEATURED: readonly string[] = [
  'aki-stage-1-high-trough',
  'trough-20-1',
  'plan-none-day-58',
  'duration-6-months-1-day',
  'all-quiet',
];
