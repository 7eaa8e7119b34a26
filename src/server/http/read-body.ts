import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CdsError } from '../../domain/cds-error.js';

/** The client left before its body was complete: there is nobody to answer. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';
}

/**
 * Refuses at once a body that is declared too long; without this a client could make the service read it to the end.
 * @throws CdsError `too-large`
 */
export function assertDeclaredLength(request: IncomingMessage, limit: number): void {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
}

/** The share that one request has of the bytes that may be in flight. */
export interface BodyHold {
  /** @returns what to answer where they would be too many */
  take(bytes: number): CdsError | null;
  release(): void;
}

/**
 * What a body costs until its call is answered is bounded by the sum of all, not by their number: a hundred large charts beside
 * a FHIR server that hangs fill the memory long before they are too many calls. One body always fits.
 */
export function createBodyBudget(limit: number): { open(): BodyHold } {
  let taken = 0;
  return {
    open() {
      let mine = 0;
      return {
        take(bytes) {
          if (taken > mine && taken + bytes > limit) {
            return new CdsError('overloaded', 'The service is handling as much data as it can; try again shortly.');
          }
          mine += bytes;
          taken += bytes;
          return null;
        },
        release() {
          taken -= mine;
          mine = 0;
        },
      };
    },
  };
}

/**
 * Reads the whole body, unzipped. Memory stays bounded by `limit`, which counts decoded bytes; a failed read leaves the
 * rest of the body unread, and the caller decides about the connection.
 * @throws CdsError `too-large`, `overloaded`, `unsupported-media-type`, `invalid-json` (broken gzip); ClientGoneError
 */
export async function readBody(request: IncomingMessage, limit: number, hold: BodyHold): Promise<Buffer> {
  // RFC 9110 8.4.1.3: x-gzip is gzip.
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return collect(request, limit, hold);
  if (encoding !== 'gzip' && encoding !== 'x-gzip')
    throw new CdsError('unsupported-media-type', 'Content-Encoding must be gzip or absent.');
  return unzip(request, limit, hold);
}

async function unzip(request: IncomingMessage, limit: number, hold: BodyHold): Promise<Buffer> {
  const gunzip = createGunzip();
  const giveUp = () => {
    if (!request.complete) gunzip.destroy(new ClientGoneError());
  };
  request.once('close', giveUp);
  request.pipe(gunzip);
  try {
    return await collect(gunzip, limit, hold);
  } catch (error) {
    if (error instanceof CdsError || error instanceof ClientGoneError) throw error;
    throw new CdsError('invalid-json', 'The body is not valid gzip.');
  } finally {
    request.off('close', giveUp);
    request.unpipe(gunzip);
    gunzip.destroy();
  }
}

function collect(source: Readable, limit: number, hold: BodyHold): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = () => {
      source.off('data', take).off('end', finish).off('close', abandon);
      source.pause();
    };
    const take = (chunk: Buffer) => {
      size += chunk.length;
      const fault = size > limit ? tooLarge(limit) : hold.take(chunk.length);
      if (fault === null) chunks.push(chunk);
      else {
        stop();
        reject(fault);
      }
    };
    const finish = () => {
      stop();
      resolve(Buffer.concat(chunks));
    };
    const abandon = () => reject(new ClientGoneError());
    // The error listener stays: a stream that fails after it was given up must not bring the process down.
    source.on('error', (error: Error) => {
      stop();
      reject('code' in error && error.code === 'ECONNRESET' ? new ClientGoneError() : error);
    });
    source.on('data', take).once('end', finish).once('close', abandon);
  });
}

function tooLarge(limit: number): CdsError {
  return new CdsError('too-large', `The body must be at most ${limit} bytes, unzipped.`);
}
