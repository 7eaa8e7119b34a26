import * as z from 'zod';
import { type FactValue, SEVERITIES } from '../../domain/finding.js';
import { RULE_IDS } from '../../rules/index.js';
import { CliError } from '../run/terminal-io.js';

const text = z.string();
const list = <T extends z.ZodType>(of: T) => z.array(of).readonly();

/** What is printed of an explanation that the service sends; the rest is for `--json`. */
const wireExplanation = z.object({
  service: text,
  hook: text,
  contentVersion: text,
  asOf: text,
  timeZone: text,
  orders: list(z.object({ display: text, status: text, triggering: z.boolean(), recognised: text })),
  sources: list(z.object({ source: text, obtained: text, problems: list(text), book: text.default('') })),
  incomplete: list(z.object({ kind: text, state: text })),
  facts: list(z.object({ what: text, reported: text, converted: text, time: text, notes: text, reference: text })),
  dropped: list(z.object({ source: text, reported: text, why: text })),
  rules: list(
    z.object({
      rule: z.enum(RULE_IDS),
      mode: z.enum(['live', 'pilot-shown', 'pilot-hidden', 'silent', 'off']),
      path: list(z.object({ looked: text, saw: text })),
      outcome: text,
      findings: list(z.object({ facts: z.record(text, z.custom<FactValue>()) })),
    }),
  ),
  notShown: list(z.object({ finding: text, why: text })),
  answer: z.object({ status: z.number(), why: text }),
  cards: list(z.object({ uuid: text, summary: text, indicator: z.enum(SEVERITIES), detail: text.optional() })),
});

/** What a person is shown of an explanation, from this machine or from the running service. */
export type ShownExplanation = z.infer<typeof wireExplanation>;

export interface FoundExplanation {
  readonly shown: ShownExplanation;
  /** Everything, for `--json`. */
  readonly whole: unknown;
}

export interface TraceAddress {
  /** Of the running service, without `/traces`. */
  readonly url: string;
  readonly token: string;
  readonly card: string;
}

/** Somebody waits at a terminal, and the service answers from memory. */
const PATIENCE_MS = 10_000;

/**
 * Asks the running service why it showed a card.
 * @throws CliError in words about what to do; the token is never part of them
 */
export async function fetchTrace({ url, token, card }: TraceAddress): Promise<FoundExplanation> {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(card)) {
    throw new CliError('--card: must be the uuid of a card, such as 0f8fad5b-d9cb-469f-a165-70867728950e');
  }
  const response = await fetch(`${rootOf(url)}/traces/${card}`, {
    headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    // The token is for this address only.
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch(() => {
    throw new CliError(`${url}: the service could not be reached`);
  });
  if (response.status !== 200) throw new CliError(`${url}: ${REFUSALS[response.status] ?? `HTTP ${response.status}`}`);
  const whole: unknown = await response.json().catch(() => null);
  const read = wireExplanation.safeParse(whole);
  if (!read.success) throw new CliError(`${url}: the answer is no trace; is this the tacrolimus service?`);
  return { shown: read.data, whole };
}

const REFUSALS: Readonly<Record<number, string>> = {
  401: 'the token was not accepted; it must be the TRACE_TOKEN that the service was started with',
  404: [
    'no trace of this card. It is older than TRACE_MINUTES, was shown by another instance or before a restart,',
    'or the service was started without TRACE_TOKEN and keeps none',
  ].join(' '),
};

/** A token and a chart go over the wire, so anything but this machine needs TLS. */
function rootOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const isLocal = parsed !== null && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(parsed.hostname);
  if (parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && isLocal)) {
    return `${parsed.origin}${parsed.pathname.replace(/(?<!\/)\/+$/, '')}`;
  }
  throw new CliError(`--url: must be an https address (http only for this machine)`);
}
