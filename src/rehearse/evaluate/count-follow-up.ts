import type { ChartReader } from '../../domain/ports.js';
import { DAY_MS } from '../../domain/time.js';
import type { PatientRecord } from '../chart/patient-record.js';
import type { Signing } from '../chart/signed-orders.js';
import { addResampled, drawsOf } from './bootstrap.js';
import { countNotUnderstood } from './count-signing.js';
import { countSweptEpisodes } from './count-sweep.js';
import { countEpisodes, type Episodes, episodesOf, LEAD_DAYS } from './episodes.js';
import type { PatientContext, SweptSigning } from './patient-context.js';
import { chartThen } from './evaluate-signing.js';
import { delaysToNextOrder, followUp, type OutcomeName, OUTCOMES_OF } from './follow-up.js';
import { addList, count, type OpenTally } from './tally.js';

/** Holds a patient's cards against what came later, and names what of the whole chart was not understood. */
export async function countFollowUp(
  tally: OpenTally,
  record: PatientRecord,
  signings: readonly SweptSigning[],
  charts: ChartReader,
  context: PatientContext,
): Promise<void> {
  const [last] = signings.slice(-1);
  if (last === undefined) return;
  const whole = await wholeChart(record, last.signing, charts, context);
  if (whole === null) {
    count(tally, ['withoutFollowUp']);
    return;
  }
  countNotUnderstood(tally, whole, record.id);
  const outcomes = followUp(whole, context.content.content.params, context.end);
  const draws = drawsOf(record.id);
  for (const [rule, names] of Object.entries(OUTCOMES_OF)) {
    const told = signings.flatMap(({ signing, evaluation }) => {
      const event = evaluation.event.rules.find((each) => each.rule === rule);
      if (event === undefined) return [];
      return [{ at: signing.at, fires: event.findings.some(({ mode }) => mode !== 'silent') }];
    });
    for (const name of names) {
      const episodes = episodesOf(told, outcomes[name], context.end);
      countEpisodes(tally, ['outcomes', rule, name], episodes);
      addResampled(tally, ['outcomes', rule, name], episodes.counts, draws);
    }
  }
  countSweptEpisodes(tally, context.content.thresholds, signings, judgeOnce(signings, outcomes, context.end));
  const moments = signings.map(({ signing }) => signing.at);
  const delays = new Array<number>(LEAD_DAYS + 1).fill(0);
  for (const days of delaysToNextOrder(outcomes['creatinine-stage'], moments)) {
    const place = Math.min(days, LEAD_DAYS);
    delays[place] = (delays[place] ?? 0) + 1;
  }
  if (delays.some((patients) => patients > 0)) addList(tally, ['akiDelayDays'], delays);
}

/** Many values of many thresholds tell of the same orders of a patient: each such set of orders is looked at once. */
function judgeOnce(
  signings: readonly SweptSigning[],
  outcomes: ReturnType<typeof followUp>,
  end: number,
): (name: OutcomeName, fires: readonly boolean[]) => Episodes {
  const known = new Map<string, Episodes>();
  return (name, fires) => {
    const key = `${name} ${fires.map(Number).join('')}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const orders = signings.map(({ signing }, place) => ({ at: signing.at, fires: fires[place] === true }));
    const episodes = episodesOf(orders, outcomes[name], end);
    known.set(key, episodes);
    return episodes;
  };
}

/** The chart as it is at the end of the export, read by the same readers. */
function wholeChart(
  record: PatientRecord,
  { orders, prescriber }: Signing,
  charts: ChartReader,
  context: PatientContext,
) {
  const atTheEnd: Signing = {
    at: context.end + DAY_MS,
    dayOnly: false,
    prescriber,
    // Placed once more, as a carrier of the question: the chart holds the order itself as well.
    orders: orders.map((dated) => ({ ...dated })),
    tacrolimusOrders: orders.length,
  };
  return chartThen(record, atTheEnd, context.content, {
    charts,
    types: context.types,
    orders: record.drugs.flatMap(({ moment }) => moment.at ?? []),
  });
}
