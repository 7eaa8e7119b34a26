import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseHookRequest } from '../../src/cds-hooks/request/parse-hook-request.js';
import type { Card } from '../../src/domain/card.js';
import { loadContent } from '../../src/content/load-content.js';
import { CdsError, type CdsErrorCode } from '../../src/domain/cds-error.js';
import { evaluateService, type EngineDeps } from '../../src/engine/evaluate/evaluate-service.js';
import { createFhirChartReader } from '../../src/fhir/chart-reader.js';
import { RULES } from '../../src/rules/index.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What a call is answered, without a socket: cards, or a refusal. */
export interface InProcessAnswer {
  readonly refusedAs: CdsErrorCode | null;
  readonly cards: readonly Card[];
}

export interface InProcess {
  answer(serviceId: string, body: unknown): Promise<InProcessAnswer>;
}

/**
 * The shipped content, rules and mappers with a clock that stands at `now`: thousands of calls in a minute. What only the
 * server does (bounds, security, records) is left out; charts come by prefetch.
 */
export async function openInProcess(now: number): Promise<InProcess> {
  const content = await loadContent({ hooksDir: `${ROOT}/hooks`, cardsDir: `${ROOT}/cards` });
  const deps: EngineDeps = {
    chart: createFhirChartReader({ terminology: content.terminology }),
    rules: RULES,
    params: content.params,
    cards: content.cards,
    contentVersion: content.version,
    clock: { now: () => now },
    events: { record: () => undefined },
    newUuid: randomUUID,
  };
  const signal = new AbortController().signal;
  return {
    async answer(serviceId, body) {
      const service = content.services.find(({ id }) => id === serviceId);
      if (service === undefined) throw new Error(`no service ${serviceId}`);
      try {
        const request = parseHookRequest(service, JSON.parse(JSON.stringify(body)));
        return { refusedAs: null, cards: (await evaluateService(service, request, signal, deps)).cards };
      } catch (error) {
        if (!(error instanceof CdsError)) throw error;
        return { refusedAs: error.code, cards: [] };
      }
    },
  };
}
