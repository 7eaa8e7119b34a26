import { describe, expect, it } from '@jest/globals';
import type { ResultRow } from '../../bench/report/result-row.js';
import { judgeTargets, type Findings } from '../../bench/report/targets.js';
import { rows } from './result-rows.js';

const CPU = {
  'service@1': 1,
  'service@50': 1,
  'service-rs@1': 1,
  'service-es@1': 1,
  'other@1': 1,
  'steady-service': 1,
  'missing-plain@1': 1,
  'missing-failing@1': 1,
  'missing-paged@1': 1,
  'fetch-none@10': 1,
  'fetch-undici@10': 3,
  'fetch-service@10': 3.5,
  'observations-1000': 10,
  'observations-9900': 99,
  'observations-50000': 1,
  'callers@1': 1,
  'callers@200': 1,
};
const ratio = (value: number) => ({ cpuRatio: { median: value, least: value, most: value } });

function judge(changes: Readonly<Record<string, Partial<ResultRow>>> = {}, others: Partial<Findings> = {}) {
  const targets = judgeTargets({
    rows: rows(CPU, changes),
    memory: {
      samples: [
        { served: 50_000, rssMiB: 150 },
        { served: 100_000, rssMiB: 151 },
      ],
      peakMiB: 180,
    },
    starts: { service: [900, 1_000, 1_100], express: [300] },
    work: { evaluated: 1, otherDrugs: 0, perRule: {}, lost: 0 },
    store: 'sqlite',
    ...others,
  });
  return targets.flatMap(({ what, missedBy }) => (missedBy === null ? [] : [`${what}: ${missedBy}`]));
}

describe('targets', () => {
  it('all are met where every figure keeps its limit', () => {
    expect(judge()).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, Partial<ResultRow>>>, string]>([
    [
      'the worst number of connections decides',
      { 'service@1': ratio(6), 'service@50': ratio(3) },
      'CPU per request against bare Express, no token: 2 times the limit',
    ],
    ['the floor', { 'service-es@1': ratio(4) }, 'CPU per request against the floor, ES384: 2 times the limit'],
    ['other drugs', { 'other@1': ratio(3) }, 'other drug, CPU per request against bare Express: 2 times the limit'],
    ['p99', { 'service@50': { p99Ratio: 6 } }, 'p99 at 50 connections against bare Express: 2 times the limit'],
    [
      'a second round trip',
      { 'missing-plain@1': { p50: 42 } },
      'nothing prefetched, each search 20 ms, whole: median of one caller: 1.2 times the limit',
    ],
    [
      'the FHIR client, without the cost of being a server',
      { 'fetch-service@10': { cpuMs: 7 } },
      'CPU of the FHIR client per hook call against plain undici: 2 times the limit',
    ],
    [
      'growth beyond linear',
      { 'observations-9900': { cpuMs: 990 } },
      'growth of CPU with the number of Observations, as a power (1 is linear): 1.82 times the limit',
    ],
    [
      'callers that make each other dearer',
      { 'callers@200': { cpuMs: 2.2 } },
      'CPU per request of 200 callers at once against one: flat: 2 times the limit',
    ],
  ])('%s', (_title, changes, missed) => {
    expect(judge(changes)).toEqual([missed]);
  });

  it('memory has to be flat, and low', () => {
    const memory = {
      samples: [
        { served: 50_000, rssMiB: 150 },
        { served: 100_000, rssMiB: 330 },
      ],
      peakMiB: 600,
    };
    expect(judge({}, { memory })).toEqual([
      'memory after 100,000 requests against half as many: flat after warm-up: 2 times the limit',
      'highest memory of all: 2 times the limit',
    ]);
  });
});
