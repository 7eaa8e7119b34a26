import { afterEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Express } from 'express';
import * as z from 'zod';
import { parseFeedback } from '../../../src/cds-hooks/feedback/feedback.js';
import { parseHookRequest } from '../../../src/cds-hooks/request/parse-hook-request.js';
import { findResponseFaults } from '../../../src/cds-hooks/response/validate-response.js';
import type { CdsResponse } from '../../../src/domain/card.js';
import { HOOKS } from '../../../src/domain/service-definition.js';
import { createApp } from '../../../src/server/http/app.js';
import type { AppDeps } from '../../../src/server/http/app-deps.js';
import { openApiDocument } from '../../../src/server/openapi/document.js';
import { OPERATIONS } from '../../../src/server/openapi/operations.js';
import { orderSelectBody } from '../../cds-hooks/request-samples.js';
import { post, send, startTestApp, stubDeps, type TestApp } from './test-app.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const EVERYTHING = new Set(OPERATIONS.flatMap(({ part }) => part ?? []));

interface Media {
  readonly schema: Record<string, unknown>;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
type Content = Readonly<Record<string, Media>>;
interface Item {
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Item>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

const document = openApiDocument('0.1.0', EVERYTHING) as unknown as Document;
const methodsOf = (path: string) =>
  Object.entries(document.paths[path] ?? {}).filter(([name]) => name !== 'parameters');
const items = Object.keys(document.paths).flatMap((path) =>
  methodsOf(path).map(([method, item]) => ({ name: `${method} ${path}`, item })),
);

/** A schema of the document as something that reads: JSON Schema, and not the zod schema that it was made from. */
function readerOf(schema: Record<string, unknown>, { components }: Document = document): z.ZodType {
  const text = JSON.stringify({ ...schema, $defs: components.schemas }).replaceAll('#/components/schemas/', '#/$defs/');
  return z.fromJSONSchema(JSON.parse(text) as Parameters<typeof z.fromJSONSchema>[0]);
}

function mediaOf({ requestBody, responses }: Item): Media[] {
  const contents = [requestBody?.content, ...Object.values(responses).map(({ content }) => content)];
  return contents.flatMap((content) => Object.values(content ?? {}));
}

describe('the description is sound', () => {
  it('docs/openapi.json is what this program makes', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    const kept: unknown = JSON.parse(readFileSync(join(ROOT, 'docs/openapi.json'), 'utf8'));
    expect(kept).toEqual(JSON.parse(JSON.stringify(openApiDocument(version, EVERYTHING))));
  });

  const lint = (file: string) =>
    promisify(execFile)(process.execPath, [join(ROOT, 'node_modules/@redocly/cli/bin/cli.js'), 'lint', file], {
      cwd: ROOT,
      env: { ...process.env, REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', REDOCLY_TELEMETRY: 'off' },
    }).then(
      () => 'sound',
      (error: unknown) => Object.values(error as Record<'stderr' | 'stdout', string>).join('\n'),
    );

  it('the linter has nothing to say', async () => {
    expect(await lint('docs/openapi.json')).toBe('sound');
  });

  it('the linter notices an example that is not of its schema', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
    const spoilt = readFileSync(join(ROOT, 'docs/openapi.json'), 'utf8').replace(
      '"indicator": "warning"',
      '"indicator": "hard-stop"',
    );
    writeFileSync(join(folder, 'spoilt.json'), spoilt);
    expect(await lint(join(folder, 'spoilt.json'))).toContain('no-invalid-media-type-examples');
    rmSync(folder, { recursive: true });
  });
});

describe('every example', () => {
  it.each(items.filter(({ item }) => mediaOf(item).some(({ examples }) => examples !== undefined)))(
    '$name: is of its schema',
    ({ item }) => {
      for (const { schema, examples = {} } of mediaOf(item)) {
        const reader = readerOf(schema);
        for (const { value } of Object.values(examples))
          expect(reader.safeParse(value).error?.issues ?? []).toEqual([]);
      }
    },
  );

  const callItem = document.paths['/cds-services/{id}']?.post;
  it.each(HOOKS)('the call of %s is read by the service as one that misses nothing', (hook) => {
    const example = callItem?.requestBody?.content['application/json']?.examples?.[hook]?.value;
    const request = parseHookRequest({ id: 'any', hook }, example, { strict: true });
    expect([request.patientId, request.orders.length]).toEqual(['example', hook === 'patient-view' ? 0 : 1]);
  });

  it('the answers may be sent', () => {
    const examples = Object.values(callItem?.responses['200']?.content?.['application/json']?.examples ?? {});
    expect(examples).toHaveLength(2);
    for (const { value } of examples) expect(findResponseFaults(value as CdsResponse)).toEqual([]);
  });

  it('the feedback is kept', () => {
    const feedback = document.paths['/cds-services/{id}/feedback']?.post?.requestBody?.content['application/json'];
    const read = parseFeedback(feedback?.examples?.overridden?.value);
    expect([read.entries.length, read.faults]).toEqual([1, []]);
  });
});

interface Layer {
  readonly route?: { readonly path: string | readonly string[]; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: { readonly stack?: readonly Layer[] };
}

/** `get /why/{card}` of everything that the router answers; `_all` only refuses. */
function routesOf(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ route, handle }) => {
    if (route === undefined) return routesOf(handle.stack ?? []);
    const paths = [route.path].flat().map((path) => path.replace(/:(\w+)/g, '{$1}'));
    const methods = Object.keys(route.methods).filter((method) => method !== '_all');
    return methods.flatMap((method) => paths.map((path) => `${method} ${path}`));
  });
}
const routesOfApp = (app: Express) => routesOf((app as unknown as { router: { stack: Layer[] } }).router.stack).sort();

