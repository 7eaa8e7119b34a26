import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type { Bundle, CapabilityStatement, Library, Parameters, PlanDefinition, ValueSet } from 'fhir/r4.js';
import { buildContent, type Content } from '../../../src/content/load-content.js';
import { RULES } from '../../../src/rules/index.js';
import { fhirFace } from '../../../src/server/fhir-face/face.js';
import { expand } from '../../../src/server/fhir-face/value-sets.js';
import { CdsError } from '../../../src/domain/cds-error.js';
import { startTestApp } from '../http/test-app.js';
import { NOW, startTestService, type TestService } from '../../support/running-service.js';

interface Message {
  readonly severity?: string;
  readonly location?: string;
  readonly message?: string;
}
/** FHIR.js checks against the structure definitions and required bindings of FHIR R4. */
const { Fhir } = createRequire(import.meta.url)('fhir') as {
  Fhir: new () => { validate(resource: object, options: object): { valid: boolean; messages: readonly Message[] } };
};
const validator = new Fhir();
const faultsOf = (resource: object) =>
  validator
    .validate(resource, { errorOnUnexpected: true })
    .messages.filter(({ severity }) => severity !== 'info')
    .map(({ location, message }) => `${location ?? ''} ${message ?? ''}`);

let service: TestService;
let content: Content;
beforeAll(async () => {
  service = await startTestService();
  content = service.content;
});
afterAll(() => service.close());

async function get<T>(path: string, status = 200): Promise<T> {
  const response = await fetch(`${service.url}/fhir/${path}`, { headers: { connection: 'close' } });
  expect([path, response.status]).toEqual([path, status]);
  if (status === 200) expect(response.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8');
  // Parsed here: the validator takes no array of another realm for one.
  return JSON.parse(await response.text()) as T;
}

/** Without codes of a licensed terminology the set is no use, and without its notice nobody may have it. */
const LICENSED = /snomed|loinc|whocc|edqm|rxnorm/i;

describe('every resource is FHIR R4', () => {
  it('value sets: all of them, each with the notice of its content', () => {
    const { valueSets } = fhirFace(content);
    expect(valueSets.length).toBe(content.valueSets.length);
    for (const set of valueSets) {
      expect([set.id, faultsOf(set)]).toEqual([set.id, []]);
      const licensed = (set.compose?.include ?? []).some(({ system = '' }) => LICENSED.test(system));
      if (licensed) expect([set.id, set.copyright ?? '']).toEqual([set.id, expect.stringMatching(/\S{3}/)]);
    }
  });

  it('rules, and the library', () => {
    const { planDefinitions, libraries } = fhirFace(content);
    for (const one of [...planDefinitions, ...libraries]) expect([one.id, faultsOf(one)]).toEqual([one.id, []]);
    expect(planDefinitions.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id));
  });

  it('a fault would be seen', () => {
    const [plan] = fhirFace(content).planDefinitions;
    expect(faultsOf({ ...plan, status: 'running', odd: 1 }).length).toBeGreaterThan(1);
  });

  it('what is answered: capabilities, searches, expansions, validation', async () => {
    const answers = [
      'metadata',
      'ValueSet',
      'PlanDefinition?_count=2',
      'Library',
      'ValueSet?name=nobody',
      'ValueSet/lab-tpmt/$expand',
      'ValueSet/lab-tpmt/$validate-code?system=http://loinc.org&code=62365-2',
    ];
    for (const path of answers) expect([path, faultsOf(await get<object>(path))]).toEqual([path, []]);
  });
});

describe('capabilities', () => {
  it('say what is there, and that nothing is applied', async () => {
    const { rest = [], software, fhirVersion } = await get<CapabilityStatement>('metadata');
    expect([software?.version, fhirVersion]).toEqual([content.version.split('+')[0], '4.0.1']);
    const [server] = rest;
    expect(server?.resource?.map(({ type }) => type)).toEqual(['ValueSet', 'PlanDefinition', 'Library']);
    const operations = server?.resource?.flatMap(({ operation = [] }) => operation.map(({ name }) => name));
    expect(operations).toEqual(['expand', 'validate-code']);
    await get('PlanDefinition/trough/$apply', 404);
    const applied = await fetch(`${service.url}/fhir/PlanDefinition/trough/$apply`, { method: 'POST' });
    expect([applied.status, applied.headers.get('allow')]).toEqual([405, 'GET']);
  });
});

