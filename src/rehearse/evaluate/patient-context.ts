import type { RuleId } from '../../domain/finding.js';
import type { Evaluation } from '../../engine/evaluate/evaluate.js';
import type { ChartReader } from '../../domain/ports.js';
import type { Turnaround } from '../chart/moment.js';
import type { Signing } from '../chart/signed-orders.js';
import type { RehearsedContent } from './rehearsed-content.js';
import type { Swept } from './sweep.js';

/** What all patients of a run have in common. */
export interface PatientContext {
  readonly content: RehearsedContent;
  /** The content to compare with; null where there is none. */
  readonly vs: RehearsedContent | null;
  /** A reader for the next patient. */
  readonly charts: () => ChartReader;
  readonly vsCharts: (() => ChartReader) | null;
  readonly turnaround: Turnaround;
  readonly types: ReadonlySet<string>;
  /** Period of the orders, milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  /** Nothing is known after it: the end of the export's last day. */
  readonly end: number;
}

/** What was told of an order, and where another value of a threshold would have made a difference. */
export interface SweptOrder {
  /** Rules that told something, apart from what is only rehearsed. */
  readonly told: ReadonlySet<RuleId>;
  readonly swept: Swept;
}

export interface SweptSigning extends SweptOrder {
  readonly signing: Signing;
  readonly evaluation: Evaluation;
}
