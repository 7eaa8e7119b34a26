import { indexResources } from '../../fhir/sources/resource-index.js';
import { type PatientRecord, readPatient } from '../chart/patient-record.js';
import { isLaboratoryOfOurs } from '../chart/result-kind.js';
import { signedOrders } from '../chart/signed-orders.js';
import { explainChange } from './changed-orders.js';
import { countSigning } from './count-signing.js';
import { countFollowUp } from './count-follow-up.js';
import { countSteps } from './count-sweep.js';
import { evaluateSigning, type Rehearsed } from './evaluate-signing.js';
import { sweepAll } from './sweep.js';
import { count, type OpenTally } from './tally.js';
import type { PatientContext, SweptOrder, SweptSigning } from './patient-context.js';
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
  const [charts, vsCharts] = [context.charts(), context.vsCharts?.() ?? null];
  const evaluated: SweptSigning[] = [];
  const rows: OrderRow[] = [];
  let cards = 0;
  for (const signing of signings) {
    const deps = { types: context.types, orders };
    content.watched.begin();
    const told = await evaluateSigning(record, signing, content, {
      ...deps,
      charts,
    });
    const swept = told.kind === 'evaluated' ? sweptBy(told, content) : null;
    countSigning(tally, signing, told, params.timeZone);
    if (context.vs !== null && vsCharts !== null) {
      const other = await evaluateSigning(record, signing, context.vs, {
        ...deps,
        charts: vsCharts,
      });
      explainChange(tally, told, other, content, context.vs);
    }
    if (told.kind === 'not-evaluable' || swept === null) continue;
    const { evaluation } = told;
    cards += evaluation.event.cards;
    evaluated.push({ signing, evaluation, ...swept });
    rows.push(...rowsOf(record.id, signing, told, content));
  }
  countSteps(tally, content.thresholds, evaluated);
  count(tally, ['cardsOfPatient', String(cards)]);
  await countFollowUp(tally, record, evaluated, charts, context);
  return rows;
}

/** What was just evaluated: which rules told something, and at which other values of a threshold theirs would have been another answer. */
export function sweptBy(
  { evaluation, snapshot }: Extract<Rehearsed, { readonly kind: 'evaluated' }>,
  { sweep, watched }: RehearsedContent,
): SweptOrder {
  const { rules } = evaluation.event;
  const asked = new Set(rules.map(({ rule }) => rule));
  const found = rules.filter(({ findings }) => findings.some(({ mode }) => mode !== 'silent'));
  const told = new Set(found.map(({ rule }) => rule));
  const swept = sweepAll(sweep, snapshot, {
    params: watched.params,
    isFound: (rule) => told.has(rule),
    // Of a rule that is switched off nobody looked at anything.
    isRead: ({ rule, path }) => !asked.has(rule) || watched.isRead(path),
  });
  return { told, swept };
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