describe('who may read it', () => {
  it('whoever may call the service; the capabilities are open', async () => {
    const app = await startTestApp({
      authenticate: () => Promise.reject(new CdsError('unauthorized', 'No token.')),
      fhir: {
        current: () => ({ since: NOW, terminology: content.terminology, face: fhirFace(content) }),
        baseUrl: () => 'https://cds.example',
        now: () => NOW,
      },
    });
    const statusOf = async (path: string) =>
      (await fetch(`${app.url}/fhir/${path}`, { headers: { connection: 'close' } })).status;
    expect(await statusOf('metadata')).toBe(200);
    for (const path of [
      'ValueSet',
      'ValueSet/lab-tpmt',
      'ValueSet/lab-tpmt/$expand',
      'ValueSet/$expand',
      'Library/content',
      'PlanDefinition',
    ])
      expect([path, await statusOf(path)]).toEqual([path, 401]);
    await app.close();
  });
});

describe('value sets', () => {
  it('are found by address, name and id, and paged', async () => {
    const url = encodeURIComponent('http://tacrolimus-cds.org/ValueSet/lab-tpmt');
    for (const query of [`url=${url}`, '_id=lab-tpmt', 'name=labtpmt&_count=1&name=LabTpmt', 'unknown=1&_id=lab-tpmt'])
      expect((await get<Bundle>(`ValueSet?${query}`)).entry?.[0]?.resource?.id).toMatch(/^lab-tpmt/);
    const seen: string[] = [];
    let next: string | undefined = 'ValueSet?_count=50';
    while (next !== undefined) {
      const page: Bundle = await get<Bundle>(next);
      expect(page.total).toBe(content.valueSets.length);
      seen.push(...(page.entry ?? []).map(({ resource }) => resource?.id ?? ''));
      next = page.link?.find(({ relation }) => relation === 'next')?.url.split('/fhir/')[1];
    }
    expect(seen.sort()).toEqual(content.valueSets.map(({ id }) => id).sort());
  });

  it('expand to every code that they hold, and to a page of them', async () => {
    const whole = (await get<ValueSet>('ValueSet/tacrolimus-systemic/$expand')).expansion;
    const set = content.valueSets.find(({ id }) => id === 'tacrolimus-systemic');
    const listed = (set?.compose?.include ?? []).flatMap(({ concept = [] }) => concept);
    expect(listed.length).toBeGreaterThan(300);
    expect([whole?.total, whole?.contains?.length]).toEqual([listed.length, listed.length]);
    expect(whole?.timestamp).toBe(new Date(NOW).toISOString());
    const page = (await get<ValueSet>('ValueSet/tacrolimus-systemic/$expand?offset=2&count=3&filter=capsule'))
      .expansion;
    expect(page?.contains).toHaveLength(3);
    for (const { display } of page?.contains ?? []) expect(display).toMatch(/capsule/i);
  });

  it('leave out what they exclude', () => {
    const set: ValueSet = {
      resourceType: 'ValueSet',
      status: 'active',
      compose: {
        include: [{ system: 'http://loinc.org', concept: [{ code: '1' }, { code: '2' }] }],
        exclude: [{ system: 'http://loinc.org', concept: [{ code: '2' }] }],
      },
    };
    const { expansion, compose } = expand(set, {
      now: new Date(NOW).toISOString(),
      filter: null,
      offset: 0,
      count: null,
    });
    expect([expansion?.contains, compose]).toEqual([[{ system: 'http://loinc.org', code: '1' }], undefined]);
  });

  const validated = async (query: string) => {
    const { parameter = [] } = await get<Parameters>(query);
    return parameter.find(({ name }) => name === 'result')?.valueBoolean;
  };

  it('validate a code as the rules read it', async () => {
    const crohn = 'ValueSet/condition-crohn-disease/$validate-code?code=K50.012';
    expect(await validated(`${crohn}&system=http://hl7.org/fhir/sid/icd-10-cm`)).toBe(true);
    expect(await validated(`${crohn}&system=urn:oid:2.16.840.1.113883.6.90`)).toBe(true);
    expect(
      await validated(
        'ValueSet/condition-crohn-disease/$validate-code?code=K51.0&system=http://hl7.org/fhir/sid/icd-10-cm',
      ),
    ).toBe(false);
    const byUrl = `ValueSet/$validate-code?url=http://tacrolimus-cds.org/ValueSet/lab-tpmt&system=http://loinc.org&code=62365-2`;
    expect(await validated(byUrl)).toBe(true);
  });

  it('say what is missing or not there', async () => {
    await get('ValueSet/none', 404);
    await get('ValueSet/none/$expand', 404);
    await get('ValueSet/$expand', 400);
    await get('ValueSet/lab-tpmt/$validate-code?code=1', 400);
    await get('Patient', 404);
  });

  it.each([
    'ValueSet?_count=ten',
    'ValueSet?_count=-1',
    'Library?_offset=1.5',
    'ValueSet/lab-tpmt/$expand?count=',
    'ValueSet/lab-tpmt/$expand?offset=x',
  ])('%s -> 400: nobody takes all for a part', async (query) => {
    await get(query, 400);
  });
});

