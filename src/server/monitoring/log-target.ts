import { fstatSync, write } from 'node:fs';
import type { Writable } from 'node:stream';
import { type DestinationStream, type Logger, pino } from 'pino';

/** Where log lines end up. One chunk is written at a time. */
export interface LineSink {
  write(chunk: Buffer, done: (error: Error | null) => void): void;
  /** A write that hangs keeps `process.exit` from ending the process: Node waits for the thread that does it. */
  readonly holdsThread: boolean;
}

export interface LogTarget {
  /** Takes a line with its end. Never throws and never waits; what cannot be written is lost, and counted. */
  write(line: string): void;
  /** Lines that nobody will read. It only ever rises. */
  lost(): number;
  /** For the end of the process: writes what waits, without trying again where a write fails. */
  flush(maxMs: number): Promise<void>;
  /** Whether a write hangs that would keep the process from ending. */
  isHanging(): boolean;
}

interface LogTargetOptions {
  /** Bytes that wait while the sink is slow; what comes on top is lost. */
  readonly capacity?: number;
  /** Pause after a write that failed. */
  readonly retryMs?: number;
}

const CHUNK = 64 * 1024;

/**
 * A bounded queue before a sink that may be full, slow, unread or gone. Logging must never keep a clinician waiting, end the
 * process, or keep it from ending; once lines come through again, the first of them says how many are missing.
 */
export function createLogTarget(
  sink: LineSink,
  { capacity = 4 * 1024 * 1024, retryMs = 1_000 }: LogTargetOptions = {},
): LogTarget {
  const queue: string[] = [];
  let waitingBytes = 0;
  let writing = false;
  let resting: NodeJS.Timeout | null = null;
  let ending = false;
  let torn = false;
  let lost = 0;
  let reported = 0;
  const untilEmpty: (() => void)[] = [];

  const takeChunk = (): readonly string[] => {
    const lines: string[] = [];
    let size = 0;
    for (let line = queue.shift(); line !== undefined; line = size < CHUNK ? queue.shift() : undefined) {
      size += Buffer.byteLength(line);
      lines.push(line);
    }
    waitingBytes -= size;
    return lines;
  };

  const rest = (): void => {
    resting = setTimeout(() => {
      resting = null;
      pump();
    }, retryMs).unref();
  };

  const pump = (): void => {
    if (writing || resting !== null) return;
    if (queue.length === 0) {
      for (const tell of untilEmpty.splice(0)) tell();
      return;
    }
    writing = true;
    const lines = takeChunk();
    const lostThen = lost;
    // A failed write may have torn the line before.
    const lead = `${torn ? '\n' : ''}${lost > reported ? lossLine(lost - reported, lost) : ''}`;
    sink.write(Buffer.from(lead + lines.join('')), (error) => {
      writing = false;
      torn = error !== null;
      if (error === null) reported = lostThen;
      else lost += lines.length;
      if (torn && !ending) rest();
      else pump();
    });
  };

  return {
    write(line) {
      const size = Buffer.byteLength(line);
      if (waitingBytes + size > capacity) {
        lost += 1;
        return;
      }
      queue.push(line);
      waitingBytes += size;
      // Lines of one turn of the event loop are written together.
      if (queue.length === 1) setImmediate(pump);
    },
    lost: () => lost,
    async flush(maxMs) {
      ending = true;
      if (resting !== null) clearTimeout(resting);
      resting = null;
      await new Promise<void>((resolve) => {
        untilEmpty.push(resolve);
        setTimeout(resolve, maxMs).unref();
        pump();
      });
    },
    isHanging: () => writing && sink.holdsThread,
  };
}

/** As pino writes a warning; never about anything but the log itself. */
function lossLine(lines: number, soFar: number): string {
  return `${JSON.stringify({ level: 40, time: new Date().toISOString(), lines, soFar, msg: 'log lines were lost' })}\n`;
}

/**
 * Standard output. A pipe or socket is written without a thread, so that a reader who stops reading holds up nothing; a file,
 * in which no write waits for a reader, by its number, since Node's own stream for it would stop the process for each line.
 */
export function standardOutput(stream: Writable & { readonly fd: number; readonly isTTY?: boolean }): LineSink {
  // A failed write is told to whoever wrote; without a listener it would also end the process.
  stream.on('error', () => undefined);
  if (stream.isTTY === true || !isFile(stream.fd)) {
    return { holdsThread: false, write: (chunk, done) => void stream.write(chunk, (error) => done(error ?? null)) };
  }
  return { holdsThread: true, write: (chunk, done) => writeAll(stream.fd, chunk, done) };
}

function isFile(fd: number): boolean {
  const status = fstatSync(fd);
  return !status.isFIFO() && !status.isSocket();
}

function writeAll(fd: number, chunk: Buffer, done: (error: Error | null) => void): void {
  write(fd, chunk, (error, written) => {
    if (error !== null) done(error);
    else if (written < chunk.length) writeAll(fd, chunk.subarray(written), done);
    else done(null);
  });
}

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