const never = () => {
  throw new Error('not asked');
};
const ALL_PARTS: Partial<AppDeps> = {
  home: never,
  feedback: { isService: never, keep: never },
  reports: { token: 'secret', proxyHeader: null, render: never },
  cardPages: { read: never },
  smart: { launch: never, callback: never, keys: never },
  traces: { token: 'other', explain: never },
  fhir: { current: never, baseUrl: never, now: never },
};
const log = { info: never, warn: never, error: never };

describe('every route of the service is described, and none else', () => {
  it('a service with all its parts', () => {
    const routes = routesOfApp(createApp({ ...stubDeps(), log, ...ALL_PARTS }));
    expect(routes.length).toBeGreaterThan(8);
    expect(items.map(({ name }) => name).sort()).toEqual(routes);
  });

  it.each(['none', ...Object.keys(ALL_PARTS)])('a service with one of its parts: %s', async (part) => {
    const deps = { ...stubDeps(), log: { ...log, info: () => undefined }, ...pick(part) };
    app = await startTestApp(deps);
    const { paths } = (await send(`${app.url}/openapi.json`)).body as unknown as Document;
    const described = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).flatMap((method) => (method === 'parameters' ? [] : `${method} ${path}`)),
    );
    expect(described.sort()).toEqual(routesOfApp(createApp(deps)));
  });

  it('a report that nobody may read is not described', async () => {
    app = await startTestApp({ reports: { token: null, proxyHeader: null, render: never } });
    expect((await send(`${app.url}/openapi.json`)).text).not.toContain('/reports');
  });

  it('a route that nobody described is seen', () => {
    const more = createApp({ ...stubDeps(), log });
    more.get('/secret', never);
    expect(routesOfApp(more)).toContain('get /secret');
  });
});

function pick(part: string): Partial<AppDeps> {
  return Object.fromEntries(Object.entries(ALL_PARTS).filter(([name]) => name === part));
}

let app: TestApp;
afterEach(() => (app as TestApp | undefined)?.close());

describe('what is really answered is what is described', () => {
  const expectDescribed = (path: string, method: string, { status, body }: { status: number; body: unknown }) => {
    const media = document.paths[path]?.[method]?.responses[String(status)]?.content?.['application/json'];
    expect(media).toBeDefined();
    expect(readerOf(media?.schema ?? {}).safeParse(body).error?.issues ?? []).toEqual([]);
  };

  it('discovery, health, a call and its refusals', async () => {
    app = await startTestApp();
    for (const path of ['/cds-services', '/healthz', '/readyz'])
      expectDescribed(path, 'get', await send(`${app.url}${path}`));
    const url = `${app.url}/cds-services/tacrolimus-order-select`;
    for (const body of [
      orderSelectBody(),
      orderSelectBody({ hookInstance: '' }),
      '{"half":',
      orderSelectBody({ hook: 'x' }),
    ])
      expectDescribed('/cds-services/{id}', 'post', await post(url, body));
    expectDescribed('/cds-services/{id}', 'post', await post(`${app.url}/cds-services/none`, orderSelectBody()));
    expectDescribed('/cds-services/{id}', 'post', await post(url, '{}', { 'content-type': 'text/plain' }));
  });

  it('an answer of another shape is noticed', () => {
    expect(readerOf({ $ref: '#/components/schemas/Discovery' }).safeParse({ services: [{ id: 'x' }] }).success).toBe(
      false,
    );
  });
});
