import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { examine } from '../../src/cli/requests/doctor.js';
import { capturesIn } from '../../src/cli/requests/read-captures.js';
import type { Inspector } from '../../src/cli/requests/inspect-request.js';
import { loadContent } from '../../src/content/load-content.js';
import { createFhirChartReader } from '../../src/fhir/chart-reader.js';
import { captures, type Captured } from './captured.js';
import { NOW, ROOT, run } from './cli-harness.js';
import { Site } from './site.js';

let site: Site;
let request: Awaited<ReturnType<typeof captures>>;
const lines = (...bodies: readonly unknown[]) =>
  site.write(
    'requests.ndjson',
    bodies.map((body) => (typeof body === 'string' ? body : JSON.stringify(body))).join('\n'),
  );

let inspector: Inspector;

/** The symptoms of these requests: `prefetch-missing creatinine x1 @1`. */
async function symptoms(...bodies: readonly unknown[]): Promise<string[]> {
  const text = bodies.map((body) => (typeof body === 'string' ? body : JSON.stringify(body))).join('\n');
  const report = await examine(capturesIn(text), inspector);
  return report.symptoms.map(({ kind, detail, requests, first }) =>
    `${kind} ${detail}`.trim().concat(` x${requests} @${first}`),
  );
}

function changed(change: (body: Captured) => void, story = 'all-quiet'): Captured {
  const body = request(story);
  change(body);
  return body;
}

type Entries = { entry: { resource: Record<string, unknown> }[] };
const observations = (body: Captured, key: string) =>
  (body.prefetch[key] as Entries).entry.map(({ resource }) => resource);

beforeAll(async () => {
  request = await captures();
  site = await Site.make();
  const content = await loadContent({ hooksDir: `${ROOT}/hooks`, cardsDir: `${ROOT}/cards` });
  inspector = { content, charts: createFhirChartReader({ terminology: content.terminology }), asOf: NOW };
});
afterAll(() => site.discard());

