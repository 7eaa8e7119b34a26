import type { Coding } from '../../domain/coding.js';
import { diagnosisReader } from '../recognise/condition-classes.js';
import { drugClassifier } from '../recognise/drug-classes.js';
import {
  drugRecogniser,
  maintenanceAllergyRecogniser,
  thiopurineAllergyRecogniser,
} from '../recognise/drug-recognition.js';
import { labRecogniser, outcomeReader, thiopurineTest } from '../recognise/lab-recognition.js';
import type { Terminology } from '../recognise/terminology.js';
import { phenotypeReader } from '../recognise/thiopurine-tests.js';
import { textsOf } from '../text/terms.js';
import { measurementReader } from '../units/measurement.js';
import { ALTERNATIVE_PREFIX, REQUIRED_VALUE_SETS, VALUE_SET } from './value-set-ids.js';
import { indexValueSets, type ValueSetIndex, type ValueSetResource } from './value-set-index.js';

/** The terminology and, for explaining a decision, the value sets that a coding is in. */
export interface ExplainableTerminology extends Terminology {
  lookupSets(coding: Coding): readonly string[];
}

/**
 * Builds everything that turns codes, names and units into meaning, once, from the value sets of `hooks/valuesets`
 * (or a site's own in their place).
 * @throws Error naming every required set that is missing; a set that does not list its codes; two sets with one id
 */
export function createTerminology(valueSets: readonly ValueSetResource[]): ExplainableTerminology {
  const index = indexValueSets(valueSets);
  refuseMissingSets(index);
  const readDiagnosis = diagnosisReader(index);
  return {
    readDiagnosis,
    recogniseDrug: drugRecogniser(index),
    classifyDrug: drugClassifier(index),
    recogniseLab: labRecogniser(index),
    readMeasurement: measurementReader(),
    classifyCondition: (code) => {
      const { classes, certainty } = readDiagnosis(code, []);
      return certainty === 'certain' ? classes : [];
    },
    recogniseThiopurineAllergy: thiopurineAllergyRecogniser(index),
    recogniseMaintenanceAllergy: maintenanceAllergyRecogniser(index),
    readPhenotype: phenotypeReader(index),
    readOutcome: outcomeReader(index),
    saysHaemolysed: (said) =>
      index.holdsCode([VALUE_SET.haemolysed], said) || index.holdsText([VALUE_SET.haemolysed], textsOf(said)),
    isThiopurineTest: (code) => thiopurineTest(index, code) !== null,
    lookupSets: (coding) => index.setsOf(coding),
  };
}

function refuseMissingSets({ ids }: ValueSetIndex): void {
  const missing = REQUIRED_VALUE_SETS.filter((id) => !ids.has(id));
  if (![...ids].some((id) => id.startsWith(ALTERNATIVE_PREFIX))) missing.push(`${ALTERNATIVE_PREFIX}<drug>`);
  if (missing.length > 0) throw new Error(`value sets are missing: ${missing.join(', ')}`);
}
