import { createHash } from 'node:crypto';
import { threadId } from 'node:worker_threads';
import { loadContent } from '../../content/load-content.js';
import { patientCharts } from '../chart/patient-charts.js';
import { evaluatePatient } from '../evaluate/evaluate-patient.js';
import type { PatientContext } from '../evaluate/patient-context.js';
import { rehearsedContent, type RehearsedContent } from '../evaluate/rehearsed-content.js';
import type { OrderRow } from '../evaluate/rows.js';
import { type OpenTally, sorted, type Tally } from '../evaluate/tally.js';
import { type Duck, openDuck, quoted } from '../reduce/duckdb.js';
import type { Plan } from './plan.js';

/** What one shard came to. */
export interface ShardResult {
  readonly tally: Tally;
  readonly rows: readonly OrderRow[];
}

/** One thread reads a part of one file at a time. */
const SHARD_MEMORY_MB = 160;

/** Opened once for each thread, whatever the number of its shards. */
interface Opened {
  readonly context: PatientContext;
  readonly duck: Duck;
}
let opened: { readonly key: string; readonly for: Promise<Opened> } | null = null;

/** Every patient of one shard, one after the other: what is in memory is one patient, and the counts. */
export async function evaluateShard(plan: Plan, shard: number): Promise<ShardResult> {
  const { context, duck } = await openedFor(plan);
  const tally: OpenTally = {};
  const rows: OrderRow[] = [];
  for await (const { id, lines } of patientsOf(plan, shard, duck)) {
    const found = await evaluatePatient(id, lines, tally, context);
    if (plan.localDetails) rows.push(...found);
    else rows.push(...withoutNames(found, plan.runId));
  }
  return { tally: sorted(withHashedDays(tally, plan.runId)), rows };
}

/** The lines of each patient, read as they are needed. */
async function* patientsOf(plan: Plan, shard: number, duck: Duck) {
  const sql = `SELECT patient, line FROM read_parquet(${quoted(plan.cohortFile)}) WHERE shard = ${shard} ORDER BY patient, type, line`;
  let [id, lines] = ['', [] as string[]];
  for await (const chunk of duck.stream(sql)) {
    for (const [patient, line] of chunk) {
      if (patient !== id) {
        if (lines.length > 0) yield { id, lines };
        [id, lines] = [String(patient), []];
      }
      lines.push(String(line));
    }
  }
  if (lines.length > 0) yield { id, lines };
}

async function openedFor(plan: Plan): Promise<Opened> {
  const key = JSON.stringify([plan.runId, plan.content, plan.vs]);
  if (opened?.key === key) return opened.for;
  const before = opened;
  opened = { key, for: open(plan) };
  (await before?.for.catch(() => null))?.duck.close();
  return opened.for;
}

async function open(plan: Plan): Promise<Opened> {
  const context = await openContext(plan);
  const spillFolder = `${plan.folder}/spill-${process.pid}-${threadId}`;
  return { context, duck: await openDuck({ memoryMb: SHARD_MEMORY_MB, threads: 1, spillFolder }) };
}

async function openContext(plan: Plan): Promise<PatientContext> {
  const content = rehearsedContent(await loadContent(plan.content));
  const vs = plan.vs === null ? null : rehearsedContent(await loadContent(plan.vs));
  const versions = [content.content.version, vs?.content.version ?? null];
  if (versions[0] !== plan.contentVersion || versions[1] !== plan.vsVersion) {
    throw new Error('The content has changed since the run was planned.');
  }
  const chartsOf = ({ content: { terminology } }: RehearsedContent) => patientCharts(terminology);
  const { turnaround, from, to, end } = plan;
  return {
    ...{ content, vs, turnaround, from, to, end },
    charts: chartsOf(content),
    vsCharts: vs === null ? null : chartsOf(vs),
    types: new Set([...plan.types, ...plan.noneOf]),
  };
}

/** The same name is hashed once for all rows of a patient. */
function withoutNames(rows: readonly OrderRow[], runId: string): readonly OrderRow[] {
  const hashes = new Map<string, string>();
  const hashed = (text: string) => {
    const known = hashes.get(text);
    if (known !== undefined) return known;
    const hash = createHash('sha256').update(`${runId}/${text}`).digest('hex').slice(0, 12);
    hashes.set(text, hash);
    return hash;
  };
  return rows.map((row) => ({
    ...row,
    patient: hashed(row.patient),
    order: hashed(row.order),
    prescriber: row.prescriber === null ? null : hashed(row.prescriber),
  }));
}

/** Prescribers are told apart, and not named. */
function withHashedDays(tally: OpenTally, runId: string): OpenTally {
  const days = tally.prescriberDays;
  if (typeof days !== 'object' || Array.isArray(days)) return tally;
  const entries = Object.entries(days).map(([key, value]) => {
    return [createHash('sha256').update(`${runId}/${key}`).digest('hex').slice(0, 16), value] as const;
  });
  return { ...tally, prescriberDays: Object.fromEntries(entries) };
}
