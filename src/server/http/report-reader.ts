export type ReportFormat = 'html' | 'json' | 'csv';

/** Who may read reports, and where they come from. */
export interface ReportRouteDeps {
  /** `Authorization: Bearer <token>`; null: nobody is let in by token. */
  readonly token: string | null;
  /** Header that a reverse proxy sets on requests of people it let in, and removes from all others; null: none. */
  readonly proxyHeader: string | null;
  /**
   * @param from `2026-11-22` or a moment; null where none was given
   * @throws RangeError for a period that cannot be read; CdsError `overloaded`
   */
  readonly render: (format: ReportFormat, from: string | null, to: string | null) => Promise<string>;
}
