import { FhirProblem } from './fhir-problem.js';
import type { SearchPairs } from './parse-search.js';

/** `application/json+fhir` is DSTU1's name, which the official CDS Hooks Sandbox still asks for. */
const ACCEPTED = [
  '*/*',
  'application/*',
  'application/fhir+json',
  'application/json',
  'application/json+fhir',
  'text/json',
];

/**
 * JSON is all there is. `_format` wins over the Accept header (FHIR R4 3.1.0.1.11).
 *
 * @throws FhirProblem 406 when the caller would take something else only
 */
export function negotiate(accept: string | undefined, pairs: SearchPairs): void {
  const format = pairs.findLast(([name]) => name === '_format')?.[1];
  // An unescaped "+" in a URL arrives as a space.
  const wanted = format === undefined ? accept : format.replace(' ', '+');
  if (wanted === undefined || wanted === '' || wanted === 'json') return;
  const types = wanted.split(',').map((range) => range.split(';', 1)[0]?.trim().toLowerCase() ?? '');
  if (!types.some((type) => ACCEPTED.includes(type))) {
    throw new FhirProblem(406, 'not-supported', 'This server speaks application/fhir+json');
  }
}
