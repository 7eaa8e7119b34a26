import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadContent } from '../../src/content/load-content.js';
import { dropOtherDrugs } from '../../src/rehearse/reduce/drop-other-drugs.js';
import type { Terminology } from '../../src/terminology/recognise/terminology.js';
import { ROOT } from '../cli/cli-harness.js';

let folder: string;
let terminology: Terminology;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drugs-'));
  ({ terminology } = await loadContent({ hooksDir: `${ROOT}/hooks`, cardsDir: `${ROOT}/cards` }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function copiedOf(lines: readonly string[]): Promise<readonly string[]> {
  const [path, to] = [join(folder, 'in'), join(folder, 'out')];
  const text = lines.map((line) => `${line}\n`).join('');
  await writeFile(path, text);
  await dropOtherDrugs({ name: 'in', path, format: 'ndjson', bytes: Buffer.byteLength(text) }, terminology, to);
  return (await readFile(to, 'utf8')).split('\n').filter((line) => line !== '');
}

const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const order = (concept: unknown, more = {}) =>
  JSON.stringify({ resourceType: 'MedicationRequest', medicationCodeableConcept: concept, ...more });
const coded = (code: string, text: string) => ({ coding: [{ system: RXNORM, code }], text });
const METFORMIN = coded('6809', 'Metformin');

describe('a line is copied unless it is certainly of another drug', () => {
  test.each([
    ['of tacrolimus by its code', order(coded('42316', 'Tacrolimus'))],
    ['of tacrolimus by its text, with a brace in it', order({ text: 'Tacrolimus {Prograf} 1 mg capsule' })],
    ['of a drug that nobody can tell', order({ coding: [{ system: 'urn:oid:1.2.3', code: 'X1' }] })],
    ['that refers to a Medication too', order(METFORMIN, { medicationReference: { reference: 'Medication/1' } })],
    ['that contains something', order(METFORMIN, { contained: [{ resourceType: 'Medication', id: 'a' }] })],
    ['that names its drug in the way of R5', '{"resourceType":"MedicationRequest","medication":{"concept":{}}}'],
    ['that names its drug twice', order(METFORMIN).replace('{', '{"medicationCodeableConcept":{"text":"tacrolimus"},')],
    ['that breaks off in the name', '{"resourceType":"MedicationRequest","medicationCodeableConcept":{"text":"Met'],
    ['of a Medication', '{"resourceType":"Medication","id":"1","code":{"text":"Metformin"}}'],
  ])('%s', async (_, line) => {
    expect(await copiedOf([order(METFORMIN), line, order(METFORMIN)])).toEqual([line]);
  });

  test.each([
    ['of another drug', order(METFORMIN)],
    ['of another drug, with a note of ours', order(METFORMIN, { note: [{ text: 'not "tacrolimus"' }] })],
    ['of an ointment', order(coded('314266', 'Tacrolimus 0.001 MG/MG Topical Ointment'))],
    [
      'with spaces',
      '{ "resourceType" : "MedicationRequest" , "medicationCodeableConcept" : { "text" : "Metformin" } }',
    ],
  ])('and dropped %s', async (_, line) => {
    expect(await copiedOf([line, line])).toEqual([]);
  });
});