describe('doctor', () => {
  test('requests without a remark are exit code 0', async () => {
    const { code, out } = await run(['doctor', await lines(request('all-quiet'), request('all-quiet-crohns'))]);
    expect([code, out]).toEqual([0, '2 requests, 2 without a remark.']);
  });

  test('counts requests and names the first line', async () => {
    const without = changed(({ prefetch }) => delete prefetch.carePlans);
    expect(await symptoms(request('all-quiet'), without, without)).toEqual(['prefetch-missing carePlans x2 @2']);
  });

  test.each<[string, string, (body: Captured) => void]>([
    [
      'a key with another name',
      'prefetch-renamed Tacrolimus_Levels instead of tacrolimusLevels',
      ({ prefetch }) => {
        prefetch.Tacrolimus_Levels = prefetch.tacrolimusLevels;
        delete prefetch.tacrolimusLevels;
      },
    ],
    ['a key that nobody asks for', 'prefetch-unknown encounters', ({ prefetch }) => (prefetch.encounters = null)],
    [
      'an OperationOutcome',
      'prefetch-error procedures',
      ({ prefetch }) => {
        prefetch.procedures = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception' }] };
      },
    ],
    [
      'a first page without the rest',
      'prefetch-truncated creatinine',
      ({ prefetch }) => {
        prefetch.creatinine = { ...(prefetch.creatinine as object), total: 500, link: [] };
      },
    ],
    ['something else than FHIR', 'prefetch-unusable allergies', ({ prefetch }) => (prefetch.allergies = 'none')],
    [
      'an unknown laboratory code',
      'unknown-code https://lab.example.org/codes|CREA',
      (body) => {
        observations(body, 'creatinine')[0]!.code = {
          coding: [{ system: 'https://lab.example.org/codes', code: 'CREA' }],
        };
      },
    ],
    ['a result without any code', 'no-code', (body) => (observations(body, 'creatinine')[0]!.code = { text: 'crea' })],
    [
      'a result without a unit',
      'no-unit creatinine',
      (body) => {
        observations(body, 'creatinine')[0]!.valueQuantity = { value: 81 };
      },
    ],
    [
      'a unit never seen',
      'unknown-unit tacrolimus: furlong',
      (body) => {
        observations(body, 'tacrolimusLevels')[0]!.valueQuantity = { value: 8, unit: 'furlong' };
      },
    ],
    [
      'an order hook without orders',
      'no-orders order-sign',
      ({ context }) => {
        context.draftOrders = { resourceType: 'Bundle', type: 'collection', entry: [] };
      },
    ],
    [
      'a draft without a drug',
      'order-without-drug order-sign',
      ({ context }) => {
        for (const { resource } of (context.draftOrders as Entries).entry) delete resource.medicationCodeableConcept;
      },
    ],
    [
      'an order whose reference leads nowhere',
      'order-unresolved order-sign',
      ({ context }) => {
        for (const { resource } of (context.draftOrders as Entries).entry) {
          delete resource.medicationCodeableConcept;
          resource.medicationReference = { reference: 'Medication/elsewhere' };
        }
      },
    ],
    ['a hook that nobody answers', 'unknown-hook encounter-start', (body) => (body.hook = 'encounter-start')],
  ])('%s', async (_what, expected, change) => {
    const found = await symptoms(changed(change));
    expect(found.map((line) => line.replace(/ x\d+ @\d+$/, ''))).toContain(expected);
  });

  test('orders under the name of patient-view, as the Sandbox sends them', async () => {
    const body = changed((each) => {
      each.hook = 'patient-view';
    });
    expect((await symptoms(body))[0]).toBe('mislabelled-hook order-select x1 @1');
  });

  test('tacrolimus without a level in the data', async () => {
    expect(await symptoms(request('level-missing'))).toEqual(['tacrolimus-without-level order-sign x1 @1']);
  });

  test('lines that are no request are counted with the others', async () => {
    expect(await symptoms('not json', '{"hook":"order-sign"}', request('all-quiet'))).toEqual([
      'not-json x1 @1',
      expect.stringMatching(/^not-a-request .* x1 @2$/),
    ]);
  });

  test('an empty file is exit code 2', async () => {
    expect(await run(['doctor', await lines('')])).toMatchObject({ code: 2, out: '' });
  });

  test('nothing of any patient is in the output', async () => {
    const stories = [
      'everything-at-once',
      'units-missing',
      'order-by-text',
      'history-by-reference',
      'more-than-a-page',
    ];
    const bodies = stories.map((story) =>
      changed((body) => {
        for (const observation of observations(body, 'creatinine')) {
          observation.code = { coding: [{ system: 'free text', code: 'Jane Doe 1980-01-01' }], text: 'Jane Doe' };
        }
        body.prefetch['Jane Doe'] = null;
      }, story),
    );
    const path = await lines(...bodies, '{"hook":"Jane Doe","context":{"patientId":"p-77"}}');
    const { out, err } = await run(['doctor', path]);
    const { out: json } = await run(['doctor', path, '--json']);
    for (const secret of ['Jane', 'Doe', '1980', 'p-77', ...stories]) expect(out + err + json).not.toContain(secret);
    expect(json).not.toMatch(/\d{4}-\d\d-\d\d/);
    expect(out).toContain('(not shown)');
  });
});

describe('captures as people have them', () => {
  test('a folder of files, one body each, as an editor lays it out', async () => {
    await site.write('captured/a.json', JSON.stringify(request('all-quiet'), null, 2));
    await site.write('captured/b.json', JSON.stringify({ feedback: [] }));
    await site.write('captured/notes.txt', 'not a request');
    const { code, out } = await run(['doctor', site.path('captured')]);
    expect(code).toBe(1);
    expect(out).toContain('2 requests, 1 without a remark.');
    expect(out).toMatch(/feedback on cards, not a\s.*b\.json:1/);
  });

  test('many missing keys are one row', async () => {
    const { out } = await run([
      'doctor',
      await site.write('one.json', JSON.stringify({ ...request('all-quiet'), prefetch: {} })),
    ]);
    expect(out.split('a prefetch key is not')).toHaveLength(2);
    expect(out).toContain('│ patient, creatinine, ');
  });
});
