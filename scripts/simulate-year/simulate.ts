import { generatePatients } from '../../sandbox/patients/generate.js';
import { createPrng, seedFrom, type Prng } from '../../sandbox/patients/prng.js';
import { prefetchOf, toRequest } from '../../sandbox/patients/to-request.js';
import type { HookName } from '../../src/domain/service-definition.js';
import type { CdsResponse } from '../../src/domain/card.js';
import { reactTo } from './clinician.js';
import { withMalfunctions, type Malfunction } from './malfunctions.js';
import { countCall, countOverride, createTally, type SeenCard, type Tally } from './tally.js';

export interface Simulation {
  /** `http://127.0.0.1:40123`: the real service, whose clock is `setTime`'s. */
  readonly url: string;
  readonly setTime: (ms: number) => void;
  readonly evaluations: number;
  /** A Monday, 00:00 UTC; milliseconds since the epoch. */
  readonly start: number;
  readonly weeks: number;
  readonly seed: number;
  readonly malfunctions: readonly Malfunction[];
  /** Called when a simulated week is over. */
  readonly onWeek?: (week: number, tally: Tally) => Promise<void> | void;
}

const WEEK_MS = 7 * 86_400_000;
const HOUR_MS = 3_600_000;
const CLINICIANS = 25;
/** Encounters at the same time: they share a moment. */
const AT_ONCE = 4;

/** Lives through the year, call by call over HTTP. @returns what the EHR itself has counted */
export async function simulate(options: Simulation): Promise<Tally> {
  const { evaluations, start, weeks, seed, onWeek } = options;
  const tally = createTally();
  const prng = createPrng(seed);
  const templates = await discover(options.url);
  for (let week = 0; week < weeks; week += 1) {
    const goal = Math.round((evaluations * (week + 1)) / weeks);
    const left = goal - tally.evaluations;
    let moment = start + week * WEEK_MS + 7 * HOUR_MS;
    // On average an encounter makes 1.9 calls; the step spreads them over the working week.
    const step = Math.floor((5.2 * 24 * HOUR_MS) / Math.max(1, Math.ceil(left / 1.9 / AT_ONCE)));
    while (tally.evaluations < goal) {
      options.setTime(moment);
      const wanted = goal - tally.evaluations;
      const batch = Array.from({ length: Math.min(AT_ONCE, wanted) }, () => createPrng(prng.int(0, 2 ** 31)));
      const most = Math.max(1, Math.floor(wanted / batch.length));
      await Promise.all(batch.map((own) => encounter(options, { templates, moment, week, most, tally, prng: own })));
      moment = Math.min(moment + step, start + (week + 1) * WEEK_MS - HOUR_MS);
    }
    await onWeek?.(week, tally);
  }
  return tally;
}

interface Encounter {
  readonly templates: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly moment: number;
  readonly week: number;
  readonly most: number;
  readonly tally: Tally;
  readonly prng: Prng;
}

/** One clinician with one patient: opens the chart (sometimes), selects an order (sometimes), signs it. */
async function encounter({ url, evaluations, seed, malfunctions }: Simulation, of: Encounter): Promise<void> {
  const { templates, moment, week, most, tally, prng } = of;
  // A third as many patients as calls, so that they come back.
  const number = prng.int(1, Math.max(1, Math.round(evaluations / 3)));
  const [patient] = generatePatients({ seed: seedFrom(`${seed} ${number}`), count: 1, asOf: moment });
  if (patient === undefined) throw new Error('no patient was generated');
  const user = `Practitioner/${prng.int(1, CLINICIANS)}`;
  const hooks: readonly HookName[] = [
    ...(prng.chance(0.4) ? (['patient-view'] as const) : []),
    ...(prng.chance(0.5) ? (['order-select'] as const) : []),
  ];
  for (const hook of [...hooks.slice(0, most - 1), 'order-sign'] as const) {
    const service = `tacrolimus-${hook}`;
    const prefetch = prefetchOf(patient, templates.get(service) ?? {}, {
      today: new Date(moment).toISOString().slice(0, 10),
      fhirServer: 'https://ehr.example/fhir',
      ignoreCount: true,
    });
    const body = toRequest(patient, hook, {
      fhirServer: null,
      prefetch: withMalfunctions(prefetch, week, malfunctions),
    });
    const answer = await post(`${url}/cds-services/${service}`, {
      ...body,
      hookInstance: crypto.randomUUID(),
      context: { ...body.context, userId: user },
    });
    if (answer.status !== 200 && answer.status !== 412) throw new Error(`${service} answered ${answer.status}`);
    const cards = answer.status === 200 ? cardsOf((await answer.json()) as CdsResponse) : [];
    countCall(tally, { at: moment, hook, patient: patient.id, user, cards });
    await answerCards(`${url}/cds-services/${service}/feedback`, cards, of);
  }
}

async function answerCards(url: string, cards: readonly SeenCard[], { moment, tally, prng }: Encounter): Promise<void> {
  const entries = cards.flatMap((card) => {
    const reaction = reactTo(card, moment, prng);
    if (reaction === null) return [];
    if (reaction.category === null) tally.accepted += 1;
    else countOverride(tally, card.rule, reaction.category);
    return [reaction.entry];
  });
  if (entries.length === 0) return;
  const answer = await post(url, { feedback: entries });
  if (answer.status !== 200) throw new Error(`feedback was answered ${answer.status}`);
}

function cardsOf({ cards }: CdsResponse): readonly SeenCard[] {
  return cards.map(({ uuid, indicator, extension }) => {
    const trace = extension?.['org.tacrolimus-cds.trace'] as { readonly rule?: string } | undefined;
    return { uuid, severity: indicator, rule: trace?.rule ?? 'data-gap' };
  });
}

async function discover(url: string): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const answer = await fetch(`${url}/cds-services`);
  const { services } = (await answer.json()) as {
    readonly services: readonly { readonly id: string; readonly prefetch?: Readonly<Record<string, string>> }[];
  };
  return new Map(services.map(({ id, prefetch = {} }) => [id, prefetch]));
}

function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
