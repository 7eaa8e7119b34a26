import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadContent } from '../../src/content/load-content.js';
import type { ChartReader } from '../../src/domain/ports.js';
import { createFhirChartReader } from '../../src/fhir/chart-reader.js';
import { indexResources } from '../../src/fhir/sources/resource-index.js';
import { patientCharts } from '../../src/rehearse/chart/patient-charts.js';
import { type PatientRecord, readPatient } from '../../src/rehearse/chart/patient-record.js';
import { type Signing, signedOrders } from '../../src/rehearse/chart/signed-orders.js';
import { chartThen } from '../../src/rehearse/evaluate/evaluate-signing.js';
import { rehearsedContent, type RehearsedContent } from '../../src/rehearse/evaluate/rehearsed-content.js';
import { ROOT } from '../cli/cli-harness.js';
import { type MadeExport, makeExport } from './made-export.js';

jest.setTimeout(300_000);

const TURNAROUND = { tacrolimus: 24, creatinine: 4, other: null };
const DAY = 86_400_000;

let made: MadeExport;
let content: RehearsedContent;
let patients: ReadonlyMap<string, readonly string[]>;
let types: ReadonlySet<string>;

beforeAll(async () => {
  made = await makeExport('--patients', '60', '--share', '0.5');
  content = rehearsedContent(await loadContent({ hooksDir: `${ROOT}/hooks`, cardsDir: `${ROOT}/cards` }));
  const names = await readdir(made.export);
  types = new Set(names.map((name) => name.replace('.ndjson', '')));
  patients = await linesByPatient(names);
});
afterAll(() => made.discard());

async function linesByPatient(names: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const lines = new Map<string, string[]>();
  const products: string[] = [];
  for (const name of names) {
    for (const line of (await readFile(join(made.export, name), 'utf8')).trimEnd().split('\n')) {
      if (name === 'Medication.ndjson') products.push(line);
      const id = /"Patient\/([^"]+)"/.exec(line)?.[1] ?? /^\{"resourceType":"Patient","id":"([^"]+)"/.exec(line)?.[1];
      if (id !== undefined) lines.set(id, [...(lines.get(id) ?? []), line]);
    }
  }
  return new Map([...lines].map(([id, own]) => [id, [...own, ...products]]));
}

interface Told {
  readonly record: PatientRecord;
  readonly signings: readonly Signing[];
}

function ordersOf(id: string, lines: readonly string[]): Told {
  const { terminology, params } = content.content;
  const record = readPatient(id, lines, { terminology, timeZone: params.timeZone, turnaround: TURNAROUND });
  const named = [...record.products, ...record.drugs.map(({ resource }) => resource)];
  const index = indexResources(named.map((resource) => ({ fullUrl: null, resource })));
  return { record, signings: signedOrders(record, index, { terminology, from: 0, to: Infinity }).signings };
}

/** Every chart of a patient as one reader reads it: at each order, and long after the last. */
async function charts({ record, signings }: Told, charts: ChartReader): Promise<readonly string[]> {
  const [last] = signings.slice(-1);
  const later = last === undefined ? [] : [{ ...last, at: last.at + 900 * DAY }];
  const orders = signings.map(({ at }) => at);
  const read = [];
  for (const signing of [...signings, ...later])
    read.push(JSON.stringify(await chartThen(record, signing, content, { charts, types, orders })));
  return read;
}

describe('a chart that is read at many moments', () => {
  test('is the same as one that is read anew at each', async () => {
    const { terminology } = content.content;
    const forPatient = patientCharts(terminology);
    let compared = 0;
    for (const [id, lines] of patients) {
      const told = ordersOf(id, lines);
      if (told.signings.length === 0) continue;
      const anew = await charts(told, createFhirChartReader({ terminology }));
      expect(await charts(told, forPatient())).toEqual(anew);
      compared += anew.length;
    }
    expect(compared).toBeGreaterThan(150);
  });

  test('a result that is dated ahead is left out until its time has come, and a diagnosis ends when it ends', async () => {
    const at = Date.parse('2026-03-01T10:00:00Z');
    const subject = { reference: 'Patient/p' };
    const code = (system: string, value: string) => ({ coding: [{ system, code: value }] });
    const lines = [
      {
        ...{ resourceType: 'Observation', id: 'ahead', status: 'final', subject, issued: '2026-02-01T08:00:00Z' },
        ...{ code: code('http://loinc.org', '2160-0'), effectiveDateTime: '2026-03-02T08:00:00Z' },
        valueQuantity: { value: 1.1, code: 'mg/dL', system: 'http://unitsofmeasure.org' },
      },
      {
        ...{ resourceType: 'Condition', id: 'over', subject, recordedDate: '2026-01-01' },
        code: code('http://hl7.org/fhir/sid/icd-10-cm', 'K51.90'),
        ...{ clinicalStatus: code('', 'active'), abatementDateTime: '2026-03-03' },
      },
      {
        ...{ resourceType: 'MedicationRequest', id: 'order', status: 'active', intent: 'order', subject },
        authoredOn: '2026-03-01T10:00:00Z',
        medicationCodeableConcept: code('http://www.nlm.nih.gov/research/umls/rxnorm', '42316'),
      },
    ].map((resource) => JSON.stringify(resource));
    const told = ordersOf('p', lines);
    const [order] = told.signings;
    if (order === undefined) throw new Error('the order is missing');
    const moments = { ...told, signings: [0, 1, 2, 3, 9].map((days) => ({ ...order, at: at + days * DAY })) };
    const { terminology } = content.content;
    const read = await charts(moments, patientCharts(terminology)());
    expect(read).toEqual(await charts(moments, createFhirChartReader({ terminology })));
    expect(new Set(read.map((text) => /"creatinine":\{.*?"reason":"in-the-future"/.test(text))).size).toBe(2);
  });
});
