import { afterAll, expect, jest, test } from '@jest/globals';
import { hang, startFakeFhirServer } from '../fhir/support/fake-fhir-server.js';
import { send } from '../server/http/test-app.js';
import { ALL_FOUR, CHART, findingsOf, fullPrefetch, hookCall, without } from './support/chart.js';
import { endChild, startChild, type RunningChild } from './support/child-service.js';

jest.setTimeout(240_000);

/** Large calls beside a FHIR server that hangs: each waits with its chart in memory until its deadline. */
let child: RunningChild | null = null;
afterAll(async () => {
  if (child !== null) await endChild(child);
});

const BYTES = 2_000_000;

test('more data in flight than the memory holds: what is too much is put off, the process lives and answers', async () => {
  const fhir = await startFakeFhirServer();
  for (const type of ['Condition', 'Patient']) fhir.on(type, hang);
  child = await startChild({ DEADLINE_MS: '8000', NODE_OPTIONS: '--max-old-space-size=160' });
  const whole = await fullPrefetch(child.url);
  const padding = Array.from({ length: 2_000 }, (_none, index) => ({
    resource: {
      resourceType: 'Observation',
      id: `o-${index}`,
      status: 'final',
      code: { coding: [{ system: 'urn:hospital', code: `c-${index}` }], text: 'x'.repeat(BYTES / 2_000 - 300) },
      subject: { reference: `Patient/${CHART.id}` },
      effectiveDateTime: '2026-11-01T08:00:00Z',
      valueQuantity: { value: index, unit: 'mg/dL' },
    },
  }));
  const creatinine = { resourceType: 'Bundle', type: 'searchset', entry: padding };
  const prefetch = { ...without(whole, 'conditions'), creatinine };
  const body = JSON.stringify(hookCall('order-sign', { prefetch, fhirServer: fhir.base }));
  expect(body.length).toBeGreaterThan(BYTES * 0.8);
  const call = (text: string) =>
    send(`${child?.url ?? ''}/cds-services/tacrolimus-order-sign`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text,
    });
  const answers = await Promise.all(
    Array.from({ length: 80 }, () =>
      call(body).then(
        ({ status }) => status,
        () => 0,
      ),
    ),
  );
  expect(child.process.exitCode ?? child.process.signalCode).toBeNull();
  expect(answers).toContain(503);
  expect(answers.filter((status) => ![0, 200, 412, 503].includes(status))).toEqual([]);
  // A connection that was cut off in the middle of its body is the other way to be put off.
  expect(answers.filter((status) => status === 200 || status === 412).length).toBeGreaterThan(0);
  const after = await call(JSON.stringify(hookCall('order-sign', { prefetch: whole })));
  expect(findingsOf(after.body)).toEqual(ALL_FOUR);
  await fhir.close();
});
