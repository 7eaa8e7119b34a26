import type { Source } from '../../domain/fact-set.js';
import { MONITORING_TESTS } from '../../domain/lab-result.js';
import { codedText } from '../../fhir/elements/coded-text.js';
import { asObject, type JsonObject, objectsIn } from '../../fhir/elements/json.js';
import type { LabRecognition, Terminology } from '../../terminology/recognise/terminology.js';

/**
 * The question of the service that a result answers; `unasked` is one that nobody can tell and that no search for our codes would have
 * found; `other` is positively another test.
 */
export type ResultKind =
  | Extract<Source, 'creatinine' | 'tacrolimusLevels' | 'thiopurineTests' | 'monitoringTests' | 'screeningTests'>
  | 'unasked'
  | 'other';

/** What a result is, by the terminology of the content; a panel is what its most telling part is. */
export function kindOfResult(resource: JsonObject, terminology: Terminology): ResultKind {
  const specimen = codedText(
    asObject(resource.specimen)?.display === undefined ? undefined : { text: asObject(resource.specimen)?.display },
  );
  const parts = [resource, ...objectsIn(resource.component), ...objectsIn(resource.contained)];
  const kinds = parts.map(({ code }) =>
    kindOf(terminology.recogniseLab(codedText(code), specimen.text === null ? null : specimen)),
  );
  return ORDER.find((kind) => kinds.includes(kind)) ?? 'other';
}

const ORDER: readonly ResultKind[] = [
  'creatinine',
  'tacrolimusLevels',
  'thiopurineTests',
  'monitoringTests',
  'screeningTests',
  'unasked',
];

function kindOf(lab: LabRecognition): ResultKind {
  switch (lab.lab) {
    case 'creatinine':
      return 'creatinine';
    case 'tacrolimus':
      return 'tacrolimusLevels';
    case 'thiopurine-test':
      return 'thiopurineTests';
    case 'test':
      return lab.tests.some((test) => (MONITORING_TESTS as readonly string[]).includes(test))
        ? 'monitoringTests'
        : 'screeningTests';
    case 'excluded':
      return 'tacrolimusLevels';
    case 'other':
      return lab.unlessAmountOf === undefined ? 'other' : 'unasked';
    case 'unknown':
      return 'unasked';
  }
}

/** Results that a turnaround can be stated for. */
export function isLaboratoryOfOurs(kind: ResultKind): boolean {
  return kind !== 'other' && kind !== 'unasked';
}
