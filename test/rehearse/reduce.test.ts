import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { loadContent } from '../../src/content/load-content.js';
import { type Duck, openDuck, quoted } from '../../src/rehearse/reduce/duckdb.js';
import { listExport } from '../../src/rehearse/reduce/export-files.js';
import { COHORT_FILE, type Reduced, reduceExport } from '../../src/rehearse/reduce/reduce.js';
import type { Terminology } from '../../src/terminology/recognise/terminology.js';
import { ROOT } from '../cli/cli-harness.js';
import { type MadeExport, makeExport } from './made-export.js';

jest.setTimeout(300_000);

let made: MadeExport;
let duck: Duck;
let terminology: Terminology;
beforeAll(async () => {
  made = await makeExport('--patients', '150', '--share', '0.2', '--seed', '7');
  duck = await openDuck({ memoryMb: 400, threads: 2, spillFolder: made.path('spill') });
  ({ terminology } = await loadContent({ hooksDir: `${ROOT}/hooks`, cardsDir: `${ROOT}/cards` }));
});
afterAll(async () => {
  duck.close();
  await made.discard();
});

const lines = async (type: string) =>
  (await readFile(join(made.export, `${type}.ndjson`), 'utf8')).trimEnd().split('\n');

let runs = 0;
async function reduce(
  folder: string,
  maxBrokenShare = 0.01,
): Promise<Reduced & { readonly kept: readonly (readonly [string, string])[] }> {
  runs += 1;
  const work = made.path(`work-${runs}`);
  const options = { shards: 3, maxBrokenShare, today: '2026-11-28', onBytes: () => undefined };
  const reduced = await reduceExport(await listExport(folder), work, duck, terminology, options);
  const kept = await duck.rows(
    `SELECT patient, line FROM read_parquet(${quoted(join(work, COHORT_FILE))}) ORDER BY patient, line`,
  );
  return { ...reduced, kept: kept.map(([patient, line]) => [String(patient), String(line)] as const) };
}

async function folderOf(name: string, files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = made.path(name);
  await mkdir(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) await writeFile(join(folder, file), content);
  return folder;
}

interface Resource {
  readonly resourceType: string;
  readonly id: string;
  readonly subject?: { readonly reference: string };
  readonly patient?: { readonly reference: string };
  readonly medicationCodeableConcept?: unknown;
  readonly medicationReference?: unknown;
  readonly contained?: unknown;
}

/** The same by hand: every line is parsed, and a patient is ours whose drug is called tacrolimus and is no ointment. */
async function byteScan(): Promise<readonly (readonly [string, string])[]> {
  const all = (
    await Promise.all((await readdir(made.export)).map((name) => lines(name.replace('.ndjson', ''))))
  ).flat();
  const read = all.map((line) => ({ line, resource: JSON.parse(line) as Resource }));
  const patientOf = ({ resource }: (typeof read)[number]) => {
    if (resource.resourceType === 'Patient') return resource.id;
    const reference = (resource.subject ?? resource.patient)?.reference;
    return typeof reference === 'string' ? (reference.split('/').at(-1) ?? null) : null;
  };
  const names = (each: (typeof read)[number]) => {
    const { medicationCodeableConcept, medicationReference, contained } = each.resource;
    return JSON.stringify([medicationCodeableConcept, medicationReference, contained]);
  };
  const ours = new Set(
    read
      .filter(({ resource }) => /^Medication./.test(resource.resourceType))
      .filter((each) => /tacrolimus|prograf|prod-tac/i.test(names(each)) && !/topical/i.test(names(each)))
      .map(patientOf),
  );
  const products = read.filter(({ resource }) => resource.resourceType === 'Medication');
  const kept = read.flatMap((each) => {
    const patient = patientOf(each);
    if (patient === null || !ours.has(patient)) return [];
    const referred = products.filter(({ resource }) => each.line.includes(`Medication/${resource.id}"`));
    return [[patient, each.line] as const, ...referred.map(({ line }) => [patient, line] as const)];
  });
  const distinct = new Map(kept.map((row) => [row.join('\n'), row]));
  return [...distinct.values()].sort((a, b) => (a.join('\n') < b.join('\n') ? -1 : 1));
}

