import type { HookRequest } from '../../domain/hook-request.js';
import { readBundle } from './bundle.js';
import type { BundleEntry } from './bundle.js';
import { asObject, typeOf } from '../elements/json.js';

/** Everything FHIR that came with the hook request itself: the orders, then whatever any prefetch key holds. */
export function hookResources(request: HookRequest): readonly BundleEntry[] {
  const orders = request.orders.map(({ fullUrl, resource }) => ({ fullUrl, resource: asObject(resource) ?? {} }));
  const prefetched = [...request.prefetch.values()].flatMap((value): readonly BundleEntry[] => {
    const resource = asObject(value);
    if (resource === null) return [];
    return typeOf(resource) === 'Bundle' ? readBundle(resource).entries : [{ fullUrl: null, resource }];
  });
  return [...orders, ...prefetched];
}

/** The same, taken apart when somebody looks: an order that names its drug in place needs nothing else. */
export function hookResourcesOnDemand(request: HookRequest): Iterable<BundleEntry> {
  return { [Symbol.iterator]: () => hookResources(request)[Symbol.iterator]() };
}
