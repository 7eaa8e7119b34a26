import type { PatientRecord } from '../chart/patient-record.js';
import type { Signing } from '../chart/signed-orders.js';
import type { Rehearsed } from './evaluate-signing.js';
import { findingNumbers, type OrderNumbers, orderNumbers } from './numbers.js';
import type { RehearsedContent } from './rehearsed-content.js';

/** One order and one rule: local detail, of which nothing leaves the site as it stands. */
export interface OrderRow extends OrderNumbers {
  readonly patient: PatientRecord['id'];
  readonly order: string;
  readonly at: string;
  readonly prescriber: string | null;
  readonly rule: string;
  readonly mode: string;
  readonly outcome: string;
  /** `trough-high warning`; several with ` + `. */
  readonly findings: string;
  readonly cards: number;
  readonly reasons: string;
  /** Numbers of the finding, as JSON. */
  readonly numbers: string;
  readonly contentVersion: string;
}

export function rowsOf(
  patient: string,
  signing: Signing,
  { evaluation, snapshot }: Extract<Rehearsed, { readonly kind: 'evaluated' }>,
  { content }: RehearsedContent,
): readonly OrderRow[] {
  const numbers = orderNumbers(snapshot, content.params);
  const [first] = signing.orders;
  const order = typeof first?.resource.id === 'string' ? first.resource.id : '';
  const at = new Date(signing.at).toISOString();
  return evaluation.event.rules.map(({ rule, mode, outcome, findings, reasons }) => {
    const shown = evaluation.findings.filter((finding) => finding.rule === rule);
    return {
      patient,
      order,
      at,
      prescriber: signing.prescriber,
      rule,
      mode,
      outcome,
      findings: findings
        .map(({ id, severity, mode: part }) => `${id} ${severity}${part === undefined ? '' : ' (silent)'}`)
        .join(' + '),
      cards: shown.length,
      reasons: reasons.join(' + '),
      ...numbers,
      numbers: JSON.stringify(Object.assign({}, ...shown.map(findingNumbers))),
      contentVersion: content.version,
    };
  });
}
