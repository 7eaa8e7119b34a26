import { signTokens } from '../load/client-tokens.js';
import { SERVICE_PATH, type Case } from './window.js';

interface Answer {
  readonly cards?: readonly {
    readonly extension?: Readonly<Record<string, { readonly finding?: string } | undefined>>;
  }[];
}

/** Set by the service on every card; says which finding the card tells. */
const TRACE = 'org.tacrolimus-cds.trace';

/**
 * Sends one request of this kind and looks at the answer: a service that answers quickly because it evaluates nothing
 * would be a fine result and a wrong one.
 * @param body text of `one.body`
 * @throws Error when the cards are not those of `one.findings`, or the status is not that of `one.status`
 */
export async function assertAnswer(one: Case, body: string): Promise<void> {
  const url = `${one.server.url}${one.path ?? SERVICE_PATH}`;
  const [token] = one.tokens ? await signTokens({ ...one.tokens, audience: url, count: 1 }) : [];
  const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
  const response = await fetch(url, { method: 'POST', headers, body });
  const { cards = [] } = (await response.json()) as Answer;
  const found = cards.map(({ extension }) => extension?.[TRACE]?.finding ?? 'nothing').join(', ');
  const wanted = one.findings?.join(', ') ?? found;
  if (response.status !== (one.status ?? 200) || found !== wanted) {
    throw new Error(`${one.id}: wanted cards [${wanted}], got [${found}] with status ${response.status}.`);
  }
}
