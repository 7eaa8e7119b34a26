/**
 * Tails of the beta-binomial distribution: how probable it is to see so few (so many) events in a week, given the weeks
 * before. A binomial tail with a fixed rate would take the rate of a few weeks for the truth and call too often; this one
 * averages the binomial over what those weeks leave open (Jeffreys prior, Beta(1/2, 1/2)).
 */
export interface Counted {
  readonly count: number;
  readonly of: number;
}

/** P(X <= now.count) among `now.of`. */
export function probabilityOfSoFew(now: Counted, before: Counted): number {
  return sumOfTerms(0, now.count, now.of, before);
}

/** P(X >= now.count) among `now.of`. */
export function probabilityOfSoMany(now: Counted, before: Counted): number {
  return sumOfTerms(now.count, now.of, now.of, before);
}

/** The rate that the weeks before suggest; never quite 0 or 1. */
export function expectedRate(before: Counted): number {
  return (before.count + 0.5) / (before.of + 1);
}

function sumOfTerms(from: number, to: number, of: number, before: Counted): number {
  const a = before.count + 0.5;
  const b = before.of - before.count + 0.5;
  const whole = logBeta(a, b);
  let sum = 0;
  for (let k = from; k <= to; k += 1) {
    const choose = logGamma(of + 1) - logGamma(k + 1) - logGamma(of - k + 1);
    sum += Math.exp(choose + logBeta(k + a, of - k + b) - whole);
  }
  return Math.min(1, sum);
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Stirling's series (Abramowitz and Stegun 6.1.41), moved up to x >= 8 where it is good to 1e-12. For x > 0. */
function logGamma(x: number): number {
  if (x < 8) return logGamma(x + 1) - Math.log(x);
  const inverse = 1 / x;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
}
