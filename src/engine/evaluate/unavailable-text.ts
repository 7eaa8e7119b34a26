import type { ProblemCode, SourceProblem } from '../../domain/fact-set.js';

/**
 * What a 412 says to the people who connect the EHR; clinicians read `cards/gaps.yaml`. Our own words and the keys of the
 * prefetch only: nothing of the patient, no address.
 */
export const PROBLEM_WORDS: Readonly<Record<ProblemCode, string>> = {
  'not-provided': 'not in the request, and no server was asked',
  'access-unreadable': 'not in the request, and fhirServer or fhirAuthorization cannot be read',
  'fetch-failed': 'could not be read',
  timeout: 'the FHIR server did not answer in time',
  refused: 'the FHIR server refused access',
  'token-expired': 'the access token of the request had expired',
  'not-offered': 'the FHIR server does not offer this search',
  'operation-outcome': 'the EHR sent an error (OperationOutcome) instead of data',
  'not-an-answer': 'the empty list that was sent does not answer the question',
  'pages-missing': 'not all pages are there',
  'other-patient': 'holds resources of another patient',
  'medication-unresolved': 'a drug is only referred to, and the reference leads nowhere',
};

export const ORDER_NOT_IDENTIFIED =
  'The drug of an order could not be identified, so whether it is tacrolimus is not known: ' +
  'it has neither code nor text, or its medicationReference could not be read.';

export const MEDICATION_HISTORY_NOT_READ =
  'The medication history could not be read in full, so whether the patient takes tacrolimus is not known.';

export const CHART_NOT_READ = 'Nothing could be evaluated, because the chart could not be read.';

/** Adds what could not be read and why; sources with the same trouble stand together. */
export function withProblems(what: string, problems: readonly SourceProblem[]): string {
  const codes = [...new Set(problems.map(({ code }) => code))];
  const groups = codes.map((code) => {
    const sources = problems.filter((problem) => problem.code === code).map(({ source }) => source);
    return `${sources.join(', ')} (${PROBLEM_WORDS[code]})`;
  });
  return groups.length === 0 ? what : `${what} By prefetch key: ${groups.join('; ')}.`;
}
