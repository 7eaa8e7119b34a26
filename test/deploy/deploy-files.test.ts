import { describe, expect, test } from '@jest/globals';
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';
import { OPERATIONS } from '../../src/server/openapi/operations.js';
import { checkProfile } from '../../src/server/security/profile.js';
import { readEnvironment } from '../../src/server/start/environment.js';
import { settingsOf } from '../../src/server/start/settings.js';
import { freePort } from '../support/free-port.js';
import { startTestApp } from '../server/http/test-app.js';

/** What a hospital starts the service with, held against what the service knows: a name that it does not know does nothing. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(ROOT + path, 'utf8');
const require = createRequire(import.meta.url);
const KUBERNETES = 'deploy/kubernetes';
const OVERLAYS = ['one-instance', 'many-instances'];
const KNOWN = [...read('src/server/start/environment.ts').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name]) => name);

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: Readonly<Record<string, unknown>>;
}
interface Kustomization {
  readonly resources: readonly string[];
  readonly patches?: readonly { readonly path: string }[];
}

/** Throws for what the schema of Kubernetes does not allow. */
function validate({ apiVersion, kind, ...rest }: Manifest): void {
  const models = require(`kubernetes-models/${apiVersion}/${kind}`) as Record<
    string,
    new (object: object) => { validate(): void }
  >;
  const Model = models[kind];
  if (Model === undefined) throw new Error(`no schema of ${apiVersion} ${kind}`);
  new Model({ apiVersion, kind, ...rest }).validate();
}

const resourcesOf = (folder: string) =>
  (parse(read(`${KUBERNETES}/${folder}/kustomization.yaml`)) as Kustomization).resources.filter((name) =>
    name.endsWith('.yaml'),
  );
const manifests = ['base', ...OVERLAYS.map((name) => `overlays/${name}`)].flatMap((folder) =>
  resourcesOf(folder).map((name) => {
    const file = `${KUBERNETES}/${folder}/${name}`;
    return { file, manifest: parse(read(file)) as Manifest };
  }),
);
const settingsFile = (overlay: string) =>
  Object.fromEntries(
    read(`${KUBERNETES}/overlays/${overlay}/settings.env`)
      .trim()
      .split('\n')
      .map((line) => line.split('=', 2) as [string, string]),
  );

