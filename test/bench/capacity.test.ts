import { describe, expect, it } from '@jest/globals';
import { capacityTable, storeTable, systemTable } from '../../bench/report/capacity.js';
import { rows } from './result-rows.js';

/** CPU milliseconds per call. */
const MIX = rows({
  'mix-other-no token@10': 1,
  'mix-tacrolimus-no token@10': 4,
  'mix-other-RS384@10': 1.2,
  'mix-tacrolimus-RS384@10': 4.2,
  'mix-other-ES384@10': 2,
  'mix-tacrolimus-ES384@10': 5,
});

function cells(table: string): string[][] {
  return table
    .split('\n')
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe('orders per core-hour', () => {
  it.each([
    ['other drug, no token', '3.6 million'],
    ['tacrolimus, no token', '900,000'],
    ['other drug, RS384', '3 million'],
    ['other drug, ES384', '1.8 million'],
    ['tacrolimus, ES384', '720,000'],
  ])('%s: an hour over the CPU of one call, %s', (call, orders) => {
    expect(cells(capacityTable(MIX)).find(([what]) => what === call)?.[2]).toBe(orders);
  });

  it('20 million orders a day are 231 a second: cores busy on average, in the peak hour, and to have', () => {
    expect(cells(systemTable(MIX))).toEqual([
      // 231.5/s x 1.0015 ms; four times that in the peak hour; twice that to have
      ['no token', '0.232', '0.927', '2'],
      ['RS384', '0.278', '1.11', '3'],
      ['ES384', '0.463', '1.85', '4'],
    ]);
  });

  it('a run without the calls of a hospital has no such table', () => {
    expect(() => capacityTable(rows({ 'service@10': 1 }))).toThrow('mix-other-no token@10');
  });
});

describe('cost of PostgreSQL', () => {
  it('says so where there was none', () => {
    expect(storeTable(MIX)).toContain('BENCH_DATABASE_URL');
  });

  it('lists what was measured with it', () => {
    expect(cells(storeTable(rows({ none: 1, postgres: 2 }))).map(([what]) => what)).toEqual(['postgres']);
  });
});
