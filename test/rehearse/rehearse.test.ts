import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { countsAt } from '../../src/rehearse/evaluate/count-sweep.js';
import { numberAt, type Tally } from '../../src/rehearse/evaluate/tally.js';
import { Site } from '../cli/site.js';
import { countsIn, type MadeExport, makeExport, rehearse } from './made-export.js';

jest.setTimeout(600_000);

let made: MadeExport;
let site: Site;
let out: string;
let tally: Tally;
let printed: string;
beforeAll(async () => {
  made = await makeExport('--patients', '100', '--share', '0.2', '--seed', '5');
  site = await Site.make({ 'hooks/rules.yaml': 'trough:\n  limit: 12\n' });
  out = made.path('first');
  const { code, out: text, err } = await rehearse(made, out, '--vs', site.folder);
  if (code !== 0) throw new Error(err);
  printed = text;
  ({ tally } = await countsIn(out));
});
afterAll(async () => {
  await made.discard();
  await site.discard();
});

const file = (name: string, folder = out) => readFile(join(folder, name), 'utf8');

/** Rows of a CSV file by the names of its head; nothing in it is quoted but the last column. */
async function csv(name: string): Promise<readonly Readonly<Record<string, string>>[]> {
  const [head = '', ...rows] = (await file(`csv/${name}.csv`)).trimEnd().split('\r\n');
  const names = head.split(',');
  return rows.map((row) => Object.fromEntries(row.split(',').map((value, at) => [names[at] ?? '', value])));
}

describe('a rehearsal finds what happened', () => {
  test('under the name of a folder, and not the place where it lies', async () => {
    const { vs } = JSON.parse(await file('rehearsal.json')) as { readonly vs: { readonly label: string } };
    expect(vs.label).toBe(basename(site.folder));
    expect(await file('rehearsal.html')).not.toContain(site.folder);
  });

  test('every patient and every order, and why an order is none', () => {
    expect(numberAt(tally, ['patients'])).toBe(made.truth.tacrolimusPatients);
    expect(numberAt(tally, ['signings'])).toBe(made.truth.orders);
    expect(numberAt(tally, ['evaluated'])).toBe(made.truth.orders);
    expect(numberAt(tally, ['notRehearsed', 'no-moment'])).toBe(made.truth.withoutMoment);
    expect(numberAt(tally, ['notRehearsed', 'entered-in-error'])).toBe(made.truth.enteredInError);
  });

  test('the cards that each order would have had, with what was known then', () => {
    expect(numberAt(tally, ['rules', 'trough', 'outcomes', 'findings'])).toBe(made.truth.troughHigh['15']);
    expect(numberAt(tally, ['rules', 'aki', 'findings', 'aki-stage', 'critical'])).toBe(made.truth.akiStage);
    expect(numberAt(tally, ['rules', 'duration', 'findings', 'duration-over', 'warning'])).toBe(
      made.truth.durationOver,
    );
  });

  test('another limit, without another run', () => {
    const ordersAt = (value: number) =>
      numberAt(countsAt(tally, { rule: 'trough', path: 'trough.limit' }, value), ['orders']);
    expect(ordersAt(15)).toBe(made.truth.troughHigh['15']);
    expect(ordersAt(12)).toBe(made.truth.troughHigh['12']);
  });

  test('and a run with another content says the same as the sweep, and why each order changed', () => {
    const appears = numberAt(tally, [
      ...['vs', 'changes', 'trough-high', 'appears'],
      'trough.limit: 15 -> 12 ng/mL: a level above 12 fires; also interaction: a pair of drugs is managed at or below it (the AKI card has aki.highTroughFrom of its own)',
    ]);
    expect(appears).toBe(made.truth.troughHigh['12'] - made.truth.troughHigh['15']);
  });
});

test('a content that has no moment of an export is refused before anything is read', async () => {
  const silent = await Site.make({
    'hooks/services/tacrolimus-order-sign.yaml': 'enabled: false\n',
    'hooks/services/tacrolimus-medication-prescribe.yaml': 'enabled: false\n',
  });
  const { code, err } = await rehearse(made, made.path('refused'), '--vs', silent.folder);
  expect([code, err]).toEqual([expect.any(Number), expect.stringContaining('no service for order-sign')]);
  expect(code).not.toBe(0);
  expect(await readdir(made.path('refused')).catch(() => [])).toEqual([]);
  await silent.discard();
});

describe('what is written', () => {
  test('the terminal has the answer first', () => {
    expect(printed).toMatch(/^\d+\.\d cards per 100 orders, on \d+ orders of 20 patients:\n {2}thiopurine-plan/);
  });

  test('the page holds the numbers of the CSV files, and nothing that could be fetched', async () => {
    const page = await file('rehearsal.html');
    expect(page).not.toMatch(/(?:src|href)="(?!#)/);
    expect(page).not.toMatch(/https?:|url\(|@import|fetch\(|XMLHttp/);
    const text = page.replace(/<[^>]*>/g, '|');
    for (const { all, per_100_orders: per100 } of await csv('cards-by-rule')) {
      expect(text).toContain(`|${all === 'few' ? '&lt;5' : all}|`.replace('&lt;5', '&#60;5'));
      if (per100 !== '') expect(text).toContain(`|${Number(per100).toFixed(1)}|`);
    }
    for (const { value, orders } of (await csv('thresholds')).filter(
      ({ threshold, allowed }) => threshold === 'trough.limit' && allowed === 'true',
    )) {
      expect(page).toMatch(
        new RegExp(
          `<th scope="row" class="n">${value}[^<]*</th><td class="n">${orders === 'few' ? '&#60;5' : orders}</td>`,
        ),
      );
    }
  });

  test('no patient, order or prescriber is named in what may leave the site', async () => {
    const files = [
      'rehearsal.html',
      'rehearsal.json',
      ...(await readdir(join(out, 'csv'))).map((name) => `csv/${name}`),
    ];
    for (const name of files) expect(await file(name)).not.toMatch(/pat-\d|doc-\d|Practitioner/);
    expect(await readdir(out)).not.toContain('local');
  });

  test('counts of 1 to 4 are told as few', async () => {
    const page = JSON.parse(await file('rehearsal.json')) as unknown;
    expect(numbersAt(page, 'count').filter((count) => count > 0 && count < 5)).toEqual([]);
    expect(numbersAt(page, 'orders').filter((count) => count > 0 && count < 5)).toEqual([]);
  });

  test('what is not understood is named, with the line that would mend it', async () => {
    const lines = (await file('csv/not-understood.csv')).split('\r\n');
    expect(lines.join('\n')).toContain('TACRO');
    expect(lines.join('\n')).toContain('lab-tacrolimus-trough');
  });
});

function numbersAt(value: unknown, member: string): number[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) =>
    name === member && typeof child === 'number' ? [child] : numbersAt(child, member),
  );
}
