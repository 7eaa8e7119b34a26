import type { StoryPlan } from '../build-story.js';
import { DRUGS, PROBLEMS, PROCEDURES, ROUTES } from '../codes.js';
import { at, latest } from '../lab-resources.js';
import { medicationRequest } from '../medication-resources.js';
import { SILENCE, card } from '../patient-story.js';
import { procedureResource } from '../record-resources.js';

const FOUR_YEARS = 1460;
const risingKidney = [latest(180), at(5, 90), at(26, 90), at(60, 91)];

/**
 * Who the rules are for, and which tacrolimus (docs/clinical/when-it-speaks.md#recognition, docs/clinical/aki.md#who,
 * docs/clinical/thiopurine-plan.md#gate).
 */
export const GATE_STORIES: readonly StoryPlan[] = [
  {
    id: 'liver-transplant-quiet',
    title: 'Ulcerative colitis and a transplanted liver, quiet',
    story: 'Sclerosing cholangitis, transplanted four years ago: lifelong tacrolimus, no bridge and no end date.',
    course: FOUR_YEARS,
    thiopurine: false,
    problems: [PROBLEMS.ulcerativeColitis, PROBLEMS.cholangitis, PROBLEMS.liverTransplant],
    expected: SILENCE,
  },
  {
    id: 'liver-transplant-toxic',
    title: 'Ulcerative colitis and a transplanted liver, toxic',
    story: 'The same patient with a trough of 17 and a creatinine up by 1.6: troughs and kidneys are still watched.',
    course: FOUR_YEARS,
    thiopurine: false,
    problems: [PROBLEMS.ulcerativeColitis, PROBLEMS.cholangitis, PROBLEMS.liverTransplant],
    creatinine: [latest(130), at(5, 80), at(26, 81), at(90, 80)],
    levels: [latest(17), at(60, 7)],
    expected: [card('aki-stage', 'critical'), card('trough-high', 'warning')],
  },
  {
    id: 'kidney-transplant',
    title: 'Kidney transplant, creatinine doubled, trough 16',
    story: 'A graft has rules of its own: that nobody judged the creatinine is said. The trough is too high.',
    course: FOUR_YEARS,
    thiopurine: false,
    problems: [PROBLEMS.kidneyTransplant],
    creatinine: risingKidney,
    levels: [latest(16), at(60, 8)],
    more: (chart) => [
      procedureResource({
        patientId: chart.patientId,
        id: chart.id('transplantation'),
        code: PROCEDURES.kidneyTransplant,
        performed: chart.timeline.daysAgo(FOUR_YEARS),
      }),
    ],
    expected: [card('trough-high', 'warning'), card('not-evaluated', 'info')],
  },
  {
    id: 'dialysis',
    title: 'Ulcerative colitis on dialysis',
    story: 'Creatinine follows the dialysis sessions; twice the baseline is said and not judged.',
    problems: [PROBLEMS.ulcerativeColitis, PROBLEMS.kidneyFailure, PROBLEMS.dialysis],
    creatinine: [latest(820), at(2, 400), at(26, 600), at(100, 620)],
    expected: [card('not-evaluated', 'info')],
  },
  {
    id: 'dialysis-years-ago',
    title: 'Creatinine doubled, dialysed once, two years ago',
    story: 'Three weeks of dialysis after a sepsis; kidneys that have failed before are the ones to watch.',
    creatinine: risingKidney,
    more: (chart) => [
      procedureResource({
        patientId: chart.patientId,
        id: chart.id('dialysis'),
        code: PROCEDURES.dialysis,
        performed: chart.timeline.daysAgo(730),
      }),
    ],
    expected: [card('aki-stage', 'critical')],
  },
  {
    id: 'under-18',
    title: 'Aged 16, trough 16, creatinine doubled',
    story: 'The same ratios at every age; the card says that the evidence is from adults.',
    age: 16,
    creatinine: risingKidney,
    levels: [latest(16)],
    expected: [card('aki-stage', 'critical'), card('trough-high', 'warning')],
  },
  {
    id: 'topical-order',
    title: 'Tacrolimus ointment',
    story: 'Eczema in a chart full of other reasons to speak: an ointment is not ours.',
    thiopurine: false,
    course: null,
    problems: [PROBLEMS.ulcerativeColitis, PROBLEMS.eczema],
    creatinine: risingKidney,
    order: () => ({ drug: DRUGS.tacrolimusOintment, route: ROUTES.topical }),
    expected: SILENCE,
  },
  {
    id: 'ointment-is-not-exposure',
    title: 'First capsule after a year of ointment',
    story: 'The ointment of the past year is no course: this is a first order, with nothing missing.',
    course: null,
    problems: [PROBLEMS.ulcerativeColitis, PROBLEMS.eczema],
    more: (chart) => [
      medicationRequest({
        patientId: chart.patientId,
        id: chart.id('ointment'),
        drug: DRUGS.tacrolimusOintment,
        route: ROUTES.topical,
        authoredOn: chart.timeline.daysAgo(365),
        start: chart.timeline.daysAgo(365),
      }),
    ],
    expected: SILENCE,
  },
  {
    id: 'rectal',
    title: 'Tacrolimus suppositories for eight months, trough 15.6',
    story: 'Rectal tacrolimus is absorbed: the level counts, plan and duration do not.',
    course: 243,
    courseRequest: false,
    thiopurine: false,
    levels: [latest(15.6), at(30, 6)],
    more: (chart) => [
      medicationRequest({
        patientId: chart.patientId,
        id: chart.id('suppository'),
        drug: DRUGS.tacrolimusSuppository,
        route: ROUTES.rectal,
        authoredOn: chart.timeline.daysAgo(243),
        start: chart.timeline.daysAgo(243),
      }),
    ],
    order: () => ({ drug: DRUGS.tacrolimusSuppository, route: ROUTES.rectal }),
    expected: [card('trough-high', 'warning')],
  },
  {
    id: 'indication-not-recorded',
    title: 'No indication recorded, no plan, day 80',
    story: 'Neither colitis nor a transplant on record: the card says so, and does not warn.',
    course: 80,
    thiopurine: false,
    problems: [PROBLEMS.hypertension],
    expected: [card('thiopurine-plan', 'info')],
  },
  {
    id: 'indication-not-recorded-long',
    title: 'No indication recorded, no plan, eight months',
    story: 'Both questions are asked, both for information only.',
    course: 243,
    thiopurine: false,
    problems: [PROBLEMS.hypertension],
    expected: [card('thiopurine-plan', 'info'), card('duration-over', 'info')],
  },
  {
    id: 'autoimmune-hepatitis-order',
    title: 'Ordered for autoimmune hepatitis, colitis in the chart',
    story: 'The reason on the order decides: another indication, so neither plan nor duration is asked for.',
    course: 243,
    thiopurine: false,
    problems: [PROBLEMS.ulcerativeColitis, PROBLEMS.autoimmuneHepatitis],
    order: () => ({ reason: PROBLEMS.autoimmuneHepatitis }),
    expected: SILENCE,
  },
  {
    id: 'autoimmune-hepatitis-overlap',
    title: 'Ordered for colitis, autoimmune hepatitis in the chart',
    story: 'The reason on the order decides: the colitis is what it is for.',
    course: 80,
    thiopurine: false,
    problems: [PROBLEMS.ulcerativeColitis, PROBLEMS.autoimmuneHepatitis],
    order: () => ({ reason: PROBLEMS.ulcerativeColitis }),
    expected: [card('thiopurine-plan', 'warning')],
  },
];
