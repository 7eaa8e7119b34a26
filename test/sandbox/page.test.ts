import { readFile, readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PageSettings } from '../../sandbox/page-routes.js';
import { pageRoutes } from '../../sandbox/page-routes.js';
import type { PageStory } from '../../sandbox/page-stories.js';
import { FEATURED } from '../../sandbox/featured.js';
import { startFhirServer } from '../../sandbox/fhir-server/start-fhir-server.js';
import type { RunningFhirServer } from '../../sandbox/fhir-server/start-fhir-server.js';
import { cohortStories } from '../../sandbox/patients/cohort.js';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { toRequest } from '../../sandbox/patients/to-request.js';
import { HOOKS } from '../../src/domain/service-definition.js';

const NOW = Date.parse('2024-06-15T10:00:00Z');
const DISCOVERY = 'http://127.0.0.1:39999/cds-services';
const PAGE_FOLDER = new URL('../../sandbox/page/', import.meta.url);
const STORIES = [...allStories(NOW), ...cohortStories(NOW)];

let server: RunningFhirServer;
let origin: string;
let settings: PageSettings | null = null;

beforeAll(async () => {
  server = await startFhirServer({
    resources: STORIES.flatMap((story) => story.resources),
    port: 0,
    host: '127.0.0.1',
    page: pageRoutes({ stories: STORIES, settings: () => settings, gallery: () => null, behind: () => null }),
  });
  origin = new URL(server.url).origin;
  settings = { discoveryUrl: DISCOVERY, fhirUrl: server.url };
});
afterAll(async () => {
  await server.close();
});

const get = (path: string): Promise<Response> => fetch(`${origin}${path}`);

const readStories = async (): Promise<readonly PageStory[]> =>
  (await (await get('/stories.json')).json()) as readonly PageStory[];

async function storyOf(id: string): Promise<PageStory> {
  const found = (await readStories()).find((story) => story.id === id);
  if (found === undefined) throw new Error(`no story ${id}`);
  return found;
}

function directives(response: Response): ReadonlyMap<string, string> {
  const policy = response.headers.get('content-security-policy') ?? '';
  return new Map(policy.split(';').map((part) => part.trim().split(/ (.*)/s) as [string, string]));
}

/** fetch tidies paths up before it sends them; an attacker does not. */
async function getRaw(path: string): Promise<string> {
  const { port, hostname } = new URL(origin);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
    });
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    socket.on('error', reject);
  });
}

describe('the page', () => {
  test.each([
    ['/', 'text/html'],
    ['/app.js', 'text/javascript'],
    ['/style.css', 'text/css'],
    ['/icon.svg', 'image/svg+xml'],
    ['/vendor/markdown-it.js', 'text/javascript'],
    ['/stories.json', 'application/json'],
    ['/settings.json', 'application/json'],
  ])('%s is served as %s, uncached and not to be guessed at', async (path, type) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain(type);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('every file that a page file names is served', async () => {
    const files = await readdir(PAGE_FOLDER);
    const texts = await Promise.all(files.map((file) => readFile(new URL(file, PAGE_FOLDER), 'utf8')));
    const named = texts.flatMap((text) =>
      [...text.matchAll(/(?:src|href)="([^"#:]+)"|from '\.\/([^']+)'/g)].map((match) => match[1] ?? match[2] ?? ''),
    );
    expect(named).toContain('cards.css');
    expect(named).toContain('card-view.js');
    for (const name of new Set(named)) expect([name, (await get(`/${name}`)).status]).toEqual([name, 200]);
  });

  test('it has no inline script, style or handler, which its own policy would block', async () => {
    const html = await (await get('/')).text();
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:/i);
  });

  test('the FHIR base answers beside it as before, without the policy of the page', async () => {
    const response = await get('/fhir/Patient/trough-20-1');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/fhir+json');
    expect(response.headers.get('content-security-policy')).toBeNull();
  });

  test.each(['/nothing', '/vendor/', '/page-routes.ts', '/sandbox/page/index.html'])(
    '%s is unknown: 404 with an OperationOutcome',
    async (path) => {
      const response = await get(path);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ resourceType: 'OperationOutcome' });
    },
  );

  test('nothing is written: POST is unknown', async () => {
    expect((await fetch(`${origin}/stories.json`, { method: 'POST' })).status).toBe(404);
  });
});

describe('the content security policy', () => {
  test('scripts and styles come from the page server, connections go to it and to the one service', async () => {
    const policy = directives(await get('/'));
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self'",
      'connect-src': `'self' ${origin} http://127.0.0.1:39999`,
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
  });

  test('before the service listens there is nowhere else to connect to, and no settings: 503', async () => {
    const known = settings;
    settings = null;
    try {
      expect(directives(await get('/')).get('connect-src')).toBe("'self'");
      for (const path of ['/settings.json', '/stories.json']) {
        const response = await get(path);
        expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
      }
    } finally {
      settings = known;
    }
  });
});

