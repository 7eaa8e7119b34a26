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
  return { classes, name: wordsOf(folded).find((word) => DRUG_WORD.test(word)) ?? folded };
}
