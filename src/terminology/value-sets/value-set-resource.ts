/** The parts of a FHIR R4 ValueSet that are read here. Anything else in the resource is ignored. */
export interface ValueSetConcept {
  readonly code: string;
  readonly display?: string | undefined;
}

export interface ValueSetComponent {
  readonly system?: string | undefined;
  readonly concept?: readonly ValueSetConcept[] | undefined;
  readonly filter?: readonly unknown[] | undefined;
  readonly valueSet?: readonly string[] | undefined;
}

export interface ExpandedConcept {
  readonly system?: string | undefined;
  readonly code?: string | undefined;
  readonly display?: string | undefined;
  readonly abstract?: boolean | undefined;
  readonly contains?: readonly ExpandedConcept[] | undefined;
}

/**
 * One file of `hooks/valuesets`. `id` is the name by which the program knows the set. Codes come from `compose` where it
 * lists them, and from `expansion` where a terminology tool has written one.
 */
export interface ValueSetResource {
  readonly resourceType: 'ValueSet';
  readonly id: string;
  readonly compose?:
    | {
        readonly include?: readonly ValueSetComponent[] | undefined;
        readonly exclude?: readonly ValueSetComponent[] | undefined;
      }
    | undefined;
  readonly expansion?: { readonly contains?: readonly ExpandedConcept[] | undefined } | undefined;
}
