import { fetch, type Dispatcher, type RequestInit as UndiciInit } from 'undici';
import type { Fetch } from './smart-configuration.js';

/** `fetch` over the connections of the FHIR client: the same address guard, certificates, proxies and caps. */
export function guardedFetch(dispatcher: Dispatcher): Fetch {
  return (url, init) => fetch(url, { ...(init as UndiciInit), dispatcher });
}
