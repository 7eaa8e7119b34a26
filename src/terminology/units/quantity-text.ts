import type { Comparator } from '../../domain/lab-result.js';
import type { ReportedQuantity } from './measurement.js';

const MAX_LENGTH = 64;
/** Comparator, number, and at most one word as unit. */
const QUANTITY = /^(<=|>=|[<>≤≥])?\s*(-?\d{1,7}(?:[.,]\d{1,6})?)\s*([\p{L}%][^\s<>]{0,31})?$/u;
/** `1,234` is a thousand to some and one and a bit to others, so a comma counts as decimal before one or two digits only. */
const AMBIGUOUS_COMMA = /,\d{3,}$/;
const EXPONENT = /^e[+-]?\d+$/i;
const COMPARATORS: ReadonlyMap<string, Comparator> = new Map([
  ['<', '<'],
  ['<=', '<='],
  ['≤', '<='],
  ['>', '>'],
  ['>=', '>='],
  ['≥', '>='],
]);

/**
 * Reads a result that was sent as text: `<2`, `>30`, `14.2 ng/mL`, `12,5 ug/L`. The unit is null where none is written.
 * Anything else ("see comment", "5-7", "1e5") is null: not readable as one number.
 */
export function parseQuantityText(text: string): ReportedQuantity | null {
  if (text.length > MAX_LENGTH) return null;
  const parts = QUANTITY.exec(text.normalize('NFKC').trim());
  if (parts === null) return null;
  const [, comparator, number = '', unit] = parts;
  if (AMBIGUOUS_COMMA.test(number) || (unit !== undefined && EXPONENT.test(unit))) return null;
  return {
    value: Number(number.replace(',', '.')),
    unit: unit ?? null,
    system: null,
    code: null,
    comparator: comparator === undefined ? null : (COMPARATORS.get(comparator) ?? null),
  };
}
