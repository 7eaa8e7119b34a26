import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildReport, findAlarms } from '../../src/records/report/build-report.js';
import { renderReport } from '../../src/records/report/open-reports.js';
import { weekOf } from '../../src/records/store/evaluation.js';
import type { Store } from '../../src/records/store/open-store.js';
import { card, evaluate, event, NOW, openTestStore, sqlitePlace } from '../records/store/test-stores.js';

const WEEK_MS = 7 * 86_400_000;
const [OLD, NEW, SHADOW] = ['1.0.0+aaaaaa', '1.1.0+bbbbbb', '1.2.0+cccccc'];
const AGREED = {
  ...{ maxCardsPer100Orders: 60, minCardsPer100Orders: null },
  maxBySeverity: { critical: 30, warning: 60, info: null },
};
const AKI = { rule: 'aki', severity: 'critical' } as const;
const TROUGH = { rule: 'trough', severity: 'warning' } as const;

export interface ReportPage {
  readonly url: string;
  discard(): Promise<void>;
}

/** A report of a quarter with cards over the limit, an alarm that is open, one that was acknowledged, and a shadow content. */
export async function makeReportPage(): Promise<ReportPage> {
  const place = await sqlitePlace();
  const { store } = await openTestStore(place.settings);
  for (let week = 20; week >= 0; week -= 1) await keepWeek(store, week);
  const comparison = {
    result: 'compared',
    at: NOW,
    shadowVersion: SHADOW,
    live: [AKI],
    shadow: [AKI, TROUGH],
  } as const;
  for (let order = 0; order < 60; order += 1)
    store.keepShadow({ ...comparison, event: event({ contentVersion: NEW }) });
  const period = { from: new Date(NOW - 13 * WEEK_MS).toISOString(), to: new Date(NOW + 1).toISOString() };
  const { alarms } = await findAlarms(await store.query(), period, AGREED);
  await store.keepAlarms(alarms);
  const seen = alarms.find(({ first }) => first.kind === 'unknown-code');
  if (seen === undefined) throw new Error('no alarm of an unknown code');
  const said = { alarm: seen.id, at: new Date(NOW).toISOString(), by: 'drug-safety', as: 'mended' } as const;
  await store.keepAcknowledgement({ ...said, throughWeek: weekOf(NOW) });
  const report = await buildReport(await store.query(), period, { now: () => NOW, contract: AGREED });
  const states = new Set(report.alarms.map(({ state }) => state));
  if (states.size !== 2 || report.shadow.length === 0) throw new Error('the report lacks what it is to show');
  await store.close();
  const file = join(place.folder, 'report.html');
  await writeFile(file, renderReport(report, 'html'));
  return { url: pathToFileURL(file).href, discard: () => place.remove() };
}

/** 30 orders; in the last four weeks creatinine comes under a code that nobody knows, and the kidney rule is silent. */
async function keepWeek(store: Store, weeksAgo: number): Promise<void> {
  const broken = weeksAgo < 4;
  const unknown = { kind: 'code', system: 'urn:hospital:laboratory', code: 'KR-7' } as const;
  for (let order = 0; order < 30; order += 1) {
    const fires = order < 12 && !broken;
    await evaluate(store, {
      ...{
        at: NOW - weeksAgo * WEEK_MS,
        contentVersion: weeksAgo > 8 ? OLD : NEW,
        cards: fires ? [card(randomUUID())] : [],
      },
      origin: { client: 'ehr', patientId: `p${weeksAgo}-${order}`, userId: null },
      rules: [
        {
          ...{ rule: 'aki', mode: 'live', outcome: fires ? 'findings' : broken ? 'indeterminate' : 'silent' },
          findings: fires ? [{ id: 'aki-stage', severity: 'critical' }] : [],
          reasons: broken ? ['no-creatinine'] : [],
        },
      ],
      dropped: broken && order < 8 ? [{ source: 'creatinine', reason: 'unknown-code', count: 2, term: unknown }] : [],
    });
  }
}
