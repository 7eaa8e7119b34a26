import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { DrugClass, RelevantDrug } from '../../domain/medication.js';
import { DAY_MS } from '../../domain/time.js';
import { type KidneysToday, kidneysToday } from './aki-today.js';
import { exceeds } from './comparison.js';
import { concomitantUses } from './concomitant-use.js';
import { readCourse } from './course.js';
import type { CourseParams } from './course-params.js';
import { currentElectrolyte } from './electrolytes.js';
import { ANTI_TNF, JAK_INHIBITORS } from './immunosuppressants.js';
import { lastUse } from './last-use.js';
import { isBeingOrdered } from './supply.js';

/** A steroid, tacrolimus and a third drug, and no prophylaxis on the list (docs/clinical/start.md#pjp). */
export type PneumocystisFacts = {
  /** The third drug as it is called; of the plan card empty, for there it would be the thiopurine. */
  readonly third: string;
  /** AKI, or a potassium above 5.0: co-trimoxazole raises both. */
  readonly raisesPotassium: boolean;
};

type Params = KidneysToday & { readonly course: CourseParams };

/** Above this, mmol/L, another drug that raises potassium is a matter (docs/clinical/start.md#wording). Fixed. */
const POTASSIUM_ABOVE = 5;
/** A dose of an antibody acts for so long, days; what is swallowed counts while it is taken. */
const ANTIBODY_ACTS_DAYS = 56;

/** Three immunosuppressants with the one that is being ordered, or null. */
export function pneumocystisRisk(snapshot: ClinicalSnapshot, params: Params): PneumocystisFacts | null {
  const third = thirdDrug(snapshot, params);
  return third === null ? null : withSteroid(snapshot, params, third);
}

/** What it would come to with a thiopurine: for the card that asks for one. */
export function pneumocystisWithThiopurine(snapshot: ClinicalSnapshot, params: Params): PneumocystisFacts | null {
  return withSteroid(snapshot, params, '');
}

function withSteroid(snapshot: ClinicalSnapshot, params: Params, third: string): PneumocystisFacts | null {
  const isTaken = takenClasses(snapshot, params.course);
  if (!isTaken('corticosteroid') || isTaken('pjp-prophylaxis')) return null;
  const potassium = currentElectrolyte(snapshot, 'potassium');
  const isHigh = potassium !== null && exceeds(potassium.measurement.canonical, POTASSIUM_ABOVE);
  const { stage } = kidneysToday(snapshot, params, readCourse(snapshot, params.course, 'any-route'));
  return { third, raisesPotassium: isHigh || stage !== null };
}

function takenClasses(snapshot: ClinicalSnapshot, course: CourseParams): (name: DrugClass) => boolean {
  const taken = concomitantUses(snapshot, course).filter(({ state }) => state === 'taken');
  return (name) => taken.some(({ classes }) => classes.includes(name));
}

/** Thiopurine, methotrexate, mycophenolate, anti-TNF or JAK inhibitor, taken or being ordered. */
function thirdDrug(snapshot: ClinicalSnapshot, { course }: Params): string | null {
  const { asOf } = snapshot;
  const ordered = snapshot.drafts.filter(isBeingOrdered).flatMap(({ drug }) => nameOf(drug) ?? []);
  const taken = snapshot.medications.items.flatMap((line) => {
    const name = nameOf(line.drug);
    const use = name === null ? null : lastUse(line, asOf, course);
    if (name === null || use === null) return [];
    const actsOn = ANTI_TNF.includes(name) && asOf - use.by <= ANTIBODY_ACTS_DAYS * DAY_MS;
    return use.goesOn || actsOn ? [name] : [];
  });
  const mycophenolate = takenClasses(snapshot, course)('mycophenolate') ? ['mycophenolate'] : [];
  const [first] = [...ordered, ...taken, ...mycophenolate].sort();
  return first ?? null;
}

function nameOf(drug: RelevantDrug): string | null {
  if (drug.kind === 'thiopurine') return drug.name;
  if (drug.kind !== 'alternative-maintenance') return null;
  return ['methotrexate', ...ANTI_TNF, ...JAK_INHIBITORS].includes(drug.name) ? drug.name : null;
}
