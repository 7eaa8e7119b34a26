import { pino, type DestinationStream, type Logger } from 'pino';

/**
 * JSON lines. Only fields that somebody listed by name get here: errors are reduced to their name and code, because their
 * messages may quote a URL or a chart.
 * @param destination a `LogTarget`, which tolerates a target that is full or unread
 */
export function createLogger(level: string, destination: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: errorFields, error: errorFields },
  };
  return pino(options, destination);
}

/** `TypeError`; a longer text is no name. */
const ERROR_NAME = /^[A-Za-z][A-Za-z0-9]{0,59}$/;

function errorFields(error: unknown): string | { name: string; code: string | null } {
  // Reduced by whoever logs it.
  if (typeof error === 'string' && ERROR_NAME.test(error)) return error;
  if (!(error instanceof Error)) return { name: typeof error, code: null };
  const { code } = error as { code?: unknown };
  return { name: error.name, code: typeof code === 'string' ? code : null };
}
