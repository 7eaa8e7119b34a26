import type { Evaluation } from '../../engine/evaluate/evaluate.js';
import { indexResources } from '../../fhir/sources/resource-index.js';
import { type PatientRecord, readPatient } from '../chart/patient-record.js';
import { isLaboratoryOfOurs } from '../chart/result-kind.js';
import { type Signing, signedOrders } from '../chart/signed-orders.js';
import { replayedMemory } from './alert-memory.js';
import { explainChange } from './changed-orders.js';
import { countSigning } from './count-signing.js';
import { countFollowUp } from './count-follow-up.js';
import { evaluateSigning, type Rehearsed } from './evaluate-signing.js';
import { sweepAll } from './sweep.js';
import { count, type OpenTally } from './tally.js';
import type { PatientContext, SweptSigning } from './patient-context.js';
import type { RehearsedContent } from './rehearsed-content.js';
import { type OrderRow, rowsOf } from './rows.js';

/** Every order of one patient, in the order of time; counts go into the tally, rows are handed back. */
export async function evaluatePatient(
  id: string,
  lines: readonly string[],
  tally: OpenTally,
  context: PatientContext,
): Promise<readonly OrderRow[]> {
  const { content } = context;
  const { terminology, params } = content.content;
  const record = readPatient(id, lines, { terminology, timeZone: params.timeZone, turnaround: context.turnaround });
  countRecord(record, tally);
  const index = indexResources(
    [...record.products, ...record.drugs.map(({ resource }) => resource)].map((resource) => ({
      fullUrl: null,
      resource,
    })),
  );
  const { signings, notRehearsed } = signedOrders(record, index, { terminology, from: context.from, to: context.to });
  for (const [why, orders] of Object.entries(notRehearsed)) count(tally, ['notRehearsed', why], orders);
  if (signings.length === 0) return [];
  count(tally, ['patientsWithOrders']);

  const orders = signings.map(({ at }) => at);
  const memory = replayedMemory();
  const vsMemory = replayedMemory();
  const evaluated: SweptSigning[] = [];
  const rows: OrderRow[] = [];
  let cards = 0;
  for (const signing of signings) {
    const deps = { types: context.types, orders };
    const told = await evaluateSigning(record, signing, content, {
      ...deps,
      charts: context.charts,
      memory: memory.of(signing.prescriber),
    });
    countSigning(tally, signing, told, params.timeZone);
    if (context.vs !== null && context.vsCharts !== null) {
      const other = await evaluateSigning(record, signing, context.vs, {
        ...deps,
        charts: context.vsCharts,
        memory: vsMemory.of(signing.prescriber),
      });
      explainChange(tally, told, other, content, context.vs);
      keep(vsMemory, signing, other, context.vs);
    }
    if (told.kind === 'not-evaluable') continue;
    keep(memory, signing, told, content);
    const { evaluation, snapshot } = told;
    cards += evaluation.event.cards;
    const found = (rule: string) => isFound(evaluation, rule);
    const swept = sweepAll(content.sweep, snapshot, found);
    for (const threshold of content.thresholds) countSteps(tally, threshold, swept.get(threshold.path) ?? []);
    evaluated.push({ signing, evaluation, swept });
    rows.push(...rowsOf(record.id, signing, told, content));
  }
  count(tally, ['cardsOfPatient', String(cards)]);
  await countFollowUp(tally, record, evaluated, context);
  return rows;
}

function keep(
  memory: ReturnType<typeof replayedMemory>,
  signing: Signing,
  told: Rehearsed,
  { hook }: RehearsedContent,
): void {
  if (told.kind !== 'evaluated' || told.evaluation.answer.kind !== 'cards') return;
  memory.keep(signing.prescriber, told.evaluation.findings, told.evaluation.answer.cards, hook, signing.at);
}

/** Whether a rule told something, apart from what is only rehearsed. */
export function isFound({ event }: Evaluation, rule: string): boolean {
  return event.rules.some((each) => each.rule === rule && each.findings.some(({ mode }) => mode !== 'silent'));
}

export function countSteps(
  tally: OpenTally,
  { path, steps }: { readonly path: string; readonly steps: readonly { readonly value: number }[] },
  fires: readonly boolean[],
): void {
  for (const [at, { value }] of steps.entries())
    if (fires[at] === true) count(tally, ['sweep', path, String(value), 'orders']);
}

/** By what the results of ours were placed in time, and what of the chart cannot be placed. */
function countRecord(record: PatientRecord, tally: OpenTally): void {
  count(tally, ['patients']);
  count(tally, ['lines', 'brokenOfOurs'], record.broken);
  count(tally, ['lines', 'notOurs'], record.notOurs);
  for (const { kind, moment } of record.results) {
    if (isLaboratoryOfOurs(kind)) count(tally, ['lookAhead', moment.at === null ? 'undated' : moment.by]);
  }
  for (const { type, moment } of [...record.drugs, ...record.others]) {
    if (moment.at === null && type !== 'Patient') count(tally, ['undated', type]);
  }
}
