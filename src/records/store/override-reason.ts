import type { FeedbackReason } from '../../cds-hooks/feedback/feedback.js';
import type { FeedbackRow } from './tables.js';

/** A reason of the site's list (`cards/override-reasons.yaml`), or of an EHR (`hooks/dialects`). */
export interface ListedReason {
  readonly system: string;
  readonly code: string;
  /** For a reason of the site's own code system: the HL7 category it belongs to. */
  readonly parent?: string | undefined;
}

export type ReasonColumns = Pick<FeedbackRow, 'reason_state' | 'reason_system' | 'reason_code' | 'reason_parent'>;

/** The system under which a site lists the categories of reasons that were built in Epic. */
export const EPIC_CATEGORY = 'urn:com.epic.cdshooks.feedback.overrideReason.reasonCategory';
const HL7 = 'http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes';

/** The six categories of HL7's Non-Adherence Reason Codes 3.0.0-ballot, and those of their codes that cards offer. */
const HL7_PARENTS: ReadonlyMap<string, string> = new Map([
  ...[
    'cds-not-applicable',
    'cds-suboptimal-context',
    'recipient-disagrees-evidence',
    'recipient-concerns-outcomes',
    'does-not-align-preferences',
    'not-convenient-feasible',
  ].map((category): [string, string] => [category, category]),
  ...['patient-ineligible', 'indication-order-exists', 'action-completed', 'action-unsuccessful'].map(
    (code): [string, string] => [code, 'cds-not-applicable'],
  ),
]);

/**
 * Only a code that stands in the site's list or in HL7's is kept; every other is the caller's text and could say anything.
 * @param listed the list in force, which changes with the content; the same list is the same array
 * @returns a reader for the reason of one feedback entry
 */
export function createReasonReader(listed: () => readonly ListedReason[]): (reason: FeedbackReason) => ReasonColumns {
  const built = new WeakMap<readonly ListedReason[], ReturnType<typeof readerOf>>();
  return (reason) => {
    const list = listed();
    const read = built.get(list) ?? readerOf(list);
    built.set(list, read);
    return read(reason);
  };
}

function readerOf(listed: readonly ListedReason[]): (reason: FeedbackReason) => ReasonColumns {
  const known = new Map<string, ReasonColumns>(
    [...[...HL7_PARENTS.keys()].map((code): ListedReason => ({ system: HL7, code })), ...listed].map(
      ({ system, code, parent }) => [
        JSON.stringify([system, code]),
        {
          reason_state: 'listed',
          reason_system: system,
          reason_code: code,
          reason_parent: categoryOf(system, code, parent),
        },
      ],
    ),
  );
  const find = (system: string, code: string) => known.get(JSON.stringify([system.trim(), code.trim()]));
  return (reason) => {
    switch (reason.kind) {
      case 'none':
        return unkept('none');
      case 'coded':
        return find(reason.system, reason.code) ?? unkept('unlisted');
      case 'ehr':
        return (reason.category === null ? undefined : find(EPIC_CATEGORY, reason.category)) ?? unkept('ehr');
    }
  };
}

function unkept(state: 'none' | 'unlisted' | 'ehr'): ReasonColumns {
  return { reason_state: state, reason_system: null, reason_code: null, reason_parent: null };
}

/** HL7's category: of the code itself, or of the HL7 code that a site maps its own to. */
function categoryOf(system: string, code: string, parent: string | undefined): string | null {
  if (parent !== undefined) return HL7_PARENTS.get(parent) ?? parent;
  return system === HL7 ? (HL7_PARENTS.get(code) ?? null) : null;
}