describe('path traversal', () => {
  test.each([
    '/../page-routes.ts',
    '/../../package.json',
    '/vendor/../../page-routes.ts',
    '/%2e%2e/page-routes.ts',
    '/%2e%2e%2f%2e%2e%2fpackage.json',
    '/..%2f..%2fpackage.json',
    '/..%5c..%5cpackage.json',
    '/%252e%252e/page-routes.ts',
    '/vendor/..%2f..%2f..%2fpackage.json',
    '//etc/passwd',
    '/index.html%00.js',
    '/%c0%ae%c0%ae/package.json',
  ])('GET %s gets no file', async (path) => {
    const [head = '', body = ''] = (await getRaw(path)).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 40[0-4] /);
    expect(body).toContain('OperationOutcome');
    expect(body).not.toMatch(/tacrolimus-cds|root:|express/);
  });
});

describe('/settings.json', () => {
  test('says where discovery and the charts are', async () => {
    expect(await (await get('/settings.json')).json()).toEqual({ discoveryUrl: DISCOVERY, fhirUrl: server.url });
  });
});

describe('/stories.json', () => {
  test('has every story in its order, with its words and expected cards', async () => {
    const told = (await readStories()).map(({ id, title, story, expected }) => ({ id, title, story, expected }));
    expect(told).toEqual(STORIES.map(({ id, title, story, expected }) => ({ id, title, story, expected })));
  });

  test('groups all but the published cohort by theme, and each theme stands together', async () => {
    const stories = await readStories();
    const themes = stories.map((story) => story.theme).filter((theme, index, all) => theme !== all[index - 1]);
    expect(themes).toEqual([
      'Kidney injury',
      'Kidney risk',
      'Tacrolimus level',
      'Potassium and magnesium',
      'Other drugs',
      'Before the first dose',
      'Plan for maintenance',
      'Length of treatment',
      'Who is meant',
      'State of the record',
      'Published cohort',
    ]);
    expect(stories.filter((story) => story.theme === 'Published cohort').map(({ id }) => id)).toEqual(
      cohortStories(NOW).map(({ id }) => id),
    );
  });

  test('has the request of each hook as the sandbox sends it', async () => {
    const stories = await readStories();
    for (const [index, story] of STORIES.entries()) {
      for (const hook of HOOKS) {
        const sent = toRequest(story, hook, { fhirServer: server.url, prefetch: null });
        expect(stories[index]?.requests[hook]).toEqual(JSON.parse(JSON.stringify(sent)));
      }
    }
  });

  test.each([
    ['trough-20-1', { sex: 'female', age: 34 }],
    ['aki-risk-male', { sex: 'male' }],
    ['aki-risk-sex-unknown', { sex: 'unknown' }],
    ['under-18', { age: 16 }],
    ['cohort-11-end', { sex: 'female', age: 21 }],
  ])('%s is shown as %j', async (id, patient) => {
    expect((await storyOf(id)).patient).toMatchObject(patient);
  });

  test.each([
    [
      'trough-20-1',
      {
        drug: 'tacrolimus 1 MG Oral Capsule',
        dose: '2 mg, 2 times a day, oral route',
        reason: null,
        supply: '30 days',
      },
    ],
    ['order-by-reference', { drug: 'tacrolimus 1 MG Oral Capsule' }],
    ['order-by-text', { drug: 'Prograf 1 mg capsules', dose: 'As directed' }],
    ['rectal', { drug: 'tacrolimus 2 mg suppository', dose: 'As directed, per rectum' }],
    ['autoimmune-hepatitis-order', { reason: 'Autoimmune hepatitis' }],
  ])('the order of %s reads %j', async (id, order) => {
    expect((await storyOf(id)).order).toMatchObject(order);
  });

  test('the few that the page opens with are marked', async () => {
    const featured = (await readStories()).filter(({ featured: isFeatured }) => isFeatured);
    expect(featured.map(({ id }) => id).sort()).toEqual([...FEATURED].sort());
  });

  test('what else is drafted is named: an order, and the drug that an order refers to', async () => {
    expect((await storyOf('plan-drafted-together')).otherDrafts).toEqual([
      { reference: expect.stringMatching(/^MedicationRequest\//), text: 'Order: azathioprine 50 MG Oral Tablet' },
    ]);
    expect((await storyOf('order-by-reference')).otherDrafts).toEqual([
      {
        reference: expect.stringMatching(/^Medication\//),
        text: 'Drug that the order refers to: tacrolimus 1 MG Oral Capsule',
      },
    ]);
  });
});
