import { dateOf, isoDate, midnightOf, toLocal, twoDigits } from '../../domain/local-time.js';
import { DAY_MS } from '../../domain/time.js';
import type { Source, UnreadResource } from '../../domain/fact-set.js';
import { type ClinicalSnapshot, SET_NAMES } from '../../domain/clinical-snapshot.js';
import { isNameable } from '../../domain/unknown-term.js';
import { cardFindings } from './card-findings.js';
import type { Signing } from '../chart/signed-orders.js';
import type { Rehearsed } from './evaluate-signing.js';
import { count, type OpenTally } from './tally.js';

/** What one signing adds to the counts. Codes and numbers only: nothing here tells of a patient. */
export function countSigning(tally: OpenTally, signing: Signing, result: Rehearsed, timeZone: string): void {
  const local = toLocal(signing.at, timeZone);
  const week = isoWeek(local);
  count(tally, ['signings']);
  count(tally, ['tacrolimusOrders'], signing.tacrolimusOrders);
  if (signing.dayOnly) count(tally, ['dayOnly']);
  if (result.kind === 'not-evaluable') {
    count(tally, ['notEvaluable', result.why]);
    return;
  }
  const { evaluation, statuses } = result;
  count(tally, ['evaluated']);
  count(tally, ['weeks', week, 'evaluated']);
  for (const [how, records] of Object.entries(statuses)) count(tally, ['statuses', how], records);
  for (const { rule, mode, outcome, findings, reasons } of evaluation.event.rules) {
    count(tally, ['rules', rule, 'outcomes', outcome]);
    // Nothing found, and nothing that is only rehearsed either.
    if (outcome === 'silent' && findings.length === 0) count(tally, ['rules', rule, 'quiet']);
    count(tally, ['rules', rule, 'modes', mode]);
    for (const reason of new Set(reasons)) count(tally, ['rules', rule, 'reasons', outcome, reason]);
    for (const { id, severity } of findings) count(tally, ['rules', rule, 'findings', id, severity]);
  }
  for (const { rule, finding, severity } of cardFindings(evaluation)) {
    count(tally, ['cards']);
    count(tally, ['cardsBySeverity', severity]);
    count(tally, ['cardsByRule', rule, severity]);
    count(tally, ['cardsByFinding', finding, severity]);
    count(tally, ['weeks', week, 'cards']);
    count(tally, ['weeks', week, 'rules', rule]);
  }
  if (evaluation.event.cards > 0) count(tally, ['signingsWithCard']);
  for (const { why } of evaluation.suppressed) count(tally, ['suppressed', why]);
  if (signing.prescriber === null) count(tally, ['withoutPrescriber']);
  else count(tally, ['prescriberDays', `${signing.prescriber}|${isoDate(local)}`], 1 + evaluation.event.cards * CARD);
}

/** `2026-W05`: the ISO 8601 week of a local time, which belongs to the year of its Thursday. */
export function isoWeek(local: number): string {
  const day = Math.floor(local / DAY_MS);
  // 1970-01-01 was a Thursday.
  const sinceMonday = (((day + 3) % 7) + 7) % 7;
  const thursday = (day + 3 - sinceMonday) * DAY_MS;
  const { year } = dateOf(thursday);
  const week = Math.floor((thursday - midnightOf(year, 1, 1)) / (7 * DAY_MS)) + 1;
  return `${String(year).padStart(4, '0')}-W${twoDigits(week)}`;
}

/** A prescriber-day keeps orders and cards in one number: so many orders below, so many cards above. */
export const CARD = 1_000_000;

/** Which codes, units and statuses of the whole chart are not understood, each record once. */
export function countNotUnderstood(tally: OpenTally, whole: ClinicalSnapshot, patientId: string): void {
  const records = new Set<UnreadResource>();
  const keys = new Set<string>();
  for (const name of SET_NAMES) {
    for (const unread of whole[name].unread) {
      const key = `${unread.reference ?? ''}|${unread.reason}|${unread.reported}`;
      if (unread.reference === null || !keys.has(key)) records.add(unread);
      keys.add(key);
    }
  }
  for (const { source, mayBe, reason, term, status } of records) {
    const named =
      term !== null && isNameable(term) && !term.code.toLowerCase().includes(patientId.toLowerCase()) ? term : null;
    const kind = named?.kind ?? (reason.startsWith('status') ? 'status' : 'record');
    const code = named?.code ?? (kind === 'status' ? nameableStatus(status) : '');
    count(tally, [
      'notUnderstood',
      JSON.stringify([QUESTION_OF[mayBe ?? ''] ?? source, reason, kind, named?.system ?? '', code]),
    ]);
  }
}

/** A result that no search would have brought is told under what it may be. */
const QUESTION_OF: Readonly<Record<string, Source>> = {
  'tacrolimus-level': 'tacrolimusLevels',
  creatinine: 'creatinine',
  'thiopurine-test': 'thiopurineTests',
};

function nameableStatus(status: string | null): string {
  return status !== null && /^[a-z][a-z-]{0,24}$/.test(status) ? status : '';
}
