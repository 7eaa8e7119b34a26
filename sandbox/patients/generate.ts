import type { CodeableConcept, FhirResource } from 'fhir/r4.js';
import { buildStory } from './build-story.js';
import type { StoryPlan } from './build-story.js';
import { DRUGS, PROBLEMS, PROCEDURES, TESTS } from './codes.js';
import { at } from './lab-resources.js';
import type { LabPoint } from './lab-resources.js';
import { medicationRequest } from './medication-resources.js';
import { createPrng, seedFrom } from './prng.js';
import type { Prng } from './prng.js';
import { procedureResource } from './record-resources.js';
import { createTimeline } from './timeline.js';
import type { Requestable } from './to-request.js';

export interface GenerateOptions {
  readonly seed: number;
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly asOf: number;
  readonly timeZone?: string;
  /** Creatinine results per patient, and half as many levels. Default 4 to 16, at random. */
  readonly labResults?: number;
}

/**
 * Any number of plausible patients for benchmarks and floods: courses in inflammatory bowel disease, recipients of a
 * transplant, other indications; mass and molar units; results withdrawn, preliminary or without a unit. What cards they
 * should get is not said. Patient k is the same whatever `count` is, and one is made at a time.
 */
export function* generatePatients(options: GenerateOptions): Generator<Requestable> {
  const timeline = createTimeline(options.asOf, options.timeZone);
  for (let index = 0; index < options.count; index += 1) {
    const id = `synthetic-${options.seed}-${String(index + 1).padStart(6, '0')}`;
    const prng = createPrng(seedFrom(id));
    const { resources, order, otherDrafts } = buildStory(randomPlan(id, prng, options.labResults), timeline);
    yield { id, resources, order, otherDrafts };
  }
}

/** One resource a line, as Bulk Data has it. */
export function toNdjson(resources: readonly FhirResource[]): string {
  return resources.map((resource) => `${JSON.stringify(resource)}\n`).join('');
}

interface Indication {
  readonly problems: readonly CodeableConcept[];
  /** Longest course, in days. */
  readonly longest: number;
  readonly transplantation: CodeableConcept | null;
}

const BOWEL: readonly [Indication, ...Indication[]] = [
  { problems: [PROBLEMS.ulcerativeColitis], longest: 300, transplantation: null },
  { problems: [PROBLEMS.crohns], longest: 300, transplantation: null },
  { problems: [PROBLEMS.ulcerativeColitisIcd, PROBLEMS.hypertension], longest: 450, transplantation: null },
];

const OTHER: readonly [Indication, ...Indication[]] = [
  { problems: [PROBLEMS.kidneyTransplant], longest: 4000, transplantation: PROCEDURES.kidneyTransplant },
  {
    problems: [PROBLEMS.ulcerativeColitis, PROBLEMS.cholangitis, PROBLEMS.liverTransplant],
    longest: 4000,
    transplantation: PROCEDURES.liverTransplant,
  },
  { problems: [PROBLEMS.autoimmuneHepatitis], longest: 1500, transplantation: null },
  { problems: [PROBLEMS.hypertension], longest: 300, transplantation: null },
];

function randomPlan(id: string, prng: Prng, labResults: number | undefined): StoryPlan {
  const indication = prng.chance(0.75) ? prng.pick(BOWEL) : prng.pick(OTHER);
  const course = prng.chance(0.1) ? null : prng.int(3, indication.longest);
  const results = labResults ?? prng.int(4, 16);
  const { transplantation } = indication;
  return {
    id,
    title: 'Generated patient',
    story: 'Generated; nothing is expected.',
    expected: [],
    gender: prng.chance(0.02) ? 'unknown' : prng.pick(['female', 'male']),
    age: prng.int(16, 79),
    problems: indication.problems,
    course,
    thiopurine: prng.chance(0.6),
    creatinine: randomCreatinine(prng, results),
    levels: course === null ? [] : randomLevels(prng, Math.ceil(results / 2), course),
    more: (chart) => [
      ...(transplantation === null
        ? []
        : [
            procedureResource({
              patientId: id,
              id: chart.id('transplantation'),
              code: transplantation,
              performed: chart.courseStart ?? chart.timeline.daysAgo(0),
            }),
          ]),
      ...(prng.chance(0.15)
        ? [
            medicationRequest({
              patientId: id,
              id: chart.id('biologic'),
              drug: prng.pick([DRUGS.infliximab, DRUGS.vedolizumab]),
              authoredOn: chart.timeline.daysAgo(prng.int(1, 200)),
            }),
          ]
        : []),
    ],
  };
}

/** A walk of a few percent round a baseline, now and then with an injury at its end; newest first, over a year. */
function randomCreatinine(prng: Prng, count: number): readonly LabPoint[] {
  const mass = prng.chance(0.4);
  const baseline = prng.normal(75, 14);
  const injury = prng.chance(0.15) ? 1.3 + prng.next() * 2 : 1;
  return Array.from({ length: count }, (_, index) => {
    const molar = Math.max(25, baseline * prng.normal(1, 0.06) * (index === 0 ? injury : 1));
    const value = mass ? Math.round((molar / 88.4) * 100) / 100 : Math.round(molar);
    const kind = mass ? { unit: 'mg/dL', code: TESTS.creatinineMass } : {};
    return at(spread(index, count, 365) + 0.1 + prng.next(), value, { ...kind, ...trap(prng) });
  });
}

function randomLevels(prng: Prng, count: number, course: number): readonly LabPoint[] {
  const molar = prng.chance(0.08);
  return Array.from({ length: count }, (_, index) => {
    const mass = Math.max(1, prng.normal(8.5, 3.5));
    const value = Math.round((molar ? mass * 1.2437 : mass) * 10) / 10;
    const kind = molar ? { unit: 'nmol/L', code: TESTS.tacrolimusUnitless } : { code: prng.pick(LEVEL_CODES) };
    return at(spread(index, count, Math.min(course, 365)) + 0.1 + prng.next() / 2, value, { ...kind, ...trap(prng) });
  });
}

const LEVEL_CODES = [TESTS.tacrolimusTrough, TESTS.tacrolimus] as const;

/** Denser towards today, as monitoring is. */
function spread(index: number, count: number, days: number): number {
  return Math.floor(days * (index / count) ** 2);
}

function trap(prng: Prng): Partial<LabPoint> {
  const roll = prng.next();
  if (roll < 0.02) return { status: 'entered-in-error' };
  if (roll < 0.03) return { status: 'preliminary' };
  if (roll < 0.05) return { unit: null };
  return {};
}
