import { gzipSync } from 'node:zlib';
import type { SiegePatient } from './patients.js';

/** A body that somebody sends in order to hurt, and what it may be answered with beside 503 for a service that is full. */
export interface HostileBody {
  readonly name: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly allowed: readonly (number | 'cut')[];
}

type Json = Record<string, unknown>;

/**
 * Made once: what they cost is to be the service's matter.
 * @param call an honest body of this patient, with prefetch
 */
export function hostileBodies(call: Json, { story }: SiegePatient): readonly HostileBody[] {
  const subject = { reference: `Patient/${story.id}` };
  const creatinine = (index: number, more: Json = {}) => ({
    resource: {
      resourceType: 'Observation',
      id: `h-${index}`,
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code: '2160-0' }] },
      subject,
      effectiveDateTime: new Date(Date.now() - 3_600_000).toISOString(),
      valueQuantity: { value: 1 + (index % 7) / 10, unit: 'mg/dL', system: 'http://unitsofmeasure.org', code: 'mg/dL' },
      ...more,
    },
  });
  const withCreatinine = (entry: readonly unknown[]) => ({
    ...call,
    prefetch: { ...(call.prefetch as Json), creatinine: { resourceType: 'Bundle', type: 'searchset', entry } },
  });
  const text = JSON.stringify(call);
  const answered = [200, 400, 412];
  return [
    {
      name: 'one instant',
      body: JSON.stringify(withCreatinine(Array.from({ length: 2_000 }, (_, index) => creatinine(index)))),
      allowed: answered,
    },
    {
      name: 'unit of tabs',
      body: JSON.stringify(
        withCreatinine([creatinine(1, { valueQuantity: { value: 1, unit: '\t'.repeat(100_000) } })]),
      ),
      allowed: answered,
    },
    {
      name: 'system of slashes',
      body: JSON.stringify(
        withCreatinine([creatinine(1, { code: { coding: [{ system: '/'.repeat(100_000), code: 'x' }] } })]),
      ),
      allowed: answered,
    },
    {
      name: 'nested',
      body: text.replace('"prefetch":', `"extension":${'['.repeat(9_000)}${']'.repeat(9_000)},$&`),
      allowed: [400],
    },
    {
      name: 'prototype',
      body: text.replace('"context":', '"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}},$&'),
      allowed: [200],
    },
    { name: 'no JSON', body: text.slice(0, -20), allowed: [400] },
    { name: 'no UTF-8', body: Buffer.from(`{"hook":"\u00ff"}`, 'latin1'), allowed: [400] },
    { name: 'too large', body: `{"a":"${'x'.repeat(5_300_000)}"}`, allowed: [413, 'cut'] },
    {
      name: 'gzip bomb',
      body: gzipSync(Buffer.alloc(40_000_000, 32)),
      headers: { 'content-encoding': 'gzip' },
      allowed: [413, 'cut'],
    },
    {
      name: 'large',
      body: JSON.stringify({ ...call, extension: { padding: 'x'.repeat(2_500_000) } }),
      allowed: [200, 'cut'],
    },
    { name: 'other type', body: text, headers: { 'content-type': 'text/plain' }, allowed: [415] },
  ];
}
