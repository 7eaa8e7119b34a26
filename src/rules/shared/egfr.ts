import type { AdministrativeSex } from '../../domain/chart-facts.js';
import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import { CREATININE_MICROMOL_PER_MG_DL, type CreatinineResult } from '../../domain/lab-result.js';
import type { KidneyCriteria } from './aki-stage.js';
import { ageInYears, formatDate } from './calendar.js';
import { childEgfr } from './children.js';

/** mL/min/1.73 m2, as the reported integer, and the equation that gave it. */
export type EgfrFacts = {
  readonly value: number;
  readonly date: string;
  readonly by: 'CKD-EPI 2021' | 'bedside Schwartz';
};

/** A child's eGFR rests on a height of about that time. */
type Params = { readonly aki: Pick<KidneyCriteria, 'heightWithinDays'> };

/**
 * CKD-EPI 2021 creatinine equation, without a race term: eGFR in mL/min/1.73 m2.
 * `142 x min(Scr/k, 1)^a x max(Scr/k, 1)^-1.200 x 0.9938^age (x 1.012 if female)`, Scr in mg/dL.
 * Source: Inker et al., N Engl J Med 2021;385:1737, table S10; adults only.
 *
 * @param creatinine umol/L
 * @param age completed years, 18 or more
 */
export function ckdEpi2021(creatinine: number, age: number, sex: AdministrativeSex): number {
  const scr = creatinine / CREATININE_MICROMOL_PER_MG_DL;
  const kappa = sex === 'female' ? 0.7 : 0.9;
  const alpha = sex === 'female' ? -0.241 : -0.302;
  const value = 142 * Math.min(scr / kappa, 1) ** alpha * Math.max(scr / kappa, 1) ** -1.2 * 0.9938 ** age;
  return sex === 'female' ? value * 1.012 : value;
}

/**
 * Laboratories report whole numbers, and a category follows the number that was reported (docs/clinical/facts.md#egfr).
 */
export function reportedEgfr(creatinine: number, age: number, sex: AdministrativeSex): number {
  return Math.round(ckdEpi2021(creatinine, age, sex));
}

/**
 * The higher of both sexes, for an adult whose sex is not recorded: what is dangerous by either is dangerous
 * (docs/clinical/aki.md#either-sex). Never told where it is not low, so nothing else rests on it.
 */
export function egfrOfEitherSex(snapshot: ClinicalSnapshot, result: CreatinineResult): EgfrFacts | null {
  const { sex = null, birthDate = null } = snapshot.patient.items[0] ?? {};
  if (sex !== null || birthDate === null || result.scale === 'corrected') return null;
  const age = ageInYears(birthDate, result.time.from, snapshot.timeZone).least;
  if (age < 18) return null;
  const values = (['female', 'male'] as const).map((each) => reportedEgfr(result.measurement.canonical, age, each));
  return { value: Math.max(...values), date: formatDate(result.time, snapshot.timeZone), by: 'CKD-EPI 2021' };
}

/** eGFR of one result; null on the corrected scale, which neither equation knows. */
export function egfrOf(
  snapshot: ClinicalSnapshot,
  { scale, measurement, time }: CreatinineResult,
  params: Params,
): EgfrFacts | null {
  return scale === 'corrected' ? null : egfrAt(snapshot, { value: measurement.canonical, time }, params);
}

/**
 * CKD-EPI 2021 from 18 years on; bedside Schwartz from 1 to 17, with a height of about that time (docs/clinical/children.md#one-to-seventeen).
 * null without a date of birth, without sex in an adult, without a height in a child.
 */
export function egfrAt(
  snapshot: ClinicalSnapshot,
  creatinine: { readonly value: number; readonly time: CreatinineResult['time'] },
  { aki }: Params,
): EgfrFacts | null {
  const { sex = null, birthDate = null } = snapshot.patient.items[0] ?? {};
  if (birthDate === null) return null;
  const date = formatDate(creatinine.time, snapshot.timeZone);
  const age = ageInYears(birthDate, creatinine.time.from, snapshot.timeZone);
  if (age.least >= 18) {
    return sex === null ? null : { value: reportedEgfr(creatinine.value, age.least, sex), date, by: 'CKD-EPI 2021' };
  }
  const child = age.most < 18 && age.least >= 1 ? childEgfr(snapshot, creatinine, aki) : null;
  return child === null ? null : { value: Math.round(child.egfr), date, by: 'bedside Schwartz' };
}
