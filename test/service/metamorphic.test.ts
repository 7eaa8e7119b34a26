import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Bundle, BundleEntry, FhirResource, Observation } from 'fhir/r4.js';
import { buildStory } from '../../sandbox/patients/build-story.js';
import { PROBLEMS, TESTS } from '../../sandbox/patients/codes.js';
import { generatePatients } from '../../sandbox/patients/generate.js';
import type { LabPoint } from '../../sandbox/patients/lab-resources.js';
import { medicationRequest } from '../../sandbox/patients/medication-resources.js';
import { createTimeline } from '../../sandbox/patients/timeline.js';
import { prefetchOf, toRequest, type Requestable } from '../../sandbox/patients/to-request.js';
import { loadContent, type Content } from '../../src/content/load-content.js';
import { evaluate } from '../../src/engine/evaluate/evaluate.js';
import { createFhirChartReader } from '../../src/fhir/chart-reader.js';
import { parseHookRequest } from '../../src/cds-hooks/request/parse-hook-request.js';
import type { Card } from '../../src/domain/card.js';
import { RULES } from '../../src/rules/index.js';
import { NOW, traceOf } from '../support/running-service.js';

/** Laws that hold whatever the chart: the engine, the rules, the mappers and the cards as shipped, without the sockets. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
let content: Content;
beforeAll(async () => {
  content = await loadContent({ hooksDir: `${ROOT}/hooks`, cardsDir: `${ROOT}/cards` });
});

type Prefetch = Readonly<Record<string, FhirResource>>;

function prefetch(patient: Requestable): Prefetch {
  const service = content.services[0]!;
  const templates = Object.fromEntries(Object.entries(service.sources).map(([key, { template }]) => [key, template]));
  return prefetchOf(patient, templates, {
    today: '2026-11-22',
    fhirServer: 'https://ehr.example/fhir',
    ignoreCount: true,
  });
}

async function cards(patient: Requestable, given: Prefetch = prefetch(patient)): Promise<readonly Card[]> {
  const service = content.services.find(({ hook }) => hook === 'order-sign')!;
  const body = toRequest(patient, 'order-sign', { fhirServer: null, prefetch: given });
  const request = parseHookRequest(service, JSON.parse(JSON.stringify(body)));
  const { signal } = new AbortController();
  const call = { asOf: NOW, timeZone: content.params.timeZone, signal, startedAt: performance.now() };
  const charts = createFhirChartReader({ terminology: content.terminology });
  const chart = await charts.openChart(request, service, call);
  const { answer } = await evaluate(service, request, chart, {
    content,
    rules: RULES,
    asOf: NOW,
    newUuid: randomUUID,
  });
  return answer.kind === 'cards' ? answer.cards : [];
}

function bytes(answer: readonly Card[]): string {
  return JSON.stringify(answer).replaceAll(/"uuid":"[0-9a-f-]{36}"/g, '');
}

/** `aki-stage critical 2`: what was found, how serious it is, and for kidney injury the stage. */
function findings(answer: readonly Card[]): readonly string[] {
  return answer.map((card) => `${traceOf(card).finding} ${card.indicator} ${stageIn(card)}`).sort();
}

function stageIn({ summary }: Card): number {
  return Number(/AKI warning stage (\d)/.exec(summary)?.[1] ?? 0);
}

/** The answer with the entries of every Bundle replaced. */
function edited(
  given: Prefetch,
  edit: (entries: readonly BundleEntry[], key: string) => readonly BundleEntry[],
): Prefetch {
  return Object.fromEntries(
    Object.entries(given).map(([key, answer]): [string, FhirResource] => {
      if (answer.resourceType !== 'Bundle') return [key, answer];
      const entry = [...edit(answer.entry ?? [], key)];
      const rest = { ...answer };
      delete rest.total;
      return [key, { ...rest, ...(entry.length === 0 ? {} : { entry }) } satisfies Bundle];
    }),
  );
}

const patients = fc.integer({ min: 1, max: 1_000_000 }).map((seed): Requestable => {
  const [patient] = [...generatePatients({ seed, count: 1, asOf: NOW })];
  return patient!;
});

