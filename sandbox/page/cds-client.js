const TIMEOUT_MS = 15_000;

/** Discovery is read once; a failure is not remembered. */
const discovered = new Map();

/**
 * Calls every service that the discovery document lists for a hook, as an EHR does, and puts their cards together.
 *
 * @returns {Promise<any>} `kind` is `cards`, `refused` (an HTTP error, with `reason`), `unreachable`, `unreadable`
 *   or `aborted`; `milliseconds` is the time from sending to the whole answer, where there was one;
 *   `serviceOf` tells by the uuid of a card which service to tell what became of it
 */
export async function callHook(discoveryUrl, hook, body, signal) {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  try {
    const ids = await serviceIdsFor(discoveryUrl, hook, limited);
    const answers = await Promise.all(ids.map((id) => callService(`${discoveryUrl}/${id}`, body, limited, signal)));
    return together(answers);
  } catch (error) {
    return { request: body, response: null, ...failureOf(error, signal) };
  }
}

/** What one service would not answer stands for all; else the answer of the first, with the cards of all. */
function together(answers) {
  const [first, ...others] = answers;
  const serviceUrls = answers.flatMap(({ url }) => (url === undefined ? [] : [{ serviceUrl: url }]));
  const failed = answers.find(({ kind }) => kind !== 'cards');
  if (failed !== undefined) return { ...failed, serviceUrls };
  const serviceOf = new Map(answers.flatMap(({ url, cards: own }) => own.map(({ uuid }) => [uuid, url])));
  const cards = answers.flatMap((answer) => answer.cards);
  const milliseconds = Math.max(...answers.map((answer) => answer.milliseconds));
  return {
    ...first,
    ...{ serviceUrls, serviceOf },
    milliseconds,
    cards,
    others: others.map(({ url, status, response }) => ({ url, status, response })),
  };
}

async function callService(url, body, limited, signal) {
  try {
    const sentAt = performance.now();
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: limited,
    });
    const text = await response.text();
    const milliseconds = performance.now() - sentAt;
    const answer = { url, request: body, status: response.status, milliseconds, ...parsed(text) };
    return { ...answer, ...outcomeOf(response.status, answer.response) };
  } catch (error) {
    return { request: body, response: null, ...failureOf(error, signal) };
  }
}

async function serviceIdsFor(discoveryUrl, hook, signal) {
  if (!discovered.has(discoveryUrl)) {
    const response = await fetch(discoveryUrl, { signal });
    if (!response.ok) throw new Error(`The discovery document was refused (HTTP ${response.status}).`);
    discovered.set(discoveryUrl, (await response.json()).services ?? []);
  }
  const services = discovered.get(discoveryUrl).filter((listed) => listed.hook === hook);
  if (services.length === 0) throw new Error(`The discovery document lists no service for ${hook}.`);
  return services.map(({ id }) => id);
}

function parsed(text) {
  try {
    return { response: JSON.parse(text) };
  } catch {
    return { response: null };
  }
}

function outcomeOf(status, response) {
  if (status !== 200) return { kind: 'refused', reason: outcomeText(response) ?? 'The service gave no reason.' };
  if (Array.isArray(response?.cards)) return { kind: 'cards', cards: response.cards };
  return { kind: 'unreadable', reason: 'The answer is not a CDS Hooks response: it has no cards.' };
}

function outcomeText(response) {
  const said = (response?.issue ?? []).map((issue) => issue.diagnostics ?? issue.details?.text ?? issue.code);
  return said.length === 0 ? null : said.join(' ');
}

/** A browser tells a refused connection, an unknown host and a missing CORS header all as one TypeError. */
function failureOf(error, signal) {
  if (signal.aborted) return { kind: 'aborted' };
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return { kind: 'unreachable', reason: `The service did not answer within ${TIMEOUT_MS / 1000} s.` };
  }
  if (error instanceof TypeError) {
    const hint = `Is it running, and does it allow the origin ${location.origin} (CORS_ORIGINS)?`;
    return { kind: 'unreachable', reason: `No connection to the service. ${hint}` };
  }
  return { kind: 'unreachable', reason: error instanceof Error ? error.message : String(error) };
}
