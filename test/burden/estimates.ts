import type { InProcessAnswer } from '../support/in-process.js';

/** One finding of one call: on a card, or counted and shown to nobody. */
export interface Told {
  readonly service: string;
  readonly finding: string;
  readonly severity: string;
  readonly mode: 'live' | 'silent';
  /** Of the card; empty where there is none. */
  readonly summary: string;
}

/** A row of the table in docs/clinical/burden.md#simulated. A new rule adds its rows here. */
export interface Estimate {
  readonly part: string;
  /** Findings for 100 tacrolimus orders, the upper end of what is expected; null: nobody has estimated it. */
  readonly per100: number | null;
  /** As the page prints it. */
  readonly said: string;
  readonly counts: (told: Told) => boolean;
}

const atTacrolimus = ({ service }: Told) => service !== 'tacrolimus-interaction';
const isFinding = (finding: string) => (told: Told) => atTacrolimus(told) && told.finding === finding;

export const ESTIMATES: readonly Estimate[] = [
  { part: '`interaction` A', per100: 3, said: '3', counts: isFinding('interaction') },
  { part: '`interaction` B', per100: 5, said: '3 to 5', counts: (told) => !atTacrolimus(told) },
  { part: '`start`', per100: 6, said: '6', counts: isFinding('start') },
  { part: '`electrolyte`', per100: 3, said: '2 to 3', counts: isFinding('electrolyte') },
  {
    part: 'slow decline',
    per100: 3,
    said: '3',
    counts: (told) => isFinding('aki-risk')(told) && told.summary.startsWith('Slow decline'),
  },
  { part: '`aki-stage`', per100: null, said: '-', counts: isFinding('aki-stage') },
  {
    part: '`aki-risk`, the rest',
    per100: null,
    said: '-',
    counts: (told) => isFinding('aki-risk')(told) && !told.summary.startsWith('Slow decline'),
  },
  { part: '`aki-baseline`', per100: null, said: '-', counts: isFinding('aki-baseline') },
  { part: '`trough-high`', per100: null, said: '-', counts: isFinding('trough-high') },
  { part: '`thiopurine-plan`', per100: null, said: '-', counts: isFinding('thiopurine-plan') },
  { part: '`maintenance-plan`', per100: null, said: '-', counts: isFinding('maintenance-plan') },
  { part: '`duration-over`', per100: null, said: '-', counts: isFinding('duration-over') },
  { part: '`duration-notice`', per100: null, said: '-', counts: isFinding('duration-notice') },
  // Its estimate: no card of its own, 12 "not checked" cards that become a warning.
  {
    part: '`monitoring`, "not checked" raised',
    per100: 12,
    said: '12',
    counts: (told) => isFinding('not-evaluated')(told) && told.severity === 'warning',
  },
  { part: '`monitoring`, potassium and magnesium', per100: null, said: '-', counts: isFinding('overdue-electrolytes') },
  { part: '"not checked"', per100: null, said: '-', counts: isFinding('not-evaluated') },
];

/** Whatever a call found: its cards, and what was only counted. */
export function toldBy({ cards, event }: InProcessAnswer): readonly Told[] {
  const service = event?.service ?? '';
  const shown = cards.map(({ extension, indicator, summary }): Told => {
    const trace = extension?.['org.tacrolimus-cds.trace'] as { readonly finding?: string } | undefined;
    return { service, finding: trace?.finding ?? '', severity: indicator, mode: 'live', summary };
  });
  const counted = (event?.rules ?? []).flatMap(({ mode, findings }) =>
    findings
      .filter((finding) => mode === 'silent' || finding.mode === 'silent')
      .map(({ id, severity }): Told => ({ service, finding: id, severity, mode: 'silent', summary: '' })),
  );
  return [...shown, ...counted];
}

export interface Measured {
  readonly estimate: Estimate;
  readonly live: number;
  readonly silent: number;
}

export function measured(told: readonly Told[], orders: number): readonly Measured[] {
  const per100 = (those: readonly Told[]) => Number(((100 * those.length) / orders).toFixed(1));
  return ESTIMATES.map((estimate) => {
    const own = told.filter(estimate.counts);
    return {
      estimate,
      live: per100(own.filter(({ mode }) => mode === 'live')),
      silent: per100(own.filter(({ mode }) => mode === 'silent')),
    };
  });
}

/** As rows of docs/clinical/burden.md#simulated, blanks aside. */
export function asRows(rows: readonly Measured[]): readonly string[] {
  const number = (value: number) => value.toFixed(1);
  return rows.map(({ estimate: { part, said }, live, silent }) =>
    ['', part, said, number(live), number(silent), ''].join(' | ').trim(),
  );
}
