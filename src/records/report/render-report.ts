import type { BurdenReport } from './burden-report.js';
import { toCsv } from './to-csv.js';
import { toHtml } from './to-html.js';

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
