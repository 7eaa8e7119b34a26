/** Creatinine: 1 mg/dL in umol/L; M = 113.12 g/mol. */
export const CREATININE_MICROMOL_PER_MG_DL = 88.4017;
