import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseHookRequest } from '../../src/cds-hooks/request/parse-hook-request.js';
import type { Card } from '../../src/domain/card.js';
import { loadContent } from '../../src/content/load-content.js';
import { CdsError, type CdsErrorCode } from '../../src/domain/cds-error.js';
import type { EvaluationEvent } from '../../src/domain/evaluation-event.js';
import type { SourceBook } from '../../src/domain/fact-set.js';
import { evaluate } from '../../src/engine/evaluate/evaluate.js';
import { createFhirChartReader } from '../../src/fhir/chart-reader.js';
import { RULES } from '../../src/rules/index.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What a call is answered, without a socket: cards, or a refusal. */
export interface InProcessAnswer {
  readonly refusedAs: CdsErrorCode | null;
  readonly cards: readonly Card[];
  /** What became of each resource, by source; empty where no chart was read. */
  readonly books: Readonly<Record<string, SourceBook>>;
  /** What is kept of the call; null where it was refused before it began. */
  readonly event: EvaluationEvent | null;
}

export interface InProcess {
  answer(serviceId: string, body: unknown): Promise<InProcessAnswer>;
  /** What the service asks for in discovery, by prefetch key. */
  templates(serviceId: string): Readonly<Record<string, string>>;
}

/**
 * The shipped content, rules and mappers with a clock that stands at `now`: thousands of calls in a minute. What only the
 * server does (bounds, security, records) is left out; charts come by prefetch.
 */
export async function openInProcess(now: number): Promise<InProcess> {
  const content = await loadContent({ hooksDir: `${ROOT}/hooks`, cardsDir: `${ROOT}/cards` });
  const charts = createFhirChartReader({ terminology: content.terminology });
  const { signal } = new AbortController();
  const serviceOf = (serviceId: string) => {
    const service = content.services.find(({ id }) => id === serviceId);
    if (service === undefined) throw new Error(`no service ${serviceId}`);
    return service;
  };
  return {
    templates: (serviceId) =>
      Object.fromEntries(Object.entries(serviceOf(serviceId).sources).map(([key, { template }]) => [key, template])),
    async answer(serviceId, body) {
      const service = serviceOf(serviceId);
      try {
        const request = parseHookRequest(service, JSON.parse(JSON.stringify(body)));
        const call = { asOf: now, timeZone: content.params.timeZone, signal, startedAt: performance.now() };
        const chart = await charts.openChart(request, service, call);
        const deps = { content, rules: RULES, asOf: now, newUuid: randomUUID };
        const { answer, snapshot, event } = await evaluate(service, request, chart, deps);
        return answer.kind === 'cards'
          ? { refusedAs: null, cards: answer.cards, books: snapshot?.books ?? {}, event }
          : { refusedAs: 'data-unavailable', cards: [], books: snapshot?.books ?? {}, event };
      } catch (error) {
        if (!(error instanceof CdsError)) throw error;
        return { refusedAs: error.code, cards: [], books: {}, event: null };
      }
    },
  };
}
