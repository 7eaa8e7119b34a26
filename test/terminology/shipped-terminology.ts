import { readdirSync, readFileSync } from 'node:fs';
import type { CodedText } from '../../src/domain/coding.js';
import type { MedicationDescription } from '../../src/domain/medication.js';
import { createTerminology } from '../../src/terminology/value-sets/create-terminology.js';
import type { ValueSetComponent, ValueSetResource } from '../../src/terminology/value-sets/value-set-index.js';

export const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
export const SNOMED = 'http://snomed.info/sct';
export const ATC = 'http://www.whocc.no/atc';
export const NDC = 'http://hl7.org/fhir/sid/ndc';
export const LOINC = 'http://loinc.org';
export const ICD10CM = 'http://hl7.org/fhir/sid/icd-10-cm';

/** A shipped file as it is on disk: more than the program reads. */
export interface ShippedValueSet extends ValueSetResource {
  readonly url: string;
  readonly version: string;
  readonly name: string;
  readonly title: string;
  readonly status: string;
  readonly description: string;
  readonly purpose: string;
  readonly copyright: string;
  readonly compose: {
    readonly include: readonly (ValueSetComponent & {
      readonly extension?: readonly { readonly valueString: string }[];
    })[];
    readonly exclude?: readonly ValueSetComponent[];
  };
}

const FOLDER = new URL('../../hooks/valuesets/', import.meta.url);

export const shippedFiles: ReadonlyMap<string, ShippedValueSet> = new Map(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => [file, JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as ShippedValueSet]),
);

export const terminology = createTerminology([...shippedFiles.values()]);

/** `coded(RXNORM, '42316')`; the display is left out, so that only the code can decide. */
export function coded(system: string | null, code: string, text: string | null = null): CodedText {
  return { codings: [{ system, code, display: null }], text };
}

export function named(text: string): CodedText {
  return { codings: [], text };
}

export function medication(concept: CodedText, rest: Partial<MedicationDescription> = {}): MedicationDescription {
  return { concept, form: null, routes: [], dosageTexts: [], doseUnits: [], ...rest };
}
