/**
 * A count as it may leave the site. A few orders may point at a patient, so 1 to 4 of them are told as `few` and never as a number, and no
 * rate is made of them.
 */
export type Cell = number | 'few';

const FEW_BELOW = 5;

export function cell(count: number): Cell {
  return count > 0 && count < FEW_BELOW ? 'few' : count;
}

/** A share, or a rate per 100: null where a part of it is few, or there is nothing to divide by. */
export function rate(part: Cell, whole: Cell, per = 1): number | null {
  if (part === 'few' || whole === 'few' || whole === 0) return null;
  return Number(((part / whole) * per).toPrecision(6));
}

export function cellText(count: Cell): string {
  return count === 'few' ? '<5' : String(count);
}

/** `12.3`; `-` where it may not be told or cannot be worked out. */
export function rateText(value: number | null, digits = 1): string {
  return value === null ? '–' : value.toFixed(digits);
}
