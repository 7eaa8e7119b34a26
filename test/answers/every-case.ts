import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { startFhirServer } from '../../sandbox/fhir-server/start-fhir-server.js';
import { cohortStories } from '../../sandbox/patients/cohort.js';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { prefetchOf, toRequest } from '../../sandbox/patients/to-request.js';
import { parseHookRequest } from '../../src/cds-hooks/request/parse-hook-request.js';
import { loadContent } from '../../src/content/load-content.js';
import type { ServiceDefinition } from '../../src/domain/service-definition.js';
import { evaluate } from '../../src/engine/evaluate/evaluate.js';
import { createFhirChartReader } from '../../src/fhir/chart-reader.js';
import { RULES } from '../../src/rules/index.js';
import { traceHookCall } from '../../src/server/monitoring/tracing.js';
import { deploy } from '../../src/server/start/deployment.js';
import { DAMAGES } from './damages.js';

/** Every story on every service: its chart whole, damaged and fetched, in three time zones, in the words of each profile. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NOW = Date.UTC(2026, 10, 22, 9);
const DIALECTS = ['generic', 'epic', 'oracle', 'athena', 'japan', 'nordic', 'united-kingdom', 'sandbox'];
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York'];
export const HOOKS = ['order-sign', 'order-select', 'medication-prescribe', 'patient-view'];

/** A busy machine changes no answer: milliseconds that no search ever needs. */
const PATIENT = { connectTimeoutMs: 60_000, perCallTimeoutMs: 60_000 };

/** How a chart comes; `fetched`: nothing of it is in the request. */
export const WAYS: readonly string[] = [
  ...ZONES.flatMap((zone) => Object.keys(DAMAGES).map((damage) => `${zone}, ${damage}`)),
  'UTC, fetched',
];

export interface Answers {
  readonly stories: readonly string[];
  /**
   * A hash of what the rules saw, what was decided, and the cards as each profile words them; identifiers are counted instead of
   * drawn.
   * @param isTraced inside a scope, as a call with a trace runs
   */
  hash(story: string, hook: string, way: string, isTraced?: boolean): Promise<string>;
  close(): Promise<void>;
}

export async function openAnswers(): Promise<Answers> {
  const content = await loadContent({ hooksDir: `${ROOT}/hooks`, cardsDir: `${ROOT}/cards` });
  const charts = createFhirChartReader({ terminology: content.terminology, limits: PATIENT });
  const deployment = deploy(content, {
    chartsFor: () => charts,
    clients: DIALECTS.map((dialect) => ({ id: dialect, dialect })),
  });
  const stories = new Map([...allStories(NOW), ...cohortStories(NOW)].map((story) => [story.id, story]));
  const resources = [...stories.values()].flatMap((story) => story.resources);
  const distinct = new Map(resources.map((each) => [`${each.resourceType}/${each.id ?? ''}`, each]));
  const fhir = await startFhirServer({ host: '127.0.0.1', port: 0, resources: [...distinct.values()] });
  const { signal } = new AbortController();

  function bodyOf(id: string, service: ServiceDefinition, damage: string) {
    const story = stories.get(id);
    if (story === undefined) throw new Error(`There is no story "${id}".`);
    if (damage === 'fetched') return toRequest(story, service.hook, { fhirServer: fhir.url, prefetch: null });
    const templates = Object.fromEntries(Object.entries(service.sources).map(([key, { template }]) => [key, template]));
    const context = { today: '2026-11-22', fhirServer: 'https://ehr.example.org/fhir', ignoreCount: true };
    const prefetch = prefetchOf(story, templates, context);
    return toRequest(story, service.hook, { fhirServer: null, prefetch: DAMAGES[damage]?.(prefetch) ?? prefetch });
  }

  async function answer(service: ServiceDefinition, body: unknown, timeZone: string) {
    let made = 0;
    const newUuid = () => `00000000-0000-4000-8000-${String((made += 1)).padStart(12, '0')}`;
    const request = parseHookRequest(service, JSON.parse(JSON.stringify(body)));
    const call = { asOf: NOW, timeZone, signal, startedAt: performance.now() };
    const chart = await charts.openChart(request, service, call);
    const params = { ...content.params, timeZone };
    const engine = { ...deployment.engine, content: { ...deployment.engine.content, params } };
    const said = await evaluate(service, request, chart, { ...engine, rules: RULES, asOf: NOW, newUuid });
    const cards = said.answer.kind === 'cards' ? said.answer.cards : [];
    const worded = DIALECTS.map((dialect) => deployment.word({ cards }, dialect));
    return { answer: said.answer, worded, event: said.event, snapshot: said.snapshot };
  }

  return {
    stories: [...stories.keys()],
    async hash(story, hook, way, isTraced = false) {
      const service = content.services.find((each) => each.hook === hook);
      if (service === undefined) throw new Error(`There is no service for ${hook}.`);
      const [timeZone = '', damage = ''] = way.split(/, (.*)/);
      const body = bodyOf(story, service, damage);
      const work = () => answer(service, body, timeZone).catch(refusalOf);
      const call = { service: service.id, hook, client: null, fhirServer: null };
      const came = await (isTraced ? traceHookCall(call, work) : work());
      const text = JSON.stringify(came).replaceAll(fhir.url, '<fhir>').replaceAll(content.version, '<version>');
      return createHash('sha256').update(text).digest('hex').slice(0, 6);
    },
    close: () => fhir.close(),
  };
}

function refusalOf(error: unknown) {
  return { refused: typeof error === 'object' && error !== null && 'code' in error ? error.code : String(error) };
}
