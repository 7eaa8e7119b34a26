import type { ConcomitantDrug, MedicationDescription } from '../../domain/medication.js';
import type { Terminology } from '../../terminology/recognise/terminology.js';
import { foldText, wordsOf } from '../../terminology/text/terms.js';
import { displayOf } from '../elements/coded-text.js';

/** Shorter words are units, salts, numbers and forms: `24 HR diltiazem hydrochloride 120 MG`. */
const DRUG_WORD = /^\p{L}{4,}$/u;

/**
 * What a drug that is none of ours means beside tacrolimus, and the word that its lines have in common (`CLARITHROMYCIN 500 mg`,
 * `clarithromycin tab`); null for most. A brand and its ingredient are two names: then both are listed.
 */
export function concomitantDrug(description: MedicationDescription, terminology: Terminology): ConcomitantDrug | null {
  const classes = terminology.classifyDrug(description);
  if (classes.length === 0) return null;
  const folded = foldText(displayOf(description.concept));
  if (classes.includes('vaccine-live')) return { classes, name: vaccineName(folded) };
  return { classes, name: wordsOf(folded).find((word) => DRUG_WORD.test(word)) ?? folded };
}

const VACCINE_NAME_LENGTH = 40;

/** `yellow fever, live attenuated`: a vaccine is named after its disease, and "yellow" or "vaccine" alone would be two of them in one. */
function vaccineName(folded: string): string {
  const [name = folded] = folded.split(/[,;(]/u);
  return name.trim().slice(0, VACCINE_NAME_LENGTH).trim() || folded;
}
