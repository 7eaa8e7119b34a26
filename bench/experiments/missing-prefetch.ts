import { writeFile } from 'node:fs/promises';
import { FINDINGS, typicalChart, withoutPrefetch } from '../load/request-bodies.js';
import { assertAnswer } from '../measure/assert-answer.js';
import { compare, type BenchContext, type Compared, type ComparedCase } from './bench-context.js';

/** What one search of the FHIR stub takes, milliseconds. */
export const SEARCH_MS = 20;
/** The sources that an answer needs (`required` in hooks/sources.yaml) are asked side by side; the others when these are there. */
const REQUIRED_SOURCES = 5;
/** The typical patient has 40 creatinine results: three pages. */
const PAGE_SIZE = 15;

/**
 * Nothing is prefetched and every search takes 20 ms: whole, in pages, and with half of the searches failing; beside it
 * the same searches alone, by our FHIR client and by plain undici.
 */
export async function measureMissingPrefetch(context: BenchContext): Promise<readonly Compared[]> {
  const { scale, templates, asOf, service } = context;
  const resourcesFile = `${context.folder}/chart.json`;
  await writeFile(resourcesFile, JSON.stringify(typicalChart(templates, asOf)));
  const stub = await context.start({
    name: 'fhir-stub',
    script: 'bench/servers/fhir-stub.js',
    env: {
      RESOURCES_FILE: resourcesFile,
      DELAY_MS: String(SEARCH_MS),
      PAGE_SIZE: String(PAGE_SIZE),
      TOGETHER: String(REQUIRED_SOURCES),
    },
  });
  for (const base of ['plain', 'paged', 'failing', 'together']) {
    await context.addBody(`missing-${base}`, withoutPrefetch(templates, asOf, `${stub.url}/${base}`));
  }
  await assertOneRoundTrip(context);
  const queries = Object.values(templates).map((template) =>
    template.replace(/\{\{\s*context\.patientId\s*\}\}/g, 'load-typical'),
  );
  const ways = await Promise.all(
    ['none', 'undici', 'service'].map((way) =>
      context.start({
        name: `fetch-${way}`,
        script: 'bench/servers/fetch-only.js',
        env: { CLIENT: way, FHIR_BASE: `${stub.url}/plain`, QUERIES: JSON.stringify(queries) },
      }),
    ),
  );
  const common = { group: 'nothing prefetched, each search 20 ms', milliseconds: scale.windowMs };
  const cases: ComparedCase[] = scale.connections.flatMap((connections) => [
    ...[
      { key: 'missing-plain', label: 'service', findings: FINDINGS.typical },
      { key: 'missing-paged', label: 'service, three pages of creatinine', findings: FINDINGS.typical },
      {
        key: 'missing-failing',
        label: 'service, half of the searches fail',
        findings: [...FINDINGS.typical, 'not-evaluated'],
      },
    ].map(({ key, label, findings }) => ({
      ...common,
      id: `${key}@${connections}`,
      baseline: `fetch-undici@${connections}`,
      label,
      server: service,
      body: key,
      findings,
      connections,
    })),
    ...ways.map((server) => ({
      ...common,
      id: `${server.name}@${connections}`,
      baseline: `fetch-undici@${connections}`,
      label: LABELS[server.name] ?? server.name,
      server,
      path: '/',
      body: 'missing-plain',
      connections,
    })),
  ]);
  const compared = await compare(context, cases, { rounds: scale.fewRounds });
  await Promise.all([stub, ...ways].map((server) => server.stop()));
  return compared;
}

/**
 * The stub answers no search under this base before all that an answer needs are asked: a service that waited for one answer before it
 * asked the next would never get its card.
 * @throws Error when it does
 */
async function assertOneRoundTrip(context: BenchContext): Promise<void> {
  const body = 'missing-together';
  const one = { id: body, server: context.service, body, connections: 1, milliseconds: 0, findings: FINDINGS.typical };
  await assertAnswer(one, context.bodyText(body));
}

const LABELS: Readonly<Record<string, string>> = {
  'fetch-none': 'no search at all, 20 ms wait',
  'fetch-undici': 'the searches alone, plain undici',
  'fetch-service': 'the searches alone, our FHIR client',
};
