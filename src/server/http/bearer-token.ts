import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';

/** Whether the request shows this token (`Authorization: Bearer <token>`); null lets nobody in. */
export function showsToken(request: Request, token: string | null): boolean {
  const given = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
  return token !== null && given !== undefined && timingSafeEqual(digest(given), digest(token));
}

/** Equal lengths for the comparison, which must not tell how much of a guess was right. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
