const LARGEST_BYTES = 262_144;
const TIMEOUT_MS = 2_000;

/**
 * Fetches a key set from the URL that the clients file names. No redirects, 2 s in all, at most 256 KB decoded: a key server
 * that misbehaves costs one failed refresh, never memory or time.
 * @throws when there is no JSON with status 200 in time; the message names neither URL nor body
 */
export async function fetchJwks(url: string, fetchImplementation: typeof fetch): Promise<unknown> {
  const response = await fetchImplementation(url, {
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/jwk-set+json, application/json' },
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error('The key server did not answer 200.');
  }
  const bytes = await readBounded(response);
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
}

async function readBounded(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  if (body === null) throw new Error('The key server sent no body.');
  for await (const chunk of body) {
    size += chunk.byteLength;
    // Leaving the loop cancels the body.
    if (size > LARGEST_BYTES) throw new Error('The key set is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
