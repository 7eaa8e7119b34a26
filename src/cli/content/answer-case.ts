import { randomUUID } from 'node:crypto';
import type { Content } from '../../content/load-content.js';
import type { Card } from '../../domain/card.js';
import type { Chart } from '../../domain/ports.js';
import type { HookName } from '../../domain/service-definition.js';
import { evaluate } from '../../engine/evaluate/evaluate.js';
import { RULES, type RuleParams } from '../../rules/index.js';
import { cardTrace } from '../requests/captured-call.js';
import { CaseError } from './case-error.js';
import { type ClinicalCase, snapshotOf } from './clinical-case.js';

/** What a row's EHR would get: the cards, or the words of a 412. */
export type CaseAnswer =
  { readonly kind: 'cards'; readonly cards: readonly Card[] } | { readonly kind: 'refusal'; readonly why: string };

/**
 * The answer of the service to a row, through the same `evaluate` as a call: with suppression, the limit of cards and the
 * "not checked" card. A row of one rule is answered by that rule alone.
 * @param params the thresholds of the row
 * @throws CaseError where no service listens to the hook of the row
 */
export async function answerCase(row: ClinicalCase, content: Content, params: RuleParams): Promise<CaseAnswer> {
  const hook: HookName = row.hook;
  const service = content.services.find((each) => each.hook === hook);
  if (service === undefined) throw new CaseError(`hook: no service listens to ${hook}`);
  const snapshot = snapshotOf(row);
  const orders = {
    readings: [],
    drafts: snapshot.drafts,
    draftTestOrders: snapshot.draftTestOrders,
    draftConcomitants: snapshot.draftConcomitants,
    fhirRelease: 'R4' as const,
    unidentified: 0,
    unidentifiedAt: null,
  };
  const look = () => Promise.resolve(snapshot);
  const chart: Chart = { orders, firstLook: look, snapshot: look };
  const { answer } = await evaluate(service, { ...CALL, hook }, chart, {
    content: { ...content, params: { ...params, timeZone: row.zone } },
    rules: RULES.filter(({ id }) => row.rule === undefined || row.rule === id),
    asOf: snapshot.asOf,
    newUuid: randomUUID,
  });
  return answer;
}

/** Everything of a call that a row does not say. */
const CALL = {
  hookInstance: '00000000-0000-4000-8000-000000000000',
  patientId: 'case',
  userId: null,
  encounterId: null,
  orders: [],
  unreadableOrders: [],
  fhirServer: null,
  fhirAuthorization: null,
  fetchFault: null,
  tokenPatient: null,
  prefetch: new Map<string, unknown>(),
} as const;

/** `aki-stage critical`, `not-evaluated info` (what could not be checked), `refused`: as `cards` of a row names what a clinician gets. */
export function answerInWords(answer: CaseAnswer): string[] {
  if (answer.kind === 'refusal') return ['refused'];
  return answer.cards.map((card) => `${String(cardTrace(card).finding)} ${card.indicator}`);
}
