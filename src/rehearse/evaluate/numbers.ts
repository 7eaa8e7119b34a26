import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { Finding } from '../../domain/finding.js';
import type { RuleParams } from '../../rules/index.js';
import { assessAki } from '../../rules/shared/aki-stage.js';
import { daysAgo } from '../../rules/shared/calendar.js';
import { dayOfCourse, readCourse } from '../../rules/shared/course.js';
import { confirmed, latest } from '../../rules/shared/results.js';

/** Numbers of one order, whatever was found: with them another limit is a query over the rows. null where there is none. */
export interface OrderNumbers {
  /** Latest confirmed level, ng/mL, and how old it was. */
  readonly level: number | null;
  readonly levelAgeDays: number | null;
  /** Latest creatinine, umol/L, its age, and its ratio to the baseline that the AKI rule takes. */
  readonly creatinine: number | null;
  readonly creatinineAgeDays: number | null;
  readonly creatinineRatio: number | null;
  readonly dayOfCourse: number | null;
}

export function orderNumbers(snapshot: ClinicalSnapshot, params: RuleParams): OrderNumbers {
  const { asOf, timeZone } = snapshot;
  const level = latest(confirmed(snapshot.tacrolimusLevels.items));
  const results = confirmed(snapshot.creatinine.items);
  const creatinine = latest(results.filter(({ use }) => use === 'any'));
  const reading = readCourse(snapshot, params.course, 'any-route');
  const course = reading.state === 'current' ? reading.course : null;
  const ratio =
    creatinine === null
      ? null
      : assessAki(
          creatinine,
          results.filter((result) => result !== creatinine),
          course?.startKnown === true ? course.start : null,
          params.aki,
          timeZone,
        ).ratio;
  const age = (result: typeof level | typeof creatinine) =>
    result === null ? null : Math.floor(daysAgo(result.time, asOf, timeZone));
  return {
    level: level?.measurement.canonical ?? null,
    levelAgeDays: age(level),
    creatinine: creatinine?.measurement.canonical ?? null,
    creatinineAgeDays: age(creatinine),
    creatinineRatio: ratio === null ? null : Number(ratio.toPrecision(6)),
    dayOfCourse: course === null ? null : dayOfCourse(course, asOf, timeZone),
  };
}

/** Numbers among the facts of a finding, one level deep: `ratio`, `level.value`. */
export function findingNumbers({ facts }: Finding): Readonly<Record<string, number>> {
  const found: [string, number][] = [];
  for (const [name, value] of Object.entries(facts)) {
    if (typeof value === 'number') found.push([name, value]);
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [inner, number] of Object.entries(value)) {
        if (typeof number === 'number') found.push([`${name}.${inner}`, number]);
      }
    }
  }
  return Object.fromEntries(found);
}
