import type { ConditionClass, ConditionFact } from '../../domain/chart-facts.js';
import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { ScreeningResult } from '../../domain/lab-result.js';
import { addCalendarMonths, daysAgo, formatDate } from '../shared/calendar.js';
import type { ConcomitantUse } from '../shared/concomitant-use.js';
import { find } from '../shared/indication.js';
import type { DiagnosisFacts, MissingScreen, Screen, ScreenResult } from './facts.js';
import type { StartParams } from './params.js';

/** What the results of one test come to. Only coded, final results are read (docs/clinical/start.md#wording). */
export interface Reading {
  readonly test: Screen;
  readonly outcome: 'positive' | 'negative' | 'not-readable' | 'missing';
  /** The result that says so; of `missing` the newest that is too old. */
  readonly result: ScreeningResult | null;
}

/** Whether a result is young enough to count. */
type Window = (result: ScreeningResult) => boolean;

function withinDays(days: number, { asOf, timeZone }: ClinicalSnapshot): Window {
  return ({ time }) => daysAgo(time, asOf, timeZone) <= days;
}

function withinMonths(months: number, { asOf, timeZone }: ClinicalSnapshot): Window {
  const first = addCalendarMonths(asOf, -months, timeZone);
  return ({ time }) => time.from >= first;
}

/**
 * A positive counts until a later negative takes it back; of results that nobody can read the newest is named. Antigen and
 * antibodies that stay positive need no new test, so their positives have no window (docs/clinical/start.md#positive).
 */
function readScreen(
  { screeningTests }: ClinicalSnapshot,
  test: Screen,
  window: Window,
  positiveWindow: Window = window,
): Reading {
  const results = screeningTests.items
    .filter((result) => result.test === test)
    .sort((a, b) => b.time.from - a.time.from || (a.outcome === 'positive' ? -1 : b.outcome === 'positive' ? 1 : 0));
  const newest = (outcome: ScreeningResult['outcome'], counts: Window) =>
    results.find((result) => result.outcome === outcome && counts(result)) ?? null;
  const positive = newest('positive', positiveWindow);
  const negative = newest('negative', window);
  if (positive !== null && (negative === null || negative.time.from <= positive.time.from)) {
    return { test, outcome: 'positive', result: positive };
  }
  if (negative !== null) return { test, outcome: 'negative', result: negative };
  const unclear = newest('not-readable', window);
  if (unclear !== null) return { test, outcome: 'not-readable', result: unclear };
  return { test, outcome: 'missing', result: results[0] ?? null };
}

/** Whether "there is no result" may be said: everything that was asked for came (docs/clinical/facts.md#optional-tests). */
export function areScreensKnown({ screeningTests: { state, asked } }: ClinicalSnapshot): boolean {
  return (state === 'present' || state === 'absent') && asked === 'whole';
}

export interface Screens {
  readonly cDifficile: Reading;
  readonly hbsag: Reading;
  readonly antiHbc: Reading;
  readonly hbvDna: Reading;
  /** Listed, and no reason to fire. CMV in tissue is looked for in ulcerative colitis. */
  readonly others: readonly Reading[];
}

const ANY: Window = () => true;

export function readScreens(snapshot: ClinicalSnapshot, params: StartParams, isColitis: boolean): Screens {
  const months = withinMonths(params.hepatitisBMonths, snapshot);
  return {
    cDifficile: readScreen(snapshot, 'c-difficile', withinDays(params.cDifficileDays, snapshot)),
    hbsag: readScreen(snapshot, 'hbsag', months, ANY),
    antiHbc: readScreen(snapshot, 'anti-hbc', months, ANY),
    hbvDna: readScreen(snapshot, 'hbv-dna', months),
    others: [
      ...(isColitis ? [readScreen(snapshot, 'cmv-tissue', withinDays(params.cmvTissueDays, snapshot))] : []),
      ...(['hcv-antibody', 'hiv', 'tuberculosis', 'vzv-igg'] as const).map((test) =>
        readScreen(snapshot, test, months, ANY),
      ),
    ],
  };
}

export function resultFacts({ test, result }: Reading, { timeZone }: ClinicalSnapshot): ScreenResult {
  return { test, text: result?.display ?? '', date: result === null ? '' : formatDate(result.time, timeZone) };
}

export function missingFacts({ test, result }: Reading, { timeZone }: ClinicalSnapshot): MissingScreen {
  return { test, lastDate: result === null ? '' : formatDate(result.time, timeZone) };
}

/** A diagnosis that the record calls active; one without a status is on record, and no more. */
export function activeDiagnosis(snapshot: ClinicalSnapshot, wanted: ConditionClass): ConditionFact | null {
  return find(
    snapshot.conditions.items.filter(
      ({ clinicalStatus, classes }) => clinicalStatus === 'ongoing' && !classes.includes('latent-tuberculosis'),
    ),
    wanted,
  );
}

/**
 * An infection that the problem list calls active, and that is neither treated nor cleared by a negative test since
 * (docs/clinical/start.md#infection).
 */
export function untreatedCDifficile(
  snapshot: ClinicalSnapshot,
  uses: readonly ConcomitantUse[],
  { outcome }: Reading,
): ConditionFact | null {
  const isTreated = uses.some(({ state, classes }) => state === 'taken' && classes.includes('c-difficile-treatment'));
  return isTreated || outcome === 'negative' ? null : activeDiagnosis(snapshot, 'c-difficile');
}

export function diagnosisFacts({ display, notedOn }: ConditionFact, { timeZone }: ClinicalSnapshot): DiagnosisFacts {
  return { text: display, date: notedOn === null ? '' : formatDate(notedOn, timeZone) };
}

const LISTED: readonly ConditionClass[] = ['hepatitis-b', 'hepatitis-c', 'hiv', 'tuberculosis', 'cmv', 'c-difficile'];

/** What the problem list says of these infections, and no part of the card has said; each text once. */
export function infectionsOnRecord(
  snapshot: ClinicalSnapshot,
  shown: readonly (ConditionFact | null)[],
): DiagnosisFacts[] {
  const listed = snapshot.conditions.items
    .filter((condition) => condition.classes.some((name) => LISTED.includes(name)) && !shown.includes(condition))
    .filter(({ clinicalStatus }) => clinicalStatus !== 'over')
    .map((condition) => diagnosisFacts(condition, snapshot))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  return listed.filter(({ text }, index) => listed.findIndex((other) => other.text === text) === index).slice(0, 5);
}
