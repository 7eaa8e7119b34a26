import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SiteKey } from './site-keys.js';

/** What a clinician's comment is about, told by single words; the comment itself is not kept. Table in docs/adr/0005. */
export type CommentClass = 'done' | 'disagrees' | 'not-applicable' | 'later' | 'preference' | 'other';

/** First match counts: "already ordered, not needed" is `done`. English; whatever matches none is `other`. */
const CLASSES: readonly (readonly [CommentClass, RegExp])[] = [
  ['done', /\b(already|done|ordered|aware|known|noted|checked|discussed)\b/i],
  ['preference', /\b(prefers?|preference|declines?|declined|refuses?|refused|wish(es)?)\b/i],
  ['later', /\b(later|tomorrow|next|pending|awaiting|await|recheck|soon)\b/i],
  ['disagrees', /\b(disagree|wrong|incorrect|inaccurate|outdated|false|error)\b/i],
  ['not-applicable', /\b(irrelevant|inappropriate|inapplicable|not applicable|n\/a|not relevant|not needed)\b/i],
];

/** Beyond this a comment is cut before it is encrypted; its length is told in full. */
const MAX_SEALED = 4_000;

export function commentClass(comment: string): CommentClass {
  return CLASSES.find(([, words]) => words.test(comment))?.[0] ?? 'other';
}

/** AES-256-GCM; bound to its card, so that it cannot be moved to another one. `v1.<nonce>.<text>.<tag>` in base64url. */
export function sealComment(key: SiteKey, card: string, comment: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key.comments, nonce).setAAD(Buffer.from(card));
  const text = Buffer.concat([cipher.update(comment.slice(0, MAX_SEALED), 'utf8'), cipher.final()]);
  return ['v1', ...[nonce, text, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
}

/** @returns null where the text was changed, belongs to another card, or the key is another one */
export function openComment(key: SiteKey, card: string, sealed: string): string | null {
  const [version, ...parts] = sealed.split('.');
  const [nonce, text, tag] = parts.map((part) => Buffer.from(part, 'base64url'));
  if (version !== 'v1' || nonce === undefined || text === undefined || tag?.length !== 16) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.comments, nonce, { authTagLength: 16 });
    decipher.setAAD(Buffer.from(card)).setAuthTag(tag);
    return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
