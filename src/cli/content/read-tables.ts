import { isMap, isSeq, LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';
import { yamlFault } from '../../content/files/yaml-source.js';
import { flattenParams } from '../../engine/explain/compare-params.js';
import type { RuleParams } from '../../rules/index.js';
import { boundaryRows, isBoundary } from './boundary-rows.js';
import { CaseError } from './case-error.js';
import { clinicalCase, clinicalTable, type ClinicalCase } from './clinical-case.js';
import { rowsOfCsv } from './rows-of-csv.js';
import { fillPlaceholders } from './placeholders.js';

/** One row, ready to be evaluated, and where it stands. */
export interface PlacedCase {
  readonly file: string;
  readonly line: number;
  readonly row: ClinicalCase;
}

/** A row or a whole file that cannot be read. */
export interface CaseFault {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export interface CaseTable {
  readonly cases: readonly PlacedCase[];
  readonly faults: readonly CaseFault[];
}

interface RawEntry {
  readonly line: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A table as it was written: its rows still name thresholds, where they do, instead of numbers. */
interface WrittenTable {
  readonly file: string;
  readonly entries: readonly RawEntry[];
  readonly faults: readonly CaseFault[];
}

/**
 * Reads a table of cases, YAML or CSV by the ending of its name, and writes the thresholds in force into it.
 * What cannot be read is listed with its line; the other rows are still there.
 */
export function readTable(file: string, text: string, params: RuleParams): CaseTable {
  return tableUnder(params, parseTable(file, text));
}

/** The first half of `readTable`, for who reads one table under many thresholds. */
export function parseTable(file: string, text: string): WrittenTable {
  const { entries, faults } = file.toLowerCase().endsWith('.csv') ? rowsOfCsv(text) : rowsOfYaml(text);
  return { file, entries, faults: faults.map((fault) => ({ file, ...fault })) };
}

/** The second half. */
export function tableUnder(params: RuleParams, { file, entries, faults: unread }: WrittenTable): CaseTable {
  const names = flattenParams(params);
  const cases: PlacedCase[] = [];
  const faults: CaseFault[] = [...unread];
  for (const { line, fields } of entries) {
    try {
      const now = { ms: Date.parse(textOf(fields.now) ?? DEFAULT_NOW), zone: textOf(fields.zone) ?? 'UTC' };
      const rows = isBoundary(fields) ? boundaryRows(fields, names, now) : [fillPlaceholders(fields, names)];
      for (const row of rows) cases.push({ file, line, row: clinicalCase.parse(row) });
    } catch (error) {
      faults.push({ file, line, message: faultText(error) });
    }
  }
  return { cases, faults };
}

const DEFAULT_NOW = '2026-11-22T12:00:00Z';

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function rowsOfYaml(text: string): { entries: RawEntry[]; faults: Omit<CaseFault, 'file'>[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    return { entries: [], faults: [{ line: lines.linePos(syntax.pos[0]).line, message: yamlFault(syntax) }] };
  }
  const checked = clinicalTable.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (!checked.success) return { entries: [], faults: [{ line: 1, message: faultText(checked.error) }] };
  const { rule, given, cases } = checked.data;
  const items: unknown = isMap(document.contents) ? document.contents.get('cases', true) : null;
  const lineOf = (at: number) => {
    const node: unknown = isSeq(items) ? items.items[at] : null;
    return isMap(node) ? lines.linePos(node.range?.[0] ?? 0).line : 1;
  };
  const shared = { ...(rule === undefined ? {} : { rule }), ...given };
  return { entries: cases.map((fields, at) => ({ line: lineOf(at), fields: { ...shared, ...fields } })), faults: [] };
}

function faultText(error: unknown): string {
  if (error instanceof CaseError) return error.message;
  if (!(error instanceof z.ZodError)) return 'cannot be read';
  return error.issues.map((issue) => `${issue.path.map(String).join('.') || 'row'}: ${issue.message}`).join('; ');
}
