import type { Kysely } from 'kysely';
import { CdsError } from '../../domain/cds-error.js';
import type { BurdenContract } from '../../domain/service-definition.js';
import type { Tables } from '../store/tables.js';
import { buildReport } from './build-report.js';
import { readPeriod } from './period.js';
import type { BurdenReport } from './burden-report.js';
import { toCsv } from './to-csv.js';
import { toHtml } from './to-html.js';

export interface OpenReportsDeps {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Of the content in force. */
  readonly contract: () => BurdenContract | null;
}

/** They are read one after the other, and each may take minutes; behind two a third has no hope. */
const MOST_AT_ONCE = 2;

/**
 * Reports of a running service.
 * @param query of the store
 * @returns a function of period and format. It throws RangeError for a period that cannot be read, and CdsError
 *   `overloaded` where the database is away, or two reports are being made already
 */
export function openReports(query: () => Promise<Kysely<Tables>>, { now, contract }: OpenReportsDeps) {
  let running = 0;
  return async (format: ReportFormat, from: string | null, to: string | null): Promise<string> => {
    const period = readPeriod(from, to, now());
    if (running >= MOST_AT_ONCE) {
      throw new CdsError('overloaded', 'Other reports are being made; ask again when they are done.');
    }
    running += 1;
    try {
      return renderReport(await buildReport(await query(), period, { now, contract: contract() }), format);
    } catch (error) {
      throw new CdsError('overloaded', 'The store cannot be read now.', null, { cause: error });
    } finally {
      running -= 1;
    }
  };
}

export const REPORT_FORMATS = ['json', 'csv', 'html'] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

export function renderReport(report: BurdenReport, format: ReportFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'csv':
      return toCsv(report);
    case 'html':
      return toHtml(report);
  }
}
