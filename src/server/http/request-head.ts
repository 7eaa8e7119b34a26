import { isIP } from 'node:net';
import type { Request } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import { type Language, LANGUAGES } from '../../domain/language.js';

/** Of equal wishes the first language counts, which is the shipped wording. */
export function languageOf(request: Request): Language | null {
  if (request.get('accept-language') === undefined) return null;
  const wanted = request.acceptsLanguages(...LANGUAGES);
  return LANGUAGES.find((language) => language === wanted) ?? null;
}

/** Of IPv6 the block of one customer, who has all addresses in it. What a proxy passed on and is no address does not count. */
export function addressOf({ ip = '', socket }: Request): string {
  return ipKeyGenerator(isIP(ip) === 0 ? (socket.remoteAddress ?? '') : ip);
}
