import { fetch, type Dispatcher, type RequestInit as UndiciInit } from 'undici';
import type { Fetch } from './smart-configuration.js';

/** `fetch` over the connections of the FHIR client: the same address guard, certificates, proxies and caps. */
export function guardedFetch(dispatcher: Dispatcher): Fetch {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- a Response of undici; it is known by its tag, not by its class
  return (url, init) => fetch(url, { ...(init as UndiciInit), dispatcher });
}
