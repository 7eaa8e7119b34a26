import { CsvError, parse } from 'csv-parse/sync';

/** One row of a CSV file: its cells, and the line it begins on. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvTable {
  readonly rows: readonly CsvRow[];
  /** Why the rest could not be read, with its line; then `rows` is empty, because half a table is none. */
  readonly fault: { readonly line: number; readonly message: string } | null;
}

/** With `info` and `raw`, which the types of csv-parse leave out of its answer. */
interface ParsedRecord {
  readonly record: readonly string[];
  readonly raw: string;
  readonly info: { readonly lines: number };
}

const FAULTS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote (") is opened here or above and never closed',
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: 'text follows a closing quote ("); a quote inside a cell is written twice',
};

/**
 * Reads CSV as spreadsheets write it (RFC 4180): quotes around a cell, doubled quotes inside one, lines of either kind.
 * The separator - comma, semicolon or tab - is the one that the first line holds most of. Blank lines are left out.
 */
export function readCsvTable(text: string): CsvTable {
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  try {
    const records = parse(source, {
      delimiter: separatorOf(source.split('\n', 1).join('')),
      recordDelimiter: '\n',
      relaxColumnCount: true,
      relaxQuotes: true,
      skipRecordsWithEmptyValues: true,
      trim: true,
      info: true,
      raw: true,
    }) as unknown as readonly ParsedRecord[];
    return { rows: records.map(rowOf), fault: null };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : 1;
    return { rows: [], fault: { line, message: FAULTS[error.code] ?? 'is no CSV' } };
  }
}

/** csv-parse tells the line that a record ends on; a cell may hold line ends, so it may have begun further up. */
function rowOf({ record, raw, info }: ParsedRecord): CsvRow {
  const within = raw.trim().split('\n').length - 1;
  return { line: info.lines - within, cells: record.map((cell) => cell.trim()) };
}

function separatorOf(firstLine: string): string {
  const count = (separator: string) => firstLine.split(separator).length;
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best));
}
