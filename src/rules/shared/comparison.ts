/**
 * Relative tolerance of every comparison with a limit (docs/clinical/facts.md#tolerance): in IEEE arithmetic `1.4 -
 * 1.1` is 0.2999999999999998 and `1.2 / 0.8` is 1.4999999999999998, and a genuine rise must not be missed for that.
 */
const RELATIVE_TOLERANCE = 1e-6;

/** True when `value` reaches `limit`: ">=" with tolerance. */
export function reaches(value: number, limit: number): boolean {
  return value >= limit - Math.abs(limit) * RELATIVE_TOLERANCE;
}

/** True when `value` is above `limit`: ">" with tolerance, so a value equal to the limit is not above it. */
export function exceeds(value: number, limit: number): boolean {
  return value > limit + Math.abs(limit) * RELATIVE_TOLERANCE;
}
