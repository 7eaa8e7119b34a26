import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { dropOthers } from '../../src/rehearse/reduce/drop-others.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drop-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function copiedOf(content: string | Buffer, format: 'ndjson' | 'ndjson.gz' = 'ndjson') {
  const [path, to] = [join(folder, 'in'), join(folder, 'out')];
  await writeFile(path, content);
  const { size: bytes } = await stat(path);
  const told = await dropOthers({ name: 'in', path, format, bytes }, new Set(['ours', 'us.2']), to);
  return { ...told, text: await readFile(to, 'utf8') };
}

const result = (reference: string, more = '') =>
  `{"resourceType":"Observation","subject":{"reference":"${reference}"}${more}}`;

describe('a line is copied unless it is certainly of other people', () => {
  test.each([
    ['of ours', result('Patient/ours')],
    ['with an absolute reference', result('https://ehr.example.org/fhir/Patient/us.2')],
    ['of one version', result('Patient/ours/_history/3')],
    ['that names others first', result('Patient/ours').replace('{', '{"performer":[{"reference":"Patient/other"}],')],
    ['with its slash escaped', result(String.raw`Patient\/ours`)],
    ['that names nobody', '{"resourceType":"Practitioner","id":"p"}'],
    [
      'of a Patient who is linked to another',
      '{"resourceType" : "Patient","id":"ours","link":[{"other":{"reference":"Patient/b"}}]}',
    ],
    ['that breaks off', '{"resourceType":"Observation","subject":{"reference":"Patient/other"},"va'],
    ['that is no object', '["Patient/other"]'],
  ])('%s', async (_, line) => {
    const around = `${result('Patient/other')}\n`;
    expect((await copiedOf(`${around}${line}\n${around}`)).text).toBe(`${line}\n`);
  });

  test.each([
    ['of another', result('Patient/other')],
    ['of one whose id begins alike', result('Patient/ours2')],
    ['whose reference says its type', result('Patient/other', ',"performer":[{"type":"Patient"}]')],
    ['with the end of a line of Windows', `${result('Patient/other')}\r`],
  ])('not one %s', async (_, line) => {
    expect(await copiedOf(`${line}\n`)).toMatchObject({ text: '', lines: 1 });
  });
});

test('lines are the same wherever the parts of a file divide them, and without a last line feed', async () => {
  const filler = 'x'.repeat(70_000);
  const all = Array.from({ length: 200 }, (_, at) =>
    result(`Patient/${at % 7 === 0 ? 'ours' : 'other'}`, `,"n":${at},"t":"${filler}"`),
  );
  const ours = all.filter((line) => line.includes('Patient/ours'));
  for (const format of ['ndjson', 'ndjson.gz'] as const) {
    const text = all.join('\n');
    const told = await copiedOf(format === 'ndjson' ? text : gzipSync(text), format);
    expect(told.text.trimEnd().split('\n')).toEqual(ours);
    expect(told).toMatchObject({ lines: 200, cutShort: false, holdsDrugs: false });
  }
});

test('a line without an end is passed over, and what follows it is read', async () => {
  const endless = `{"resourceType":"Binary","data":"${'A'.repeat(25 * 1024 * 1024)}"}`;
  const told = await copiedOf(`${endless}\n${result('Patient/ours')}\n`);
  expect(told).toMatchObject({ lines: 2, tooLong: 1, text: `${result('Patient/ours')}\n` });
});

test('a .gz that breaks off is read as far as it goes, and drugs among other things are seen', async () => {
  const lines = Array.from({ length: 5_000 }, (_, at) => result('Patient/ours', `,"n":${Math.sin(at)}`));
  const whole = gzipSync(
    ['{"resourceType":"MedicationRequest","subject":{"reference":"Patient/other"}}', ...lines].join('\n'),
  );
  const told = await copiedOf(whole.subarray(0, whole.length / 2), 'ndjson.gz');
  expect(told).toMatchObject({ cutShort: true, holdsDrugs: true });
  expect(told.lines).toBeGreaterThan(1_000);
});