describe('what must not matter', () => {
  test('the generated patients are no quiet crowd: most kinds of card occur among them', async () => {
    const found = new Set<string>();
    for (const patient of generatePatients({ seed: 7, count: 150, asOf: NOW })) {
      for (const card of await cards(patient)) found.add(traceOf(card).finding);
    }
    expect([...found].sort()).toEqual(
      expect.arrayContaining(['aki-stage', 'duration-over', 'not-evaluated', 'thiopurine-plan', 'trough-high']),
    );
  });

  test('the order of the results', async () => {
    await fc.assert(
      fc.asyncProperty(patients, fc.array(fc.nat(), { minLength: 40, maxLength: 40 }), async (patient, ranks) => {
        const shuffled = edited(prefetch(patient), (entries) =>
          [...entries]
            .map((entry, index) => ({ entry, rank: ranks[index % ranks.length] ?? 0 }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ entry }) => entry),
        );
        expect(bytes(await cards(patient, shuffled))).toBe(bytes(await cards(patient)));
      }),
      { numRuns: 60 },
    );
  });

  test('every record sent twice', async () => {
    await fc.assert(
      fc.asyncProperty(patients, async (patient) => {
        const doubled = edited(prefetch(patient), (entries) => [...entries, ...entries]);
        expect(bytes(await cards(patient, doubled))).toBe(bytes(await cards(patient)));
      }),
      { numRuns: 60 },
    );
  });

  test('every laboratory result sent again under another id', async () => {
    await fc.assert(
      fc.asyncProperty(patients, async (patient) => {
        const again = edited(prefetch(patient), (entries) => [
          ...entries,
          ...entries
            .filter(({ resource }) => resource?.resourceType === 'Observation')
            .map(({ resource }) => ({ resource: { ...resource!, id: `${resource?.id ?? ''}-again` } })),
        ]);
        expect(findings(await cards(patient, again))).toEqual(findings(await cards(patient)));
      }),
      { numRuns: 60 },
    );
  });

  test('records that have nothing to do with it', async () => {
    await fc.assert(
      fc.asyncProperty(patients, async (patient) => {
        const more = edited(prefetch(patient), (entries, key) => [...entries, ...unrelated(patient.id, key)]);
        expect(bytes(await cards(patient, more))).toBe(bytes(await cards(patient)));
      }),
      { numRuns: 60 },
    );
  });
});

const SODIUM = {
  coding: [{ system: 'http://loinc.org', code: '2951-2', display: 'Sodium [Moles/volume] in Serum or Plasma' }],
};

/** Beside each kind of record another of its kind, and strangers; a chart that had none of the kind now has one. */
function unrelated(patientId: string, key: string): readonly BundleEntry[] {
  const subject = { reference: `Patient/${patientId}` };
  const strangers: FhirResource[] = [
    { resourceType: 'Encounter', id: `visit-${key}`, status: 'finished', class: { code: 'AMB' }, subject },
    { resourceType: 'Organization', id: `ward-${key}`, name: 'Ward' },
  ];
  const sodium: Observation = {
    resourceType: 'Observation',
    id: `sodium-${key}`,
    status: 'final',
    code: SODIUM,
    subject,
    effectiveDateTime: '2026-11-22T16:00:00Z',
    valueQuantity: { value: 400, unit: 'umol/L' },
  };
  const ofKind: Readonly<Record<string, FhirResource>> = {
    creatinine: sodium,
    tacrolimusLevels: sodium,
    medicationRequests: medicationRequest({
      patientId,
      id: 'pantoprazole',
      // Nothing that a card looks for: not a treatment of the bowel, and no partner of tacrolimus.
      drug: { text: 'pantoprazole 40 mg tablet' },
      authoredOn: '2024-01-01',
    }),
    conditions: { resourceType: 'Condition', id: 'pressure', code: PROBLEMS.hypertension, subject },
    allergies: { resourceType: 'AllergyIntolerance', id: 'nuts', code: { text: 'peanut' }, patient: subject },
  };
  const own = ofKind[key];
  return [...strangers, ...(own === undefined ? [] : [own])].map((resource) => ({ resource }));
}

type Sample = readonly [hoursAgo: number, hundredths: number];
/** The latest first. */
type Series = readonly [Sample, ...Sample[]];

/** Creatinine in hundredths of mg/dL, at whole hours; the latest is two hours old. */
const series = fc
  .tuple(
    fc.integer({ min: 30, max: 700 }),
    fc.array(
      fc.tuple(
        fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 9000 })),
        fc.integer({ min: 30, max: 700 }),
      ),
      {
        maxLength: 8,
      },
    ),
  )
  .map(([latest, earlier]): Series => [[2, latest], ...earlier.map(([hours, value]): Sample => [hours + 2, value])]);

