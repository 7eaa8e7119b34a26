import type { ProblemCode } from '../../domain/fact-set.js';
import type { Language } from '../../domain/language.js';
import {
  CHART_NOT_READ,
  MEDICATION_HISTORY_NOT_READ,
  ORDER_NOT_IDENTIFIED,
  PROBLEM_WORDS,
} from '../../engine/evaluate/render-answer.js';

/** What a 412 says, in German: an EHR may show it to whoever places the order. Prefetch keys and words of a connection stay. */
const GERMAN_PROBLEMS: Readonly<Record<ProblemCode, string>> = {
  'not-provided': 'nicht im Aufruf, und kein Server wurde gefragt',
  'access-unreadable': 'nicht im Aufruf, und fhirServer oder fhirAuthorization sind nicht lesbar',
  'fetch-failed': 'nicht lesbar',
  timeout: 'der FHIR-Server hat nicht rechtzeitig geantwortet',
  refused: 'der FHIR-Server hat den Zugriff verweigert',
  'token-expired': 'das Zugriffstoken des Aufrufs war abgelaufen',
  'not-offered': 'der FHIR-Server bietet diese Suche nicht an',
  'operation-outcome': 'es kam ein Fehler (OperationOutcome) statt der Daten',
  'not-an-answer': 'die leere Liste beantwortet die Frage nicht',
  'pages-missing': 'nicht alle Seiten lagen vor',
  'other-patient': 'enthält Daten einer anderen Person',
  'medication-unresolved': 'auf ein Medikament wird nur verwiesen, und der Verweis führt ins Leere',
};

const GERMAN_SENTENCES: readonly (readonly [english: string, german: string])[] = [
  [
    ORDER_NOT_IDENTIFIED,
    'Das Medikament einer Verordnung war nicht erkennbar; ob es Tacrolimus ist, ist daher nicht bekannt: Es hat weder Code noch Text, oder seine medicationReference war nicht lesbar.',
  ],
  [
    MEDICATION_HISTORY_NOT_READ,
    'Die Medikation war nicht vollständig lesbar; ob Tacrolimus eingenommen wird, ist daher nicht bekannt.',
  ],
  [CHART_NOT_READ, 'Nichts war prüfbar, weil die Akte nicht lesbar war.'],
  [' By prefetch key: ', ' Nach Prefetch-Schlüssel: '],
];

/** @param why as `evaluate` says it, in English */
export function refusalIn(language: Language, why: string): string {
  if (language === 'en') return why;
  const said = GERMAN_SENTENCES.reduce((text, [english, german]) => text.replaceAll(english, german), why);
  return Object.entries(PROBLEM_WORDS).reduce(
    (text, [code, english]) =>
      text
        .replaceAll(`(${english})`, `(${GERMAN_PROBLEMS[code as ProblemCode]})`)
        .replaceAll(`(${english}: `, `(${GERMAN_PROBLEMS[code as ProblemCode]}: `),
    said,
  );
}
