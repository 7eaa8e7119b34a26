import type { StoryPlan } from '../build-story.js';
import { TESTS } from '../codes.js';
import { at, latest } from '../lab-resources.js';
import { SILENCE, card } from '../patient-story.js';

const warning = [card('trough-high', 'warning')];
const critical = [card('trough-high', 'critical')];

/**
 * Levels round the limits of docs/clinical/trough.md#limits, and levels that must not count. All else in these charts
 * is quiet.
 */
export const TROUGH_STORIES: readonly StoryPlan[] = [
  {
    id: 'trough-15-0',
    title: 'Trough exactly 15.0 ng/mL',
    story: 'Ten weeks into tacrolimus for ulcerative colitis, today 15.0: on the limit is not above it.',
    levels: [latest(15), at(28, 11.2)],
    expected: SILENCE,
  },
  {
    id: 'trough-15-1',
    title: 'Trough 15.1 ng/mL',
    story: 'The first tenth above the limit.',
    levels: [latest(15.1), at(28, 11.2)],
    expected: warning,
  },
  {
    id: 'trough-15-1-male',
    title: 'Trough 15.1 ng/mL in a man',
    story: 'The trough is the only driver of kidney risk: one card, which names male sex, and no separate risk card.',
    gender: 'male',
    levels: [latest(15.1)],
    expected: warning,
  },
  {
    id: 'trough-20-0',
    title: 'Trough exactly 20.0 ng/mL',
    story: 'Not above 20, so not yet critical.',
    levels: [latest(20)],
    expected: warning,
  },
  {
    id: 'trough-20-1',
    title: 'Trough 20.1 ng/mL',
    story: 'Above the ceiling of the label.',
    levels: [latest(20.1)],
    expected: critical,
  },
  {
    id: 'trough-ug-per-l',
    title: 'Trough 15.1 ug/L',
    story: 'A laboratory that reports micrograms per litre: the same number as ng/mL.',
    levels: [latest(15.1, { unit: 'ug/L' })],
    expected: warning,
  },
  {
    id: 'trough-nmol-below',
    title: 'Level 18.6 nmol/L',
    story: 'Molar units: 18.6 nmol/L is 14.96 ng/mL, though 18.6 looks high.',
    levels: [latest(18.6, { unit: 'nmol/L', code: TESTS.tacrolimusUnitless })],
    expected: SILENCE,
  },
  {
    id: 'trough-nmol-above',
    title: 'Level 18.8 nmol/L',
    story: 'Molar units: 18.8 nmol/L is 15.12 ng/mL.',
    levels: [latest(18.8, { unit: 'nmol/L', code: TESTS.tacrolimusUnitless })],
    expected: warning,
  },
  {
    id: 'trough-timing-not-coded',
    title: 'Level 16.2 ng/mL, timing not coded',
    story: 'The code does not say trough: it counts, and the card asks to confirm the timing.',
    levels: [latest(16.2, { code: TESTS.tacrolimus })],
    expected: warning,
  },
  {
    id: 'trough-below-detection',
    title: 'Level < 2 ng/mL',
    story: 'Below what the assay can measure: current, and never above anything.',
    levels: [latest(2, { comparator: '<' }), at(28, 6.4)],
    expected: SILENCE,
  },
  {
    id: 'trough-over-range',
    title: 'Level > 30 ng/mL',
    story: 'Above what the assay can measure.',
    levels: [latest(30, { comparator: '>' }), at(28, 12.8)],
    expected: critical,
  },
  {
    id: 'trough-over-range-text',
    title: 'Level "> 30 ng/mL" as text',
    story: 'The same, from a laboratory that sends a string.',
    levels: [latest(30, { text: '>30 ng/mL' }), at(28, 12.8)],
    expected: critical,
  },
  {
    id: 'level-unreadable-text',
    title: 'Newest level "see comment"',
    story: 'The level of three weeks ago was in range; what the newest says nobody can read, and that is said.',
    levels: [latest(0, { text: 'see comment' }), at(21, 11.2)],
    expected: [card('not-evaluated', 'info')],
  },
  {
    id: 'trough-came-down',
    title: 'Trough 22 last week, 9 today',
    story: 'The dose was cut and the level came down: the latest result decides.',
    levels: [latest(9), at(7, 22)],
    expected: SILENCE,
  },
  {
    id: 'level-two-hours-after-dose',
    title: 'Level 28 two hours after the dose',
    story: 'A peak, coded as one, beside a trough of 9 three days ago.',
    levels: [latest(28, { code: TESTS.tacrolimusPostDose }), at(3, 9)],
    expected: SILENCE,
  },
  {
    id: 'level-entered-in-error',
    title: 'Level 25 entered in error',
    story: 'Withdrawn by the laboratory; the valid level is 8.',
    levels: [latest(25, { status: 'entered-in-error' }), at(3, 8)],
    expected: SILENCE,
  },
  {
    id: 'level-preliminary',
    title: 'Preliminary level 22',
    story: 'Not yet released: shown at most, never fired on. The last final level is 9.',
    levels: [latest(22, { status: 'preliminary' }), at(3, 9)],
    expected: [card('not-evaluated', 'info')],
  },
  {
    id: 'level-corrected',
    title: 'Corrected level 16',
    story: 'A corrected result counts as a final one does.',
    levels: [latest(16, { status: 'corrected' }), at(28, 9)],
    expected: warning,
  },
  {
    id: 'level-in-the-future',
    title: 'Level dated tomorrow',
    story: 'A mistyped date: it is not judged, and it is not passed over either.',
    levels: [at(-1, 24), at(3, 8)],
    expected: [card('not-evaluated', 'info')],
  },
  {
    id: 'level-early-course',
    title: 'Trough 17 on day 10',
    story: 'In the first two weeks 10-15 is the aim; above 15 is above 15 in every phase.',
    course: 10,
    levels: [latest(17), at(6, 12)],
    expected: warning,
  },
];