describe('the patients with tacrolimus', () => {
  test('are found with every line of theirs, as a plain scan of the bytes finds them', async () => {
    const { kept, patients, files } = await reduce(made.export);
    expect(patients).toBe(made.truth.tacrolimusPatients);
    const byBytes = (a: readonly string[], b: readonly string[]) => (a.join('\n') < b.join('\n') ? -1 : 1);
    expect([...kept].sort(byBytes)).toEqual([...(await byteScan())].sort(byBytes));
    for (const { file, lines: read } of files) expect(read).toBe((await lines(file.replace('.ndjson', ''))).length);
  });

  test('are the same in .gz, in Parquet of raw resources, and in files that mix types', async () => {
    const { kept } = await reduce(made.export);
    const types = (await readdir(made.export)).map((name) => name.replace('.ndjson', ''));
    const texts = new Map(await Promise.all(types.map(async (type) => [type, await lines(type)] as const)));
    const zipped = await folderOf(
      'zipped',
      Object.fromEntries([...texts].map(([type, all]) => [`${type}.ndjson.gz`, gzipSync(`${all.join('\n')}\n`)])),
    );
    expect((await reduce(zipped)).kept).toEqual(kept);

    const mixed = await folderOf('mixed', { 'all.ndjson': [...texts.values()].flat().reverse().join('\r\n') });
    expect((await reduce(mixed)).kept.map(([patient, line]) => [patient, line.trimEnd()])).toEqual(kept);

    const parquet = await folderOf('parquet', {});
    for (const type of types) {
      await duck.run(`COPY (SELECT line AS resource, 1 AS page FROM read_csv(${quoted(join(made.export, `${type}.ndjson`))}, columns = {'line': 'VARCHAR'}, header = false, delim = '\u0001', quote = '', escape = ''))
        TO ${quoted(join(parquet, `${type}.parquet`))} (FORMAT parquet)`);
    }
    expect((await reduce(parquet)).kept).toEqual(kept);
  });
});

describe('an export with faults', () => {
  test('broken lines are named by number, counted and left out', async () => {
    const results = await lines('Observation');
    const latin = Buffer.concat([
      Buffer.from('{"resourceType":"Observation","text":"M'),
      Buffer.from([0xfc]),
      Buffer.from('ller"}\n'),
    ]);
    const broken = Buffer.concat([
      Buffer.from(`${results.slice(0, 2).join('\n')}\n{"resourceType":"Observation","id":\n\n[]\n`),
      latin,
      Buffer.from(`${results.slice(2).join('\n')}\n`),
    ]);
    const folder = await folderOf('broken', {
      'MedicationRequest.ndjson': (await lines('MedicationRequest')).join('\n'),
      'Observation.ndjson': broken,
    });
    const { files, brokenLines } = await reduce(folder);
    expect(files.find(({ file }) => file === 'Observation.ndjson')).toMatchObject({
      lines: results.length + 3,
      broken: 3,
    });
    expect(brokenLines).toEqual([{ file: 'Observation.ndjson', lines: [3, 5, 6] }]);
    await expect(reduce(folder, 0)).rejects.toThrow(
      /3 of \d+ lines are no JSON of a FHIR resource \(Observation\.ndjson: 3 of \d+\)/,
    );
  });

  test('a .gz that was cut off is read as far as it goes, and said', async () => {
    const whole = gzipSync(`${(await lines('Observation')).join('\n')}\n`);
    const folder = await folderOf('cut', {
      'MedicationRequest.ndjson.gz': gzipSync(`${(await lines('MedicationRequest')).join('\n')}\n`),
      'Observation.ndjson.gz': whole.subarray(0, Math.floor(whole.length / 2)),
    });
    const { cutShort, files } = await reduce(folder);
    expect(cutShort).toEqual(['Observation.ndjson.gz']);
    expect(files.find(({ file }) => file === 'Observation.ndjson.gz')?.lines).toBeGreaterThan(100);
  });

  test('a folder without an export, and one without anything of ours', async () => {
    await expect(listExport(await folderOf('empty', { 'manifest.json.txt': '{}' }))).rejects.toThrow(
      /holds no \.ndjson/,
    );
    await expect(listExport(made.path('nowhere'))).rejects.toThrow(/no such folder/);
    const others = await folderOf('others', { 'Patient.ndjson': '{"resourceType":"Patient","id":"a"}\n' });
    expect(await reduce(others)).toMatchObject({ patients: 0, lastDay: null, kept: [] });
  });
});