describe('Kubernetes', () => {
  test.each(manifests)('$file is what Kubernetes takes', ({ manifest }) => {
    validate(manifest);
  });

  test('a field that Kubernetes does not know is noticed', () => {
    const { manifest } = manifests.find(({ manifest: { kind } }) => kind === 'PodDisruptionBudget')!;
    expect(() => validate({ ...manifest, spec: { maxUnavailable: [1] } })).toThrow();
  });

  const text = read(`${KUBERNETES}/base/deployment.yaml`);
  test('probes ask paths that the service answers, and ports are its own', () => {
    const asked = [...text.matchAll(/path: (\/\w+)/g)].map(([, path]) => path);
    expect(asked).toHaveLength(3);
    for (const path of asked) expect(OPERATIONS.map((each) => each.path)).toContain(path);
    expect(text).toContain('containerPort: 3000');
    for (const overlay of OVERLAYS) expect(text).toContain(`containerPort: ${settingsFile(overlay).METRICS_PORT}`);
  });

  test('every variable is one that the service reads', () => {
    const named = [...text.matchAll(/name: ([A-Z][A-Z_]+)/g)].map(([, name]) => name);
    const given = OVERLAYS.flatMap((overlay) => Object.keys(settingsFile(overlay)));
    expect([...named, ...given].filter((name) => !KNOWN.includes(name))).toEqual([]);
    expect(named).toEqual(['SITE_KEYS', 'METRICS_TOKEN']);
  });

  test.each(OVERLAYS)('the settings of %s start in production', async (overlay) => {
    const environment = readEnvironment({
      PROFILE: 'production',
      HOST: '0.0.0.0',
      ...settingsFile(overlay),
      CLIENTS_FILE: `${ROOT}${KUBERNETES}/overlays/${overlay}/clients.yaml`,
      METRICS_TOKEN: 'x'.repeat(32),
      SITE_KEYS: `2026:${Buffer.alloc(32, 1).toString('base64')}`,
    });
    expect(checkProfile(await settingsOf(environment, ROOT))).toEqual([]);
  });

  const kubectl = (() => {
    try {
      execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
      return test;
    } catch {
      return test.skip;
    }
  })();
  kubectl.each(OVERLAYS)('%s, rendered by kubectl, is what Kubernetes takes', (overlay) => {
    const rendered = execFileSync('kubectl', ['kustomize', `${ROOT}${KUBERNETES}/overlays/${overlay}`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const objects = parseAllDocuments(rendered).map((document) => document.toJS() as Manifest);
    expect(objects.length).toBeGreaterThan(6);
    for (const object of objects) validate(object);
    expect(rendered).toContain('image: registry.hospital.example/tacrolimus-cds:0.1.0');
  });
});

describe('image', () => {
  const dockerfile = read('deploy/container/Dockerfile');
  const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));

  test('what it copies is there, and is let through', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = '']) =>
      names.split(' '),
    );
    const allowed = read('.dockerignore').split('\n');
    expect(copied.length).toBeGreaterThan(8);
    for (const name of copied) expect([name, existsSync(ROOT + name)]).toEqual([name, true]);
    for (const name of copied) expect(allowed).toContain(`!${name.split('/')[0]}`);
    // The package and the image hold the same.
    const { files } = JSON.parse(read('package.json')) as { files: readonly string[] };
    for (const name of files) expect(last).toContain(name);
  });

  test('runs as nobody in particular, in production, by exec', () => {
    expect(last).toMatch(/^USER 10001:10001$/m);
    expect(last).toMatch(/^ENV .*NODE_ENV=production PROFILE=production/m);
    expect(last).not.toMatch(/npm (?:ci|install)|apt-get/);
    const command = JSON.parse(/^CMD (\[.*\])$/m.exec(last)?.[1] ?? '') as string[];
    const { bin } = JSON.parse(read('package.json')) as { bin: Record<string, string> };
    expect(command.at(-1)).toBe(bin['tacrolimus-cds']);
  });

  test('its health check tells a service that answers from one that does not', async () => {
    const [command = '', ...args] = JSON.parse(/HEALTHCHECK .* CMD (\[.*\])$/m.exec(last)?.[1] ?? '') as string[];
    const check = (port: number) =>
      promisify(execFile)(command, args, { env: { ...process.env, PORT: String(port) } }).then(
        () => 0,
        (error: unknown) => (error as { code: number }).code,
      );
    const app = await startTestApp();
    expect(await check(app.port)).toBe(0);
    await app.close();
    expect(await check(await freePort())).toBe(1);
  });
});

describe('compose and systemd', () => {
  interface Compose {
    readonly services: Readonly<Record<'cds' | 'database', Readonly<Record<string, unknown>>>>;
  }
  const { services } = parse(read('deploy/compose/compose.yaml')) as Compose;

  test('compose names variables that the service reads, waits for the database, and gives no rights', () => {
    const { environment, ...rest } = services.cds;
    expect(Object.keys(environment as object).filter((name) => !KNOWN.includes(name))).toEqual([]);
    expect(rest).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      depends_on: { database: { condition: 'service_healthy' } },
    });
    expect(services.database).toHaveProperty('healthcheck.test');
    expect(existsSync(`${ROOT}deploy/compose/${(rest.build as { context: string }).context}/package.json`)).toBe(true);
  });

  const unit = read('deploy/systemd/tacrolimus-cds.service');
  test('the unit names variables that the service reads, and what the package holds', () => {
    const names = [...unit.matchAll(/^Environment=(.*)$/gm)].flatMap(([, line = '']) =>
      line.split(' ').map((each) => each.split('=')[0]),
    );
    expect(names.filter((name) => name !== 'NODE_ENV' && !KNOWN.includes(name))).toEqual([]);
    const { bin } = JSON.parse(read('package.json')) as { bin: Record<string, string> };
    expect(unit).toContain(`/opt/tacrolimus-cds/${bin['tacrolimus-cds']}`);
    expect(unit).toMatch(/^NoNewPrivileges=yes$/m);
  });

  test('every file of the folder is named by a page', () => {
    const page = read('deploy/container/README.md');
    for (const folder of readdirSync(`${ROOT}deploy`, { withFileTypes: true }).filter((each) => each.isDirectory())) {
      const pages = page + read('docs/operations.md');
      expect([folder.name, pages.includes(`deploy/${folder.name}`)]).toEqual([folder.name, true]);
    }
  });
});
