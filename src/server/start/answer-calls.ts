import { parseHookRequest } from '../../cds-hooks/request/parse-hook-request.js';
import type { Card, CdsResponse, Link } from '../../domain/card.js';
import { CdsError } from '../../domain/cds-error.js';
import type { EvaluationEvent } from '../../domain/evaluation-event.js';
import type { Language } from '../../domain/language.js';
import type { Clock, Logger } from '../../domain/ports.js';
import { evaluate, type Evaluation } from '../../engine/evaluate/evaluate.js';
import { withTimeLimit } from '../../fhir/client/time-limit.js';
import type { Store } from '../../records/store/open-store.js';
import type { AppDeps } from '../http/app-deps.js';
import type { CardPages } from '../card-page/card-pages.js';
import type { TraceRing } from '../monitoring/trace-ring.js';
import { traceHookCall } from '../monitoring/tracing.js';
import type { Callers } from '../security/callers.js';
import type { Deployment } from './deployment.js';
import type { Shadow } from './shadow.js';
import type { ProblemCode } from '../../domain/fact-set.js';
import {
  CHART_NOT_READ,
  MEDICATION_HISTORY_NOT_READ,
  ORDER_NOT_IDENTIFIED,
  PROBLEM_WORDS,
} from '../../engine/evaluate/render-answer.js';

export interface CallDeps {
  current(): Deployment;
  profileOf(clientId: string | null): string;
  callers(): Callers;
  /** Whether this profile's clients are held to what the hook requires. */
  strict(profile: string): boolean;
  readonly clock: Clock;
  readonly deadlineMs: number;
  readonly log: Logger;
  count(event: EvaluationEvent, client: string | null): void;
  readonly store: Pick<Store, 'memoryOf' | 'keepEvaluation'>;
  /** Where calls are remembered for a while; null for nowhere. */
  readonly traces: TraceRing | null;
  /** A second content that sees what was answered; null for none. */
  readonly shadow?: Pick<Shadow, 'see'> | null;
  /** Gives each card a link to its page; null for none. */
  readonly cardPages: Pick<CardPages, 'withLink'> | null;
  /** The link that launches the SMART app of this client from this FHIR server; null where it has none. */
  readonly smartLink: (client: string | null, fhirServer: string | null, card: Card, language: Language) => Link | null;
}

/**
 * One call, one way (docs/ARCHITECTURE.md): what is asked, what the rules make of the chart, how the caller's EHR wants it
 * said. What was decided is a value, and goes to the log, the metrics, the store and the traces in turn; then it is answered.
 */
export function answerCalls(deps: CallDeps): AppDeps['call'] {
  return async (serviceId, body, { signal, arrivedAt, caller, language: wanted }) => {
    // Taken once: a request ends with the content that it began with.
    const deployment = deps.current();
    const client = caller?.id ?? null;
    const profile = deps.profileOf(client);
    const service = deployment.service(serviceId, profile);
    const parsed = parseHookRequest(service, body, { strict: deps.strict(profile) });
    const request = client === null ? parsed : deps.callers().restrict(client, parsed);
    const language = deployment.language(profile, wanted);
    const content = { ...deployment.engine.content, ...deployment.content.inLanguage(language) };
    const origin = { client, patientId: request.patientId, userId: request.userId };
    const memory = deps.store.memoryOf(origin);
    const call = { hook: service.hook, service: service.id, client, fhirServer: request.fhirServer };
    return traceHookCall(call, async () => {
      const [asOf, startedAt] = [deps.clock.now(), performance.now()];
      // Whoever calls has been waiting since then: of a call that was long in coming in, no FHIR server is asked for long.
      const leftMs = Math.max(0, deps.deadlineMs - (startedAt - arrivedAt));
      const evaluation = await withTimeLimit(signal, leftMs, async (limited) => {
        const { timeZone } = content.params;
        const chart = await deployment.charts.openChart(request, service, {
          asOf,
          timeZone,
          signal: limited,
          startedAt,
        });
        return evaluate(service, request, chart, {
          ...deployment.engine,
          content,
          asOf,
          ...(memory === null ? {} : { memory }),
        });
      });
      const found = cardsOf(evaluation);
      // The app keeps nothing, so where the EHR shows its link, that is the one; the page of a remembered call is the other.
      const linked = found.map((card) => {
        const launch = deps.smartLink(client, request.fhirServer, card, language);
        if (launch !== null && deployment.sendsLink(launch, profile))
          return { ...card, links: [launch, ...(card.links ?? [])] };
        return deps.cardPages?.withLink(card, language) ?? card;
      });
      const response = deployment.word({ cards: linked }, profile);
      const { answer, event, snapshot } = evaluation;
      const { cards } = response;
      deps.log.info({ event }, 'evaluated');
      deps.count(event, client);
      void deps.store.keepEvaluation({ ...origin, at: asOf, ms: performance.now() - startedAt }, event, cards);
      // Of the request only what is explained stays: no token, no resources.
      if (snapshot !== null) {
        deps.traces?.keep({ service, content, language, userId: request.userId, evaluation, snapshot, cards });
      }
      deps.shadow?.see({ service: service.id, request, evaluation, asOf });
      if (answer.kind === 'refusal') throw new CdsError('data-unavailable', refusalIn(language, answer.why), answer.at);
      return response;
    });
  };
}

function cardsOf({ answer }: Evaluation): CdsResponse['cards'] {
  return answer.kind === 'cards' ? answer.cards : [];
}

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
