import type { ConditionClass } from '../../domain/chart-facts.js';
import type { CodedText } from '../../domain/coding.js';
import type { DrugRecognition, MedicationDescription, ThiopurineName } from '../../domain/medication.js';
import type { LabRecognition } from '../../terminology/recognise/terminology.js';
import { codeSystemName, normaliseCode } from '../../terminology/value-sets/code-systems.js';
import type { Content } from '../load-content.js';
import { codeSystemUri } from './value-set-from-csv.js';

/** What an analyst asks about: as the EHR sent it. */
export interface CodeQuestion {
  /** URI or short name (`RxNorm`); null or empty where the EHR sends none. */
  readonly system: string | null;
  readonly code: string;
  /** The words beside the code. */
  readonly text?: string | null;
}

export interface CodeExplanation {
  /** The URI under which the code was looked up; null where there is none. */
  readonly system: string | null;
  readonly code: string;
  /** Value sets that the code is in, by name. */
  readonly sets: readonly string[];
  /** What it is as the drug of an order, from code and words together. */
  readonly drug: DrugRecognition;
  readonly lab: LabRecognition;
  readonly conditions: readonly ConditionClass[];
  readonly allergy: ThiopurineName | 'thiopurine' | null;
  /** Why, in sentences. */
  readonly notes: readonly string[];
}

/** Says which value sets a code is in, and what the service would make of it as a drug, a result and a diagnosis. */
export function explainCode({ terminology }: Pick<Content, 'terminology'>, question: CodeQuestion): CodeExplanation {
  const given = question.system?.trim() ?? '';
  const system = given === '' ? null : (codeSystemUri(given) ?? given);
  const code = question.code.trim();
  const words = question.text?.trim() ?? '';
  const text = words === '' ? null : words;
  const coded: CodedText = { codings: code === '' ? [] : [{ system, code, display: null }], text };
  const sets = terminology.lookupSets({ system, code, display: null });
  const drug = terminology.recogniseDrug(medication(coded));
  const lab = terminology.recogniseLab(coded, null);
  const conditions = terminology.classifyCondition(coded);
  const classes = terminology.classifyDrug(medication(coded));
  const allergy = terminology.recogniseThiopurineAllergy(coded);
  const notes = [
    ...codeNotes(system, code, sets),
    ...drugNotes(drug, sets),
    ...(classes.length > 0 ? [`As another drug beside tacrolimus: ${classes.join(', ')}.`] : []),
    ...labNotes(lab, text, sets),
    ...otherNotes(conditions, allergy),
  ];
  return { system, code, sets, drug, lab, conditions, allergy, notes };
}

function medication(concept: CodedText): MedicationDescription {
  return { concept, form: null, routes: [], dosageTexts: [], doseUnits: [] };
}

function codeNotes(system: string | null, code: string, sets: readonly string[]): string[] {
  if (code === '') return ['There is no code, so only the words can count.'];
  if (system === null && sets.length > 0) {
    return [`Its shape tells the system of the code. The code is in ${sets.join(', ')}.`];
  }
  if (system === null)
    return ['A code without a system counts for nothing: the same digits mean different things elsewhere.'];
  const name = codeSystemName(system);
  if (name === null || normaliseCode(name, code) === null) {
    return [
      name === 'ndc'
        ? 'An NDC of 10 digits without hyphens can be read in three ways, and is not compared; 11 digits or hyphens are needed.'
        : 'The code cannot be compared safely, so it counts for nothing.',
    ];
  }
  if (sets.length > 0) return [`The code is in ${sets.join(', ')}.`];
  return [
    'The code is in no value set. Only listed codes count; no hierarchy is followed. Add it to the set that it belongs to.',
  ];
}

function drugNotes(drug: DrugRecognition, sets: readonly string[]): string[] {
  if (drug.outcome === 'unidentified') {
    // A code that is known as something else is not the code of an order.
    return sets.length > 0 ? [] : ['As an order: nobody can tell which drug this is, and the service says so (412).'];
  }
  if (drug.outcome === 'other') return [];
  const by = { code: 'by its code', 'ingredient-code': 'by the code of its ingredient', text: 'by its words only' }[
    drug.basis
  ];
  if (drug.drug.kind !== 'tacrolimus') return [`As an order: ${drug.drug.name}, recognised ${by}.`];
  const route = {
    systemic: 'systemic, so the service speaks',
    rectal: 'rectal, so only aki and trough speak',
    topical: 'topical, so it is not ours and no card appears',
    'not-recorded': 'route not recorded; route, form and dose of the order decide, else the card says so',
  }[drug.drug.route];
  return [`As an order: tacrolimus, recognised ${by}; ${route}.`];
}

function labNotes(lab: LabRecognition, text: string | null, sets: readonly string[]): string[] {
  switch (lab.lab) {
    case 'creatinine':
      return [`As a result: creatinine${lab.use === 'baseline-only' ? ', for the baseline only' : ''} (${lab.scale}).`];
    case 'tacrolimus':
      return [
        `As a result: tacrolimus level, ${lab.timing === 'trough' ? 'coded as a trough' : 'its timing not coded'}.`,
      ];
    case 'thiopurine-test':
      return [`As a result or order: ${lab.enzyme} test.`];
    case 'test':
      return [`As a result: ${lab.tests.join(', ')}.`];
    case 'excluded':
      return [`As a result: known, and does not count (${lab.reason}).`];
    case 'other':
      return sets.some((id) => id.startsWith('lab-'))
        ? ['As a result: known as another test, and does not count.']
        : [];
    case 'unknown':
      return text !== null && /creatinin|tacrolimus|kreatinin/i.test(text)
        ? [
            'As a result: not recognised. Creatinine and tacrolimus are recognised by code only, because words do not name the specimen.',
          ]
        : [];
  }
}

function otherNotes(conditions: readonly ConditionClass[], allergy: ThiopurineName | 'thiopurine' | null): string[] {
  return [
    ...(conditions.length > 0 ? [`As a diagnosis or procedure: ${conditions.join(', ')}.`] : []),
    ...(allergy === null ? [] : [`As an allergy: ${allergy}, a reason against a thiopurine.`]),
  ];
}
