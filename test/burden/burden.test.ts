import { beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { cohortStories } from '../../sandbox/patients/cohort.js';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { prefetchOf, toRequest } from '../../sandbox/patients/to-request.js';
import { AS_OF, draft } from '../field-cases/charts.js';
import { signing, signingTacrolimus } from '../field-cases/kinds/kind.js';
import { openInProcess, type InProcess, type InProcessAnswer } from '../support/in-process.js';
import { asRows, ESTIMATES, measured, type Told, toldBy } from './estimates.js';
import { messy } from './mess.js';
import { simulatedCourse } from './simulated-course.js';

/**
 * Honesty must not become noise: cards for 100 orders, on the stories of the sandbox and on a simulated year of courses,
 * without and with a twentieth of messy resources. Printed, and held to bounds.
 */
const NOW = Date.parse(AS_OF);
/** The deep tier takes a whole cohort, `.ci/run` (`BURDEN=part`) what the core takes; the bounds are per 100 orders, and hold for a part of it too. */
const IS_WHOLE = process.env.TEST_DEEP !== undefined && process.env.BURDEN !== 'part';
const COURSES = IS_WHOLE ? 200 : 40;

let service: InProcess;
beforeAll(async () => {
  service = await openInProcess(NOW);
});

interface Burden {
  readonly orders: number;
  /** Cards by topic and indicator. */
  readonly cards: ReadonlyMap<string, number>;
  readonly refused: number;
}

function burdenOf(answers: readonly InProcessAnswer[]): Burden {
  const cards = new Map<string, number>();
  for (const { source, indicator } of answers.flatMap((answer) => answer.cards)) {
    const name = `${indicator.padEnd(8)} ${source.topic?.code ?? '?'}`;
    cards.set(name, (cards.get(name) ?? 0) + 1);
  }
  return { orders: answers.length, cards, refused: answers.filter(({ refusedAs }) => refusedAs !== null).length };
}

/** How many of these for 100 orders. */
function per100({ orders, cards }: Burden, matches: (name: string) => boolean): number {
  const count = [...cards].filter(([name]) => matches(name)).reduce((sum, [, each]) => sum + each, 0);
  return Number(((100 * count) / orders).toFixed(1));
}

const isInfo = (name: string) => name.startsWith('info');
const isGap = (name: string) => name.endsWith('TacrolimusNotEvaluated');

function print(title: string, burden: Burden): void {
  const rows = [...burden.cards.keys()].sort().map((name) => `    ${per100(burden, (each) => each === name)}  ${name}`);
  process.stdout.write(
    [
      `${title}: ${burden.orders} orders; for 100 of them ${per100(burden, () => true)} cards, ` +
        `${per100(burden, isInfo)} info, ${per100(burden, isGap)} "not checked"; ${burden.refused} refused in all`,
      ...rows,
      '',
    ].join('\n'),
  );
}

interface Year extends Burden {
  readonly told: readonly Told[];
}

async function year(share: number): Promise<Year> {
  const answers: InProcessAnswer[] = [];
  const others: InProcessAnswer[] = [];
  for (let seed = 0; seed < COURSES; seed += 1) {
    const course = simulatedCourse(seed);
    for (const chart of course.orders) {
      const { service: id, body } = signingTacrolimus(messy(chart, share, seed));
      answers.push(await service.answer(id, body));
    }
    for (const { drug, chart } of course.others) {
      const { body } = signing(draft(drug), messy(chart, share, seed));
      others.push(await service.answer('tacrolimus-interaction', body));
    }
  }
  return { ...burdenOf(answers), told: [...answers, ...others].flatMap(toldBy) };
}

const PAGE = 'burden.md';

/** The rows of the page that has them, blanks aside. */
function rowsOfThePage(): string[] {
  const page = readFileSync(`docs/clinical/${PAGE}`, 'utf8').split('<a id="simulated"></a>')[1] ?? '';
  const parts = new Set(ESTIMATES.map(({ part }) => part));
  return page
    .split('\n')
    .map((line) => line.replaceAll(/ +/g, ' ').trim())
    .filter((line) => parts.has(line.split('|')[1]?.trim() ?? ''));
}

describe('cards for 100 orders', () => {
  test('the stories of the sandbox', async () => {
    const templates = service.templates('tacrolimus-order-sign');
    const answers: InProcessAnswer[] = [];
    for (const story of [...allStories(NOW), ...cohortStories(NOW)]) {
      const prefetch = prefetchOf(story, templates, {
        ...{ today: AS_OF.slice(0, 10), fhirServer: 'https://ehr.example/fhir', ignoreCount: true },
      });
      answers.push(
        await service.answer('tacrolimus-order-sign', toRequest(story, 'order-sign', { fhirServer: null, prefetch })),
      );
    }
    const burden = burdenOf(answers);
    print('stories', burden);
    expect(per100(burden, isInfo)).toBeLessThan(BOUNDS.stories);
  });

  test.each([
    ['a year without any mess', 0, 'clean'],
    ['a year with a twentieth of messy resources', 0.05, 'messy'],
  ] as const)('%s', async (title, share, bound) => {
    const burden = await year(share);
    print(title, burden);
    expect(per100(burden, isInfo)).toBeLessThan(BOUNDS[bound]);
    if (share > 0) return;

    // What exceeds twice its estimate is mended, or ships silent.
    const rows = measured(burden.told, burden.orders);
    process.stdout.write(`${asRows(rows).join('\n')}\n`);
    const over = rows.filter(({ estimate: { per100: most }, live }) => most !== null && live > 2 * most);
    expect(over.map(({ estimate, live }) => `${estimate.part}: ${live}`)).toEqual([]);
    // A part of the cohort has other figures than the whole, which the page has.
    if (IS_WHOLE) expect(rowsOfThePage()).toEqual(asRows(rows));
  });
});

/** Info cards for 100 orders, above which silence has become noise. */
const BOUNDS = { stories: 60, clean: 60, messy: 80 } as const;