describe('rules', () => {
  it('name their hooks, their evidence and the content that they stand in', async () => {
    const plan = await get<PlanDefinition>('PlanDefinition/trough');
    expect(plan).toMatchObject({
      version: content.version,
      status: 'active',
      library: [expect.stringContaining(content.version)],
    });
    expect(plan.type?.coding?.[0]?.code).toBe('eca-rule');
    expect(plan.action?.[0]?.trigger?.map(({ type, name }) => `${type} ${name ?? ''}`).sort()).toEqual(
      [...new Set(content.services.map(({ hook }) => `named-event ${hook}`))].sort(),
    );
    expect(plan.relatedArtifact?.map(({ url }) => url)).toContain(
      'https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1860021/',
    );
    // Nobody has approved what is shipped.
    expect(plan.approvalDate).toBeUndefined();
  });

  it('a rule that a site has switched off has no trigger; its approval is shown', () => {
    const files = new Map(content.files);
    const rules = (files.get('hooks/rules.yaml') ?? '')
      .replace('  duration: live', '  duration: off')
      .replace('  trough: live', '  trough: silent');
    files.set('hooks/rules.yaml', `${rules}\napprovedOn: 2026-11-20\n`);
    const changed = buildContent(files, '0.1.0', []);
    const plans = fhirFace(changed ?? content).planDefinitions;
    const of = (rule: string) => plans.find(({ id }) => id === rule);
    expect([of('duration')?.status, of('duration')?.action?.[0]?.trigger]).toEqual(['draft', undefined]);
    expect([of('trough')?.status, of('trough')?.action?.[0]?.trigger?.length]).toEqual(['draft', 4]);
    expect(of('aki')).toMatchObject({ status: 'active', approvalDate: '2026-11-20' });
  });
});

describe('the library', () => {
  it('holds the hash of each file in force, and the hash of the whole', async () => {
    const { content: files = [], identifier, version } = await get<Library>('Library/content');
    expect(`0.1.0+${identifier?.[0]?.value ?? ''}`).toBe(version);
    expect(version).toBe(content.version);
    expect(files.map(({ title }) => title)).toEqual([...content.files.keys()]);
    const text = content.files.get('hooks/rules.yaml') ?? '';
    const hash = createHash('sha1').update(text).digest('base64');
    expect(files.find(({ title }) => title === 'hooks/rules.yaml')).toMatchObject({
      hash,
      size: Buffer.byteLength(text),
    });
    expect(JSON.stringify(files)).not.toContain('"data"');
  });
});
