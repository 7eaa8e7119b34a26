/** One code of one system, as FHIR's Coding. `system` is null where the sender left it out. */
export interface Coding {
  readonly system: string | null;
  readonly code: string;
  readonly display: string | null;
}

/** A FHIR CodeableConcept, or what is left of it: codes and free text, either may be empty. */
export interface CodedText {
  readonly codings: readonly Coding[];
  readonly text: string | null;
  /** More was written than is looked at: what it names may stand there, so that nothing may be ruled out. */
  readonly isCut?: true;
}
