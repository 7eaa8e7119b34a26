import type { Link } from '../../cds-hooks/response/card.js';
import type { DialectFile } from './dialect-schema.js';

/** Whether a profile sends this link: its kind is shown, and it is on the allow-list where there is one. */
export function isLinkAllowed({ url, type }: Link, rules: DialectFile['links']): boolean {
  if (!(type === 'smart' ? rules.smart : rules.absolute)) return false;
  return rules.allowList === null || rules.allowList.some((entry) => isUnder(url, entry));
}

/** By origin and whole path segments: `https://doi.org` does not allow `https://doi.org.example`. */
function isUnder(url: string, entry: string): boolean {
  if (!URL.canParse(url) || !URL.canParse(entry)) return false;
  const [address, allowed] = [new URL(url), new URL(entry)];
  const path = allowed.pathname.replace(/\/$/, '');
  return address.origin === allowed.origin && (address.pathname === path || address.pathname.startsWith(`${path}/`));
}
