import type { OverrideReasonContent } from './card-schemas.js';
import type { ContentProblem } from '../files/content-error.js';
import { nearestName } from '../files/nearest-name.js';
import type { YamlSource } from '../files/yaml-source.js';

/** HL7 "Non-Adherence Reason Codes" (CDS Hooks 3.0 ballot): the common currency in which feedback is counted. */
const HL7_REASONS = 'http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes';

export interface MappedOverrideReason {
  readonly system: string;
  readonly code: string;
  readonly display: string;
  /** The HL7 code that it is counted as; its own where it is one. */
  readonly hl7Code: string;
}

type Reasons = Readonly<Record<string, OverrideReasonContent>>;

/** Reasons of a site's own code system, each with the HL7 code that it means. Call it on checked content only. */
export function mapOverrideReasons(reasons: Reasons): Readonly<Record<string, MappedOverrideReason>> {
  return Object.fromEntries(
    Object.entries(reasons).map(([key, { system, code, display, sameAs }]) => {
      const hl7Code = (sameAs === undefined ? undefined : reasons[sameAs]?.code) ?? code;
      return [key, { system, code, display, hl7Code }];
    }),
  );
}

/** Feedback in codes that mean nothing to anybody else could not be counted together with the rest. */
export function findUnmappedReasons(reasons: Reasons, source: YamlSource): ContentProblem[] {
  const hl7Keys = Object.keys(reasons).filter((key) => reasons[key]?.system === HL7_REASONS);
  return Object.entries(reasons).flatMap(([key, { system, sameAs }]) => {
    const report = (path: readonly string[], message: string): ContentProblem[] => [
      { ...source.positionOf(path), path: path.join('.'), message },
    ];
    if (sameAs === undefined) {
      const message = `a reason of another code system needs sameAs: the HL7 reason that means the same; there are ${hl7Keys.join(', ')}`;
      return system === HL7_REASONS ? [] : report([key], message);
    }
    if (hl7Keys.includes(sameAs)) return [];
    const near = nearestName(sameAs, hl7Keys);
    const hint = near === null ? ';' : `, did you mean "${near}"?`;
    return report([key, 'sameAs'], `"${sameAs}" is no HL7 reason of this file${hint} there are ${hl7Keys.join(', ')}`);
  });
}
