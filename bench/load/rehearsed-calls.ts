import { loadContent } from '../../src/content/load-content.js';
import { indexResources } from '../../src/fhir/sources/resource-index.js';
import { callThen } from '../../src/rehearse/chart/hook-request.js';
import { readPatient } from '../../src/rehearse/chart/patient-record.js';
import { type Signing, signedOrders } from '../../src/rehearse/chart/signed-orders.js';
import { type RehearsedContent, rehearsedContent } from '../../src/rehearse/evaluate/rehearsed-content.js';
import { openDuck, quoted } from '../../src/rehearse/reduce/duckdb.js';
import type { Plan } from '../../src/rehearse/run/plan.js';

/**
 * The bodies with which an EHR would have called the service at each order of a rehearsal, moved in time as a whole so that the order is
 * signed now: the service is asked the very questions that are rehearsed.
 */
export async function rehearsedCalls(plan: Plan, now: number): Promise<readonly string[]> {
  const rehearsed = rehearsedContent(await loadContent(plan.content));
  const duck = await openDuck({ memoryMb: 200, threads: 1, spillFolder: `${plan.folder}/spill-calls` });
  const patients = new Map<string, string[]>();
  try {
    const sql = `SELECT patient, line FROM read_parquet(${quoted(plan.cohortFile)}) ORDER BY patient, type, line`;
    for (const [patient, line] of await duck.rows(sql)) {
      const lines = patients.get(String(patient)) ?? [];
      lines.push(String(line));
      patients.set(String(patient), lines);
    }
  } finally {
    duck.close();
  }
  return [...patients].flatMap(([id, lines]) => callsOf(id, lines, rehearsed, plan, now));
}

function callsOf(
  id: string,
  lines: readonly string[],
  { content, service, hook }: RehearsedContent,
  plan: Plan,
  now: number,
): string[] {
  const { terminology, params } = content;
  const { timeZone } = params;
  const record = readPatient(id, lines, { terminology, timeZone, turnaround: plan.turnaround });
  const named = [...record.products, ...record.drugs.map(({ resource }) => resource)];
  const index = indexResources(named.map((resource) => ({ fullUrl: null, resource })));
  const { signings } = signedOrders(record, index, { terminology, from: plan.from, to: plan.to });
  const types = new Set([...plan.types, ...plan.noneOf]);
  const orders = signings.map(({ at }) => at);
  return signings.map((signing) => {
    const { request } = callThen(record, signing, { hook, service, timeZone, types, orders });
    const entry = request.orders.map(({ resource }) => ({ resource }));
    const context = {
      userId: request.userId ?? 'Practitioner/nobody',
      patientId: id,
      draftOrders: { resourceType: 'Bundle', type: 'collection', entry },
    };
    const { hookInstance, prefetch } = request;
    const body = { hook, hookInstance, context, prefetch: Object.fromEntries(prefetch) };
    return moved(JSON.stringify(body), signing, now);
  });
}

const MINUTE_MS = 60_000;
const DATE = /"(\d{4}-\d\d-\d\d)(T\d\d:\d\d:\d\d(?:\.\d+)?Z)?"/g;

function moved(text: string, { at }: Signing, now: number): string {
  const shift = now - MINUTE_MS - at;
  return text.replace(DATE, (_, day: string, time: string | undefined) => {
    const then = new Date(Date.parse(day + (time ?? '')) + shift).toISOString();
    return `"${time === undefined ? then.slice(0, 10) : then}"`;
  });
}
