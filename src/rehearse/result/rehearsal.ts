import type { FileBook } from '../reduce/keep-lines.js';
import type { Cell } from './cell.js';

/** What a rehearsal tells: the page, the CSV files and the JSON say this and nothing else. Small cells are suppressed already. */
export interface Rehearsal {
  /** Orders of an export, with what came later; or captured hook calls, of which nobody knows that. */
  readonly of: 'orders' | 'calls';
  readonly runId: string;
  readonly content: { readonly label: string; readonly version: string };
  readonly vs: { readonly label: string; readonly version: string } | null;
  readonly period: { readonly from: string | null; readonly to: string; readonly end: string };
  readonly input: {
    readonly files: readonly FileBook[];
    readonly brokenLines: readonly { readonly file: string; readonly lines: readonly number[] }[];
    readonly cutShort: readonly string[];
    /** Resource types that a live service would ask for, and of which the export holds nothing at all. */
    readonly typesMissing: readonly string[];
    readonly typesTakenAsNone: readonly string[];
    readonly drugsNotIdentified: Cell;
  };
  readonly population: {
    readonly patients: Cell;
    readonly patientsWithOrders: Cell;
    readonly signings: Cell;
    readonly tacrolimusOrders: Cell;
    readonly evaluated: Cell;
    readonly dayOnly: Cell;
  };
  readonly notRehearsed: readonly Counted[];
  readonly notEvaluable: readonly Counted[];
  readonly lookAhead: readonly (Counted & { readonly share: number | null })[];
  readonly statuses: readonly Counted[];
  readonly undated: readonly Counted[];
  readonly cards: {
    readonly all: Cell;
    readonly per100: number | null;
    readonly signingsWithCard: Cell;
    readonly byRule: readonly RuleCards[];
    readonly bySeverity: readonly (Counted & { readonly per100: number | null })[];
    readonly byFinding: readonly FindingCards[];
    readonly weeks: readonly WeekCards[];
    readonly prescriberDays: Spread & { readonly days: Cell; readonly prescriberKnown: number | null };
    readonly perPatient: Spread;
  };
  readonly rules: readonly RuleOutcomes[];
  readonly notUnderstood: readonly NotUnderstood[];
  readonly outcomes: readonly OutcomeRow[];
  /** From an AKI result to the next order, days. */
  readonly akiDelay: Spread & { readonly results: Cell };
  readonly thresholds: readonly ThresholdCurve[];
  readonly changes: {
    readonly compared: Cell;
    readonly changedOrders: Cell;
    readonly rows: readonly Change[];
    readonly cardsPer100: number | null;
  } | null;
}

export interface Counted {
  readonly name: string;
  readonly count: Cell;
}

export interface RuleCards {
  readonly rule: string;
  readonly info: Cell;
  readonly warning: Cell;
  readonly critical: Cell;
  readonly all: Cell;
  readonly per100: number | null;
}

export interface FindingCards extends Counted {
  readonly severity: string;
  readonly per100: number | null;
}

export interface WeekCards {
  readonly week: string;
  readonly orders: Cell;
  readonly cards: Cell;
  readonly per100: number | null;
}

/** Half of them have no more than the median, a tenth of them more than `p90`. */
export interface Spread {
  readonly p25: number | null;
  readonly median: number | null;
  readonly p75: number | null;
  readonly p90: number | null;
}

export interface RuleOutcomes {
  readonly rule: string;
  readonly findings: Cell;
  readonly silentFindings: Cell;
  readonly silent: Cell;
  readonly notApplicable: Cell;
  readonly indeterminate: Cell;
  readonly failed: Cell;
  readonly reasons: readonly (Counted & { readonly outcome: string })[];
}

export interface NotUnderstood extends Counted {
  readonly source: string;
  readonly reason: string;
  readonly kind: string;
  readonly system: string;
  readonly code: string;
  /** The line of content that would mend it, or where it is explained. */
  readonly mend: string;
}

/** Cards against what came later. */
export interface Foretold {
  readonly outcome: string;
  readonly episodes: Cell;
  readonly followed: Cell;
  readonly ppv: number | null;
  readonly events: Cell;
  readonly caught: Cell;
  readonly sensitivity: number | null;
  readonly leadMedian: number | null;
  readonly leadP25: number | null;
  readonly leadP75: number | null;
}

export interface OutcomeRow extends Foretold {
  readonly rule: string;
  readonly horizonDays: number;
  readonly excluded: Cell;
  readonly censored: Cell;
  readonly ppvInterval: readonly [number, number] | null;
  readonly sensitivityInterval: readonly [number, number] | null;
}

export interface ThresholdStep {
  readonly value: number;
  /** false: contradicts another setting of this content. */
  readonly allowed: boolean;
  readonly orders: Cell;
  readonly per100: number | null;
  readonly outcomes: readonly Foretold[];
}

export interface ThresholdCurve {
  readonly path: string;
  readonly rule: string;
  readonly unit: string | null;
  readonly what: string;
  readonly shipped: number;
  readonly site: number;
  readonly steps: readonly ThresholdStep[];
  /** Whether any value of it brings another number of orders. */
  readonly moves: boolean;
}

export interface Change extends Counted {
  readonly finding: string;
  readonly what: string;
  readonly why: string;
}
