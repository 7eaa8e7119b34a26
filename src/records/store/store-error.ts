export type StoreErrorCode =
  | 'settings' // a setting that cannot be used
  | 'module-missing' // better-sqlite3 is not installed or was built for another machine
  | 'held-by-another' // another instance writes to the same SQLite file
  | 'newer-release' // the database was migrated by a release that is newer than this one
  | 'refused'; // the database server is there, and does not let us in

/** Why the store cannot be opened, in words for the operator. Never holds a password, a URL or anything of a patient. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  constructor(
    readonly code: StoreErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** SQLITE_FULL, ECONNREFUSED, 57P01 ...: the only part of a database error that may be logged. */
export function databaseErrorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'UNKNOWN';
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  if (typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code)) return code;
  return databaseErrorCode(cause);
}

/**
 * Whether the rows are at fault and not the database: trying again cannot help. PostgreSQL classes 22 (data) and 23
 * (integrity), and SQLite's equivalents.
 */
export function isFaultOfTheRows(error: unknown): boolean {
  const code = databaseErrorCode(error);
  return /^2[23][0-9A-Z]{3}$/.test(code) || /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE)/.test(code);
}
