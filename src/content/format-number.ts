const FORMAT = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 5, useGrouping: false });

/**
 * A number as a card prints it: at most 5 significant digits, a decimal point, no exponent, no trailing zeros. Five are
 * more than any laboratory reports, and they hide the tail of a unit conversion (18.66 nmol/L is 15.0036... ng/mL).
 * @throws RangeError for NaN and infinities, which are no measurement
 */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('not a finite number');
  return value === 0 ? '0' : FORMAT.format(value);
}
