import type { CodedText, Coding } from './coding.js';
import type { ConditionFact } from './chart-facts.js';
import type { TimeInterval } from './time.js';

/** A medication as some resource describes it, before anyone has decided which drug it is. */
export interface MedicationDescription {
  readonly concept: CodedText;
  /** What a product is made of, one for each ingredient; an empty concept is an ingredient that nobody can read. */
  readonly ingredients?: readonly CodedText[] | undefined;
  /** Dose form of a Medication resource. */
  readonly form: CodedText | null;
  readonly routes: readonly CodedText[];
  /** Free-text dosage instructions. */
  readonly dosageTexts: readonly string[];
  /** Units of the doses, as written: `mg`, `{pill}`, `g` ... */
  readonly doseUnits: readonly string[];
}

export type TacrolimusRoute =
  | 'systemic'
  | 'rectal' // absorbed: only `aki` and `trough` (docs/clinical/when-it-speaks.md#rectal)
  | 'topical' // ointment, eye: not ours
  | 'not-recorded'; // ours, and the card says so

export interface TacrolimusDrug {
  readonly kind: 'tacrolimus';
  readonly route: TacrolimusRoute;
  /** Extended release is taken once a day, so its trough is drawn about 24 h after the dose. */
  readonly release: 'immediate' | 'extended' | 'not-known';
  /** Given into a vein: there is no trough under an infusion. */
  readonly infused?: true;
}

export type ThiopurineName = 'azathioprine' | 'mercaptopurine' | 'thioguanine';

export interface ThiopurineDrug {
  readonly kind: 'thiopurine';
  readonly name: ThiopurineName;
}

/** Maintenance that may stand in for a thiopurine: anti-TNF, vedolizumab, ustekinumab, JAK, S1P, methotrexate. */
export interface AlternativeMaintenanceDrug {
  readonly kind: 'alternative-maintenance';
  /** Ingredient name for the card: `vedolizumab`. */
  readonly name: string;
}

export type RelevantDrug = TacrolimusDrug | ThiopurineDrug | AlternativeMaintenanceDrug;

/**
 * What recognition says of a description: one of our drugs, positively another one, or nobody can tell. `basis` is what it
 * rests on; `text` is the weakest and is said on the card.
 */
export type DrugRecognition =
  | { readonly outcome: 'recognised'; readonly drug: RelevantDrug; readonly basis: 'code' | 'ingredient-code' | 'text' }
  /** A code that is listed as something else or is of a system that is listed whole, or a name that names something else. */
  | { readonly outcome: 'other' }
  /** A code alone of a system of which a sample is held, a house code, no name, an unreadable ingredient: it may be ours. */
  | { readonly outcome: 'unidentified' };

/**
 * What another drug means beside tacrolimus (docs/clinical/interaction.md#classes). One drug may be in several; each is a value set,
 * `drug-<class>`.
 */
export const DRUG_CLASSES = [
  'cyp3a-inhibitor-strong',
  'cyp3a-inhibitor-moderate',
  'cyp3a-inducer-strong',
  'cyp3a-inducer-moderate',
  'cni-or-mtor', // ciclosporin, voclosporin, sirolimus, everolimus
  'ciclosporin',
  'mycophenolate',
  'nsaid', // neither topical nor low-dose aspirin
  'aminoglycoside',
  'amphotericin',
  'colistin-foscarnet-cidofovir',
  'vancomycin', // not by mouth, where it is not absorbed
  'tenofovir-disoproxil',
  'cisplatin',
  'ace-inhibitor-or-arb',
  'potassium-sparing',
  'potassium',
  'trimethoprim',
  'vaccine-live',
  'xanthine-oxidase-inhibitor',
  'pjp-prophylaxis',
  'c-difficile-treatment',
  'hepatitis-b-antiviral',
  'corticosteroid',
  'aminosalicylate',
] as const;
export type DrugClass = (typeof DRUG_CLASSES)[number];

/** A drug that is none of ours and matters beside tacrolimus. */
export interface ConcomitantDrug {
  /** One at least. */
  readonly classes: readonly DrugClass[];
  /** The word of its name that tells drug from drug, in small letters: lines of one name are one drug. `clarithromycin` */
  readonly name: string;
}

/** One line of a patient's medication history that concerns us, whatever resource it came from. */
export interface MedicationFact {
  readonly source: 'request' | 'statement' | 'dispense' | 'administration';
  readonly drug: RelevantDrug;
  readonly basis: 'code' | 'ingredient-code' | 'text';
  /** FHIR status, lower case, as sent. Never `entered-in-error`: those are gone before this. */
  readonly status: string;
  /** MedicationRequest.intent; null for the other kinds or where not sent. */
  readonly intent: string | null;
  readonly doNotPerform: boolean;
  readonly statusReason: string | null;
  /**
   * First day of use: administration time, whenHandedOver else whenPrepared, statement period, dosage bounds.
   * null where the resource names none of them (then `recordedOn` has to serve).
   */
  readonly start: TimeInterval | null;
  /** Explicit end: bounds, statement or administration period. */
  readonly end: TimeInterval | null;
  /** Days of supply, repeats included; null where nothing is said. */
  readonly supplyDays: number | null;
  /** authoredOn, dateAsserted. */
  readonly recordedOn: TimeInterval | null;
  /** When the record was last changed, where it says so: a drug that is over was not stopped later than that. */
  readonly changedOn: TimeInterval | null;
  /** Indications written on the order itself. */
  readonly reasons: readonly ConditionFact[];
  readonly reference: string | null;
  /** Drug name as the record has it, for a card. */
  readonly display: string;
  /** What a tacrolimus line says of its dose; left out where it says none, or not one only. */
  readonly dose?: OrderedDose;
}

/** An order in the session that called us: it is context, and never exposure. */
export interface DraftOrder {
  readonly drug: RelevantDrug;
  readonly basis: 'code' | 'ingredient-code' | 'text';
  /** Whether the hook is about this order (order-select: only the selected ones). */
  readonly triggering: boolean;
  readonly status: string;
  readonly doNotPerform: boolean;
  readonly reasons: readonly ConditionFact[];
  /** `MedicationRequest/123`, or null: draft orders need not have an id. */
  readonly reference: string | null;
  /** The order that this one is placed instead of, as the record refers to it; null where it does not say. */
  readonly replaces: string | null;
  readonly display: string;
  readonly code: Coding | null;
  /** What the order itself says; null where it says none, or not one only. */
  readonly dose: OrderedDose | null;
}

/** The dose of an order in its own words: quoted, never worked out. */
export interface OrderedDose {
  /** `2 mg`, or the instruction where it says it in a few words. */
  readonly text: string;
  /** How often a day; null where the order does not say, or says it in the text. */
  readonly timesADay: number | null;
}

/** What a line of the medication history says whatever drug it is of. */
export type MedicationLine = Omit<MedicationFact, 'drug' | 'basis' | 'reasons' | 'statusReason' | 'dose'>;

/** One line of the medication history of a drug that matters beside tacrolimus (docs/clinical/interaction.md#classes). */
export type ConcomitantFact = ConcomitantDrug & MedicationLine;

/** An order of such a drug in the session that called us; also one that the session ends. */
export type ConcomitantOrder = ConcomitantDrug &
  Pick<DraftOrder, 'triggering' | 'status' | 'doNotPerform' | 'reference' | 'display'>;
