import type { CodedText } from '../../domain/coding.js';

/** What may be printed of a request: names that an EHR was configured with. Anything else could be a patient's. */
const HIDDEN = '(not shown)';

export function keyName(key: string): string {
  return /^-?[A-Za-z][A-Za-z0-9_.-]{0,59}$/.test(key) ? key : HIDDEN;
}

/** `http://loinc.org|2160-0`; the words beside it stay unsaid. */
export function codeNames(concept: CodedText): string[] {
  return concept.codings.map(({ system, code }) => {
    const systemName =
      system === null ? '(no system)' : /^(https?:\/\/|urn:)[\w./:~-]{1,120}$/.test(system) ? system : HIDDEN;
    return `${systemName}|${/^[\w.-]{1,30}$/.test(code) ? code : HIDDEN}`;
  });
}

/** A unit has few letters and no digits to speak of: long texts are comments that somebody typed. */
export function unitName(unit: string): string {
  return /^[\p{L}%µ/*.^{}[\] 0-9-]{1,16}$/u.test(unit) && !/\d{3}/.test(unit) ? unit : HIDDEN;
}
