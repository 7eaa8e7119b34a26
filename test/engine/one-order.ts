import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseHookRequest } from '../../src/cds-hooks/request/parse-hook-request.js';
import { loadContent } from '../../src/content/load-content.js';
import type { Pace } from '../../src/domain/ports.js';
import { evaluate } from '../../src/engine/evaluate/evaluate.js';
import { createFhirChartReader } from '../../src/fhir/chart-reader.js';
import { RULES } from '../../src/rules/index.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const NOW = Date.UTC(2026, 10, 22, 9);
const { signal } = new AbortController();

interface Divided {
  readonly pace?: Pace;
  readonly turn?: () => Promise<void>;
}

/** One order-sign after the other, in this process and without HTTP: from the parsed body to the cards. */
export interface Orders {
  readonly templates: Readonly<Record<string, string>>;
  /** @returns how many cards; -1 for a refusal */
  readonly sign: (body: unknown, timeZone?: string, asOf?: number) => Promise<number>;
}

/** @param how the work is divided between this call and others */
export async function openOrders({ pace, turn }: Divided = {}): Promise<Orders> {
  const content = await loadContent({ hooksDir: `${ROOT}/hooks`, cardsDir: `${ROOT}/cards` });
  const charts = createFhirChartReader({
    terminology: content.terminology,
    ...(pace === undefined ? {} : { pace }),
  });
  const service = content.services.find(({ hook }) => hook === 'order-sign');
  if (service === undefined) throw new Error('no order-sign');
  return {
    templates: Object.fromEntries(Object.entries(service.sources).map(([key, { template }]) => [key, template])),
    async sign(body, timeZone = 'UTC', asOf = NOW) {
      const request = parseHookRequest(service, body);
      const chart = await charts.openChart(request, service, { asOf, timeZone, signal, startedAt: 0 });
      const params = { ...content.params, timeZone };
      const deps = {
        content: { ...content, params },
        rules: RULES,
        asOf,
        newUuid: randomUUID,
        ...(turn === undefined ? {} : { turn }),
      };
      const { answer } = await evaluate(service, request, chart, deps);
      return answer.kind === 'cards' ? answer.cards.length : -1;
    },
  };
}
