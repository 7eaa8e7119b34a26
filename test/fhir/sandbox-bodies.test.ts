import { beforeAll, describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import type { HookRequest } from '../../src/domain/hook-request.js';
import { parseHookRequest } from '../../src/cds-hooks/request/parse-hook-request.js';
import type { HookName } from '../../src/domain/service-definition.js';
import type { ChartReader } from '../../src/domain/ports.js';
import { createFhirChartReader } from '../../src/fhir/chart-reader.js';
import { createTerminology } from '../../src/terminology/value-sets/create-terminology.js';
import type { ValueSetResource } from '../../src/terminology/value-sets/value-set-index.js';
import { callContext, service, readSnapshot, readOrders } from './support/samples.js';

const BODIES = new URL('../fixtures/requests/sandbox/', import.meta.url);
const VALUE_SETS = new URL('../../hooks/valuesets/', import.meta.url);

function readJson(url: URL): unknown {
  return JSON.parse(readFileSync(url, 'utf8'));
}

/** The captured body, under the names that our prefetch keys have. */
function captured(name: string, hook: HookName): HookRequest {
  const request = parseHookRequest({ id: 'x', hook }, readJson(new URL(`${name}.json`, BODIES)));
  const { levels, meds, ...rest } = Object.fromEntries(request.prefetch);
  return {
    ...request,
    fhirServer: null,
    prefetch: new Map(Object.entries({ ...rest, tacrolimusLevels: levels, medicationRequests: meds })),
  };
}

/** Bodies that the official Sandbox really sent, read with the product's own value sets. */
describe('the CDS Hooks Sandbox', () => {
  let reader: ChartReader;
  beforeAll(() => {
    const files = readdirSync(VALUE_SETS).filter((name) => name.endsWith('.json'));
    const valueSets = files.map((name) => readJson(new URL(name, VALUE_SETS)) as ValueSetResource);
    reader = createFhirChartReader({ terminology: createTerminology(valueSets) });
  });

  test('rx-view: a Prograf capsule for a kidney transplant', async () => {
    const orders = await readOrders(reader, captured('order-select.rx-view', 'order-select'), service(), callContext());
    expect(orders).toMatchObject({ draftTestOrders: [], unidentified: 0 });
    expect(orders.drafts).toHaveLength(1);
    expect(orders.drafts[0]).toMatchObject({
      drug: { kind: 'tacrolimus', route: 'systemic', release: 'immediate' },
      triggering: true,
      reference: 'MedicationRequest/request-123',
      reasons: [{ display: 'Transplant of kidney' }],
    });
    expect(orders.drafts[0]?.reasons[0]?.classes).toContain('kidney-transplant');
  });

  test.each<[string, HookName]>([
    ['order-select.rx-view.on-load-no-medication', 'order-select'],
    ['order-select.rx-view.tab-clicked-again', 'order-select'],
    ['order-select.pama', 'order-select'],
    ['order-sign.rx-sign.no-medication', 'order-sign'],
    ['patient-view', 'patient-view'],
  ])('%s holds no order of ours, and nobody to ask about one', async (name, hook) => {
    const orders = await readOrders(reader, captured(name, hook), service(), callContext());
    expect(orders).toMatchObject({ drafts: [], draftTestOrders: [], unidentified: 0 });
  });

  test('its prefetch: two levels, a female patient, and medications that are not ours', async () => {
    const request = captured('patient-view', 'patient-view');
    const sources = service('patient', 'tacrolimusLevels', 'medicationRequests');
    const snapshot = await readSnapshot(reader, request, sources, callContext());
    expect(snapshot.patient.items).toMatchObject([{ sex: 'female', birthDate: { reported: '1971-04-02' } }]);
    expect(snapshot.tacrolimusLevels.items.map(({ measurement }) => measurement.reported).sort()).toEqual([
      '16.4 ng/mL',
      '7.1 ng/mL',
    ]);
    // That Bundle answers a question with a status of its own, so it is no "none on record".
    expect(snapshot.medications).toMatchObject({ items: [], unread: [], asked: 'narrower', state: 'truncated' });
  });
});
