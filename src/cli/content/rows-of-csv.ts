import { readCsvTable } from '../../content/files/csv-table.js';
import { clinicalCase } from './clinical-case.js';

interface CsvRow {
  readonly line: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Fields that hold several entries; in a cell they are separated by `|` or by a line break. */
const LISTS: readonly string[] = [
  'alsoOrdered',
  'creatinine',
  'levels',
  'medications',
  'conditions',
  'procedures',
  'allergies',
  'tests',
  'pendingTests',
  'carePlans',
  'monitoring',
  'screening',
  'unreadableCreatinine',
  'unreadableLevels',
  'unreadableMedications',
  'suggestions',
  'cards',
];
const KNOWN: readonly string[] = [
  ...Object.keys(clinicalCase.shape),
  'boundary',
  'step',
  'unit',
  'twin',
  'below',
  'at',
  'above',
];

/**
 * Reads a table as a spreadsheet saves it: a head with the names of the fields, one case per line; commas or, as in many
 * European locales, semicolons between the cells; quotes around cells that hold either. An empty cell is not there.
 */
export function rowsOfCsv(text: string): { entries: CsvRow[]; faults: { line: number; message: string }[] } {
  const table = readCsvTable(text);
  if (table.fault !== null) return { entries: [], faults: [table.fault] };
  const [head, ...rows] = table.rows;
  if (head === undefined) return { entries: [], faults: [{ line: 1, message: 'the table is empty' }] };
  const names = head.cells;
  const unknown = names.filter((name) => name !== '' && !KNOWN.includes(name));
  if (unknown.length > 0) {
    const message = `unknown column ${unknown.join(', ')}; known here: ${KNOWN.join(', ')}`;
    return { entries: [], faults: [{ line: head.line, message }] };
  }
  return { entries: rows.map(({ line, cells }) => ({ line, fields: fieldsOf(names, cells) })), faults: [] };
}

function fieldsOf(names: readonly string[], cells: readonly string[]): Record<string, unknown> {
  const filled = names.map((name, at) => [name, cells[at] ?? ''] as const);
  return Object.fromEntries(
    filled.filter(([name, cell]) => name !== '' && cell !== '').map(([name, cell]) => [name, valueOf(name, cell)]),
  );
}

function valueOf(name: string, cell: string): unknown {
  if (LISTS.includes(name)) {
    return cell
      .split(/[|\n]/)
      .map((item) => item.trim())
      .filter((item) => item !== '');
  }
  if (name === 'order' && cell === 'none') return null;
  const isNumber = (name === 'age' || name === 'step') && /^\d+(\.\d+)?$/.test(cell);
  return isNumber ? Number(cell) : cell;
}
