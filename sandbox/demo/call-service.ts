/** What the demo reads of a card. */
export interface ShownCard {
  readonly indicator: string;
  readonly summary: string;
  /** Finding id from the trace extension: `aki-stage`. */
  readonly finding: string;
}

export type StoryAnswer =
  | { readonly kind: 'cards'; readonly cards: readonly ShownCard[] }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string };

/** Calls one CDS service over HTTP, as an EHR does. */
export async function callService(serviceUrl: string, body: unknown): Promise<StoryAnswer> {
  const response = await fetch(serviceUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Answer;
  if (response.status !== 200) {
    return { kind: 'refused', status: response.status, reason: answer.issue?.[0]?.diagnostics ?? 'no reason given' };
  }
  return {
    kind: 'cards',
    cards: (answer.cards ?? []).map(({ indicator, summary, extension }) => ({
      indicator,
      summary,
      finding: extension?.['org.tacrolimus-cds.trace']?.finding ?? '',
    })),
  };
}

interface Answer {
  readonly cards?: readonly {
    readonly indicator: string;
    readonly summary: string;
    readonly extension?: { readonly 'org.tacrolimus-cds.trace'?: { readonly finding: string } };
  }[];
  readonly issue?: readonly { readonly diagnostics?: string }[];
}
