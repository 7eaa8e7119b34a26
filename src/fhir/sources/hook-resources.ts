import type { HookRequest } from '../../domain/hook-request.js';
import { asObject } from '../elements/json.js';
import type { BundleEntry } from './bundle.js';
import { openPrefetch, type OpenedPrefetch } from './prefetch-source.js';

/** What came with a hook request, each prefetch value taken apart once and when somebody looks. */
export interface OpenedRequest {
  /** @param key of the prefetch, as sent */
  prefetch(key: string): OpenedPrefetch;
  orders(): readonly BundleEntry[];
  /** The orders, then whatever any prefetch key holds. */
  entries(): Iterable<BundleEntry>;
}

export function openRequest(request: HookRequest): OpenedRequest {
  const opened = new Map<string, OpenedPrefetch>();
  const prefetch = (key: string): OpenedPrefetch => {
    const known = opened.get(key);
    if (known !== undefined) return known;
    const value = openPrefetch(request.prefetch.get(key));
    opened.set(key, value);
    return value;
  };
  const orders = () => request.orders.map(({ fullUrl, resource }) => ({ fullUrl, resource: asObject(resource) ?? {} }));
  return {
    prefetch,
    orders,
    *entries() {
      yield* orders();
      for (const key of request.prefetch.keys()) yield* prefetch(key).content.entries;
    },
  };
}

/** Everything FHIR that came with the hook request itself. */
export function hookResources(request: HookRequest): readonly BundleEntry[] {
  return [...openRequest(request).entries()];
}
