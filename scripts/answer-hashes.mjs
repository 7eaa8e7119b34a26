import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

/**
 * `node scripts/answer-hashes.mjs <checkout> <file>`: one hash for each answer of the build in `<checkout>/dist`, so that two builds can
 * be compared byte for byte (`diff` of two files). Every synthetic patient on every service, in three time zones: whole, fetched,
 * and with a chart that is damaged in several ways. A hash covers what the rules saw (the snapshot), what was decided (the
 * event), and the cards as each profile words them; identifiers are counted up from one instead of drawn.
 */
const [root = '.', file = 'answer-hashes.json'] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(resolve(root, 'dist', path)).href);

const { loadContent } = await load('src/content/load-content.js');
const { deploy } = await load('src/server/start/deployment.js');
const { evaluate } = await load('src/engine/evaluate/evaluate.js');
const { createFhirChartReader } = await load('src/fhir/chart-reader.js');
const { parseHookRequest } = await load('src/cds-hooks/request/parse-hook-request.js');
const { RULES } = await load('src/rules/index.js');
const { allStories } = await load('sandbox/patients/stories/all-stories.js');
const { cohortStories } = await load('sandbox/patients/cohort.js');
const { prefetchOf, toRequest } = await load('sandbox/patients/to-request.js');
const { startFhirServer } = await load('sandbox/fhir-server/start-fhir-server.js');

const HOOKS = ['order-sign', 'order-select', 'medication-prescribe', 'patient-view'];
const DIALECTS = ['generic', 'epic', 'oracle', 'athena', 'japan', 'nordic', 'united-kingdom', 'sandbox'];
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York'];
const NOW = Date.UTC(2026, 10, 22, 9);

const content = await loadContent({ hooksDir: resolve(root, 'hooks'), cardsDir: resolve(root, 'cards') });
const charts = createFhirChartReader({ terminology: content.terminology });
const deployment = deploy(content, {
  chartsFor: () => charts,
  clients: DIALECTS.map((dialect) => ({ id: dialect, dialect })),
});
const stories = [...allStories(NOW), ...cohortStories(NOW)];
const resources = stories.flatMap((story) => story.resources);
const distinct = new Map(resources.map((each) => [`${each.resourceType}/${each.id}`, each]));
const fhir = await startFhirServer({ host: '127.0.0.1', port: 0, resources: [...distinct.values()] });

const eachResource = (prefetch, change) => {
  const copy = JSON.parse(JSON.stringify(prefetch));
  for (const answer of Object.values(copy)) for (const { resource } of answer.entry ?? []) change(resource);
  return copy;
};
/** Charts as they come when something is wrong with them. */
const DAMAGE = {
  whole: (prefetch) => prefetch,
  'half the questions unanswered': (prefetch) =>
    Object.fromEntries(Object.entries(prefetch).filter((_entry, index) => index % 2 === 0)),
  'pages missing': (prefetch) =>
    Object.fromEntries(
      Object.entries(prefetch).map(([key, answer]) => [
        key,
        answer.resourceType === 'Bundle'
          ? { ...answer, link: [{ relation: 'next', url: 'https://ehr.example.org/fhir?page=2' }] }
          : answer,
      ]),
    ),
  'without units and codes': (prefetch) =>
    eachResource(prefetch, (resource) => {
      delete resource.valueQuantity?.unit;
      delete resource.valueQuantity?.code;
      delete resource.code?.coding;
      delete resource.medicationCodeableConcept?.coding;
    }),
  'days in the place of times': (prefetch) =>
    eachResource(prefetch, (resource) => {
      for (const name of ['effectiveDateTime', 'authoredOn', 'recordedDate', 'onsetDateTime'])
        if (resource[name] !== undefined) resource[name] = resource[name].slice(0, 10);
    }),
  'times without offset': (prefetch) =>
    eachResource(prefetch, (resource) => {
      for (const name of ['effectiveDateTime', 'authoredOn'])
        if (resource[name] !== undefined) resource[name] = resource[name].replace(/(?:Z|[+-]\d\d:\d\d)$/, '');
    }),
};

const hashes = {};
async function answer(name, hook, body, timeZone) {
  const service = content.services.find((each) => each.hook === hook);
  let made = 0;
  const newUuid = () => `00000000-0000-4000-8000-${String((made += 1)).padStart(12, '0')}`;
  const { signal } = new globalThis.AbortController();
  let result;
  try {
    const request = parseHookRequest(service, JSON.parse(JSON.stringify(body)));
    const call = { asOf: NOW, timeZone, signal, startedAt: performance.now() };
    const chart = await charts.openChart(request, service, call);
    const params = { ...content.params, timeZone };
    const engine = { ...deployment.engine, content: { ...deployment.engine.content, params } };
    const said = await evaluate(service, request, chart, { ...engine, rules: RULES, asOf: NOW, newUuid });
    const cards = said.answer.kind === 'cards' ? said.answer.cards : [];
    const worded = DIALECTS.map((dialect) => deployment.word({ cards }, dialect));
    result = { answer: said.answer, worded, event: said.event, snapshot: said.snapshot };
  } catch (error) {
    result = { refused: error.code ?? String(error) };
  }
  const text = JSON.stringify(result).replaceAll(fhir.url, '<fhir>').replaceAll(content.version, '<version>');
  hashes[name] = createHash('sha256').update(text).digest('hex').slice(0, 16);
}

for (const story of stories) {
  for (const hook of HOOKS) {
    const service = content.services.find((each) => each.hook === hook);
    const templates = Object.fromEntries(Object.entries(service.sources).map(([key, { template }]) => [key, template]));
    const context = { today: '2026-11-22', fhirServer: 'https://ehr.example.org/fhir', ignoreCount: true };
    const prefetch = prefetchOf(story, templates, context);
    for (const timeZone of ZONES) {
      for (const [damage, change] of Object.entries(DAMAGE)) {
        const body = toRequest(story, hook, { fhirServer: null, prefetch: change(prefetch) });
        await answer(`${story.id}, ${hook}, ${timeZone}, ${damage}`, hook, body, timeZone);
      }
    }
    const fetched = toRequest(story, hook, { fhirServer: fhir.url, prefetch: null });
    await answer(`${story.id}, ${hook}, UTC, fetched`, hook, fetched, 'UTC');
  }
}
await fhir.close();
writeFileSync(file, `${JSON.stringify(hashes, null, 1)}\n`);
process.stdout.write(`${Object.keys(hashes).length} answers, ${new Set(Object.values(hashes)).size} different\n`);
process.exit(0);
