const FORMAT = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 7, useGrouping: false });

/**
 * A number as a card prints it: at most 7 significant digits, a decimal point, no exponent, no trailing zeros. The rules
 * hand over what a laboratory would print (src/rules/printed-amount.ts); the digits keep apart what they hold apart, which
 * is a millionth: a level of 15.0002 ng/mL must not read as 15.
 * @throws RangeError for NaN and infinities, which are no measurement
 */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('not a finite number');
  return value === 0 ? '0' : FORMAT.format(value);
}