/** umol/L in 1 mg/dL: creatinine weighs 113.12 g/mol. */
const MICROMOL = 1e4 / 113.12;

function patientWith(
  points: readonly LabPoint[],
  gender: 'female' | 'male',
  levels?: readonly LabPoint[],
): Requestable {
  return buildStory(
    {
      id: 'twin',
      title: 'Twin',
      story: 'One series in two units.',
      expected: [],
      gender,
      creatinine: points,
      ...(levels === undefined ? {} : { levels }),
    },
    createTimeline(NOW),
  );
}

function inMass(points: Series): readonly LabPoint[] {
  return points.map(([hoursAgo, value]) => ({
    hoursAgo,
    value: value / 100,
    unit: 'mg/dL',
    code: TESTS.creatinineMass,
  }));
}

function inMoles(points: Series): readonly LabPoint[] {
  return points.map(([hoursAgo, value]) => ({ hoursAgo, value: (value / 100) * MICROMOL, unit: 'umol/L' }));
}

const sex = fc.constantFrom('female' as const, 'male' as const);

describe('twins', () => {
  test('mg/dL and umol/L: the same findings and stage, outside the sliver between 353.6 and 354', async () => {
    await fc.assert(
      fc.asyncProperty(
        // 4.00 mg/dL is 353.6 umol/L: at the limit of the one, below that of the other.
        series.filter(([[, latest]]) => latest !== 400),
        sex,
        async (points, gender) => {
          const mass = findings(await cards(patientWith(inMass(points), gender)));
          expect(findings(await cards(patientWith(inMoles(points), gender)))).toEqual(mass);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('every other result in the other unit: the same again', async () => {
    await fc.assert(
      fc.asyncProperty(
        series.filter(([[, latest]]) => latest !== 400),
        sex,
        async (points, gender) => {
          const [mass, moles] = [inMass(points), inMoles(points)];
          const mixed = mass.map((point, index) => (index % 2 === 0 ? point : moles[index]!));
          expect(findings(await cards(patientWith(mixed, gender)))).toEqual(
            findings(await cards(patientWith(mass, gender))),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  test('levels in ng/mL, ug/L and nmol/L: the same findings, on no limit', async () => {
    const NANOMOL = 1e3 / 804.02; // tacrolimus weighs 804.02 g/mol
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 10, max: 400 }).filter((tenths) => tenths !== 150 && tenths !== 200),
        async (tenths) => {
          const of = async (value: number, unit: string) =>
            findings(
              await cards(patientWith([], 'female', [{ hoursAgo: 2, value, unit, code: TESTS.tacrolimusUnitless }])),
            );
          const mass = await of(tenths / 10, 'ng/mL');
          expect(await of(tenths / 10, 'ug/L')).toEqual(mass);
          expect(await of((tenths / 10) * NANOMOL, 'nmol/L')).toEqual(mass);
        },
      ),
      { numRuns: 100 },
    );
  });
});

test('raising the last creatinine never lowers the stage, nor turns a stage into silence', async () => {
  await fc.assert(
    fc.asyncProperty(
      series,
      sex,
      fc.boolean(),
      fc.integer({ min: 1, max: 400 }),
      async (points, gender, molar, more) => {
        const [[hours, latest], ...earlier] = points;
        const higher: Series = [[hours, latest + more], ...earlier];
        const stage = async (chosen: Series) => {
          const answer = await cards(patientWith(molar ? inMoles(chosen) : inMass(chosen), gender));
          return Math.max(0, ...answer.map(stageIn));
        };
        expect(await stage(higher)).toBeGreaterThanOrEqual(await stage(points));
      },
    ),
    { numRuns: 150 },
  );
});

test('raising the last level never takes the trough card away, nor makes it less serious', async () => {
  const RANK = ['none', 'warning', 'critical'];
  const rank = async (tenths: number) => {
    const answer = await cards(patientWith([], 'male', [{ hoursAgo: 2, value: tenths / 10 }]));
    return RANK.indexOf(answer.find((card) => traceOf(card).finding === 'trough-high')?.indicator ?? 'none');
  };
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 200 }), async (tenths, more) => {
      expect(await rank(tenths + more)).toBeGreaterThanOrEqual(await rank(tenths));
    }),
    { numRuns: 60 },
  );
});
