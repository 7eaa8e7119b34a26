import type { AdministrativeSex } from '../../domain/chart-facts.js';

const MICROMOL_PER_MG_DL = 88.4017; // creatinine, M = 113.12 g/mol (docs/clinical/facts.md#units)

/**
 * CKD-EPI 2021 creatinine equation, without a race term: eGFR in mL/min/1.73 m2.
 * `142 x min(Scr/k, 1)^a x max(Scr/k, 1)^-1.200 x 0.9938^age (x 1.012 if female)`, Scr in mg/dL.
 * Source: Inker et al., N Engl J Med 2021;385:1737, table S10; adults only.
 *
 * @param creatinine umol/L
 * @param age completed years, 18 or more
 */
export function ckdEpi2021(creatinine: number, age: number, sex: AdministrativeSex): number {
  const scr = creatinine / MICROMOL_PER_MG_DL;
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
