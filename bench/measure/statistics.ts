/** The value below which `percent` of the values lie, by nearest rank. @throws RangeError for an empty list */
export function percentile(values: Iterable<number>, percent: number): number {
  const sorted = Float64Array.from(values).sort();
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('There are no values.');
  return value;
}

/** Of an even number of values, the mean of the two in the middle. @throws RangeError for an empty list */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('There are no values.');
  return (upper + lower) / 2;
}

/** A ratio that was measured several times. */
export interface Ratio {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/**
 * The ratio of two things that were measured in turns: each pair stands side by side in time, so what slows the machine
 * down slows both. @throws RangeError when the lists differ in length or are empty
 */
export function pairedRatio(values: readonly number[], baselines: readonly number[]): Ratio {
  if (values.length !== baselines.length) throw new RangeError('Every value needs its baseline.');
  const ratios = values.map((value, index) => value / (baselines[index] ?? NaN));
  return { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
}

/**
 * By what power of x does y grow? 1: linear, 2: quadratic. Least squares over the logarithms.
 * @throws RangeError for fewer than two points
 */
export function growthExponent(points: readonly { readonly x: number; readonly y: number }[]): number {
  if (points.length < 2) throw new RangeError('Growth needs two points.');
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const mean = (pick: (point: { x: number; y: number }) => number) =>
    logs.reduce((sum, point) => sum + pick(point), 0) / logs.length;
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
  const covariance = logs.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  const variance = logs.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  return covariance / variance;
}
