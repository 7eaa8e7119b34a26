import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findAnswerFaults } from '../support/field-case/check-answer.js';
import type { ScriptedAnswer } from '../support/field-case/field-case.js';
import { startUpstream, withPort, type UpstreamServer } from '../support/field-case/upstream-server.js';
import { startTestService, type TestService } from '../support/running-service.js';
import { post } from '../server/http/test-app.js';
import { AS_OF, collection, PATIENT_ID, prefetched, searchset } from './charts.js';
import type { Json } from './charts.js';
import { CHILDREN } from './amendments/children.js';
import { COURSE } from './amendments/course.js';
import { KIDNEYS } from './amendments/kidneys.js';
import { LEVELS } from './amendments/levels.js';
import { ELECTROLYTES } from './amendments/electrolytes.js';
import { FIRST_DOSE } from './amendments/first-dose.js';
import { NAMES } from './amendments/names.js';
import { chartOf, ordersOf, patientOf, type Story } from './amendments/notation.js';
import { OTHER_DRUGS } from './amendments/other-drugs.js';
import { PLAN } from './amendments/plan.js';
import { checkOf, type Row } from './amendments/row.js';
import { TOGETHER } from './amendments/together.js';
import { access } from './kinds/kind.js';

/**
 * The amendments and the further rules of the second edition, one patient per row, each number just below, at and above. Every row goes through the
 * whole service when an order is signed and when the chart is opened; `npm run test:deep` also selects and prescribes it, and
 * signs it once more with nothing prefetched and a FHIR server to ask. The core takes every third row: `test/cases` has the same
 * numbers rule by rule.
 */
const CLINICAL = new URL('../../docs/clinical/', import.meta.url);
const isDeep = process.env.TEST_DEEP !== undefined;
const HOOKS = isDeep ? ['order-sign', 'order-select', 'medication-prescribe'] : ['order-sign'];
const testDeep = isDeep ? test : test.skip;

const TABLES: Readonly<Record<string, readonly Row[]>> = {
  kidneys: KIDNEYS,
  children: CHILDREN,
  levels: LEVELS,
  course: COURSE,
  plan: PLAN,
  names: NAMES,
  'other drugs': OTHER_DRUGS,
  'first dose': FIRST_DOSE,
  electrolytes: ELECTROLYTES,
  together: TOGETHER,
};

let service: TestService;
let fhir: UpstreamServer;
const answers: ScriptedAnswer[] = [];
beforeAll(async () => {
  service = await startTestService({}, Date.parse(AS_OF));
  fhir = await startUpstream({ answers });
});
afterAll(async () => {
  await fhir.close();
  await service.close();
});

const ROWS = Object.entries(TABLES).flatMap(([table, rows]) => rows.map((each) => [table, each] as const));

const TAKEN = process.env.TESTS === 'core' ? ROWS.filter((_row, at) => at % 3 === 0) : ROWS;

describe.each(TAKEN.map(([table, each]) => [each.amendment, table, each.name, each] as const))(
  '%s %s: %s',
  (_amendment, _table, _name, { story, order, view, words }) => {
    test.each(HOOKS)('%s', async (hook) => {
      expect(findAnswerFaults(await call(hook, story, prefetch(story)), checkOf(order, words))).toEqual([]);
    });
    test('patient-view', async () => {
      expect(findAnswerFaults(await call('patient-view', story, prefetch(story)), checkOf(view))).toEqual([]);
    });
    testDeep('order-sign, fetching', async () => {
      serve(story);
      const answer = await call('order-sign', story, withPort(access(), fhir.port));
      expect(findAnswerFaults(answer, checkOf(order, words))).toEqual([]);
    });
  },
);

test('no row stands twice', () => {
  const names = ROWS.map(([table, each]) => `${table} ${each.amendment} ${each.name}`);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('the page of the amendments names each of them, and each has its rows', () => {
  const page = readFileSync(new URL('amendments.md', CLINICAL), 'utf8');
  const named = [...page.matchAll(/<\/a>([67](?:\.\d+)?) /g)].map(([, number]) => number);
  expect(named).toEqual([...Array.from({ length: 19 }, (_, index) => `6.${index + 1}`), '7']);
  expect(named.filter((number) => !ROWS.some(([, each]) => each.amendment === number))).toEqual([]);
});

function call(hook: string, story: Story, rest: Json) {
  const drafts = collection(ordersOf(story));
  const contexts: Readonly<Record<string, Json>> = {
    'order-select': { draftOrders: drafts, selections: ['MedicationRequest/draft-0'] },
    'medication-prescribe': { medications: drafts },
    'patient-view': {},
  };
  return post(`${service.url}/cds-services/tacrolimus-${hook}`, {
    hook,
    hookInstance: '5d3f0c6a-1c44-4b7a-8f0e-3b2a91c40003',
    context: { userId: 'Practitioner/dr-1', patientId: PATIENT_ID, ...(contexts[hook] ?? { draftOrders: drafts }) },
    ...rest,
  });
}

function prefetch(story: Story): Json {
  return { prefetch: { ...prefetched(chartOf(story)), patient: patientOf(story) } };
}

const ASKED_FOR: Readonly<Record<string, string>> = {
  creatinine: 'Observation\\?.*14682-9',
  tacrolimusLevels: 'Observation\\?.*77348-1',
  thiopurineTests: 'Observation\\?.*79713-4',
  monitoringTests: 'Observation\\?.*2823-3',
  medicationRequests: 'MedicationRequest\\?',
  medicationStatements: 'MedicationStatement\\?',
  medicationDispenses: 'MedicationDispense\\?',
  medicationAdministrations: 'MedicationAdministration\\?',
  conditions: 'Condition\\?',
  procedures: 'Procedure\\?',
  allergies: 'AllergyIntolerance\\?',
  testOrders: 'ServiceRequest\\?',
  screeningTests: 'Observation\\?.*5196-1',
};

/** The FHIR server holds this chart from now on. */
function serve(story: Story): void {
  const patient = { path: `^/fhir/Patient/${PATIENT_ID}$`, body: patientOf(story) };
  const searches = Object.entries(chartOf(story)).map(([source, resources]) => ({
    path: `^/fhir/${ASKED_FOR[source]!}`,
    body: searchset(resources),
  }));
  // As in prefetch: where what is looked for before the first dose was not given, nothing is said of it.
  const screening = story.screening === undefined ? [{ path: '^/fhir/Observation\\?.*5196-1', status: 403 }] : [];
  answers.splice(0, answers.length, patient, ...screening, ...searches);
}
