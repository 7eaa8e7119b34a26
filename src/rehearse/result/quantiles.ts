/** The value below which a share of a histogram lies: whole numbers, the place in the list is the value. null for an empty one. */
export function quantile(histogram: readonly number[], share: number): number | null {
  const total = histogram.reduce((sum, each) => sum + each, 0);
  if (total === 0) return null;
  let seen = 0;
  for (const [value, count] of histogram.entries()) {
    seen += count;
    if (seen >= total * share) return value;
  }
  return null;
}

/** The middle 95 % of resampled shares; null where too few resamplings had anything to divide by. */
export function interval(parts: readonly number[], wholes: readonly number[]): readonly [number, number] | null {
  const shares = wholes.flatMap((whole, at) => (whole > 0 ? [(parts[at] ?? 0) / whole] : [])).sort((a, b) => a - b);
  if (shares.length < wholes.length / 2 || shares.length === 0) return null;
  const at = (share: number) =>
    Number((shares[Math.min(shares.length - 1, Math.floor(share * shares.length))] ?? 0).toPrecision(4));
  return [at(0.025), at(0.975)];
}
