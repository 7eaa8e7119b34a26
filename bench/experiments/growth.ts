import { FINDINGS, withObservations } from '../load/request-bodies.js';
import { compare, type BenchContext, type Compared, type ComparedCase } from './bench-context.js';

/** The service takes 10,000 Bundle entries and 5 MiB; what is beyond has to be refused for less than it would cost. */
const TOO_MANY_ENTRIES = 10_001;
const TOO_LONG = 50_000;

/** Cost against the number of Observations in the prefetch, one call at a time, up to the cap and beyond it. */
export async function measureGrowth(context: BenchContext): Promise<readonly Compared[]> {
  const { scale } = context;
  for (const count of [...scale.observations, TOO_MANY_ENTRIES, TOO_LONG]) {
    await context.addBody(`observations-${count}`, withObservations(count, context.templates, context.asOf));
  }
  const group = 'by number of Observations';
  const taken = scale.observations.flatMap((count) => pairOf(context, group, count));
  const refused = [
    ...pairOf(context, `${group}, refused`, TOO_MANY_ENTRIES, { ours: 400 }),
    // The connection ends with such an answer.
    ...pairOf(context, `${group}, refused`, TOO_LONG, { ours: 413, express: 413 }).map((one) => ({
      ...one,
      maxRequests: 1,
    })),
  ];
  return [
    ...(await compare(context, taken, { rounds: scale.fewRounds })),
    ...(await compare(context, refused, { rounds: scale.rounds })),
  ];
}

function pairOf(
  { scale, express, storeless }: BenchContext,
  group: string,
  count: number,
  { ours, express: theirs }: { readonly ours?: number; readonly express?: number } = {},
): ComparedCase[] {
  const common = {
    group,
    baseline: `express-observations-${count}`,
    body: `observations-${count}`,
    connections: 1,
    milliseconds: scale.windowMs,
  };
  const label = `${count.toLocaleString('en')} Observations`;
  const findings = ours === undefined ? FINDINGS.small : [];
  return [
    { ...common, id: common.baseline, label: `bare Express 5, ${label}`, server: express, status: theirs },
    { ...common, id: common.body, label: `service, ${label}`, server: storeless, status: ours, findings },
  ];
}
