import type { z } from 'zod';
import { CdsError } from '../../domain/cds-error.js';
import type { HookName, ServiceDefinition } from '../../domain/service-definition.js';
import { ENVELOPE, readWithSchema } from './envelope-schema.js';
import { readContext } from './hook-context.js';
import type { HookRequest } from '../../domain/hook-request.js';
import { isJsonObject } from '../../domain/json.js';
import { readFetching } from './read-fetching.js';

type Envelope = z.output<typeof ENVELOPE>;

/**
 * Turns the body of a call into one `HookRequest`, whatever hook, version and dialect it speaks.
 * @param service the service that was called; its hook decides how the context is read
 * @param body parsed JSON. Resources in it are passed on untouched and not copied
 * @param options.strict refuse a call without the orders, the selections or the user that its hook requires; the
 *   Sandbox leaves them out until something is chosen
 * @throws CdsError `invalid-request`, naming the faulty field and never its value
 */
export function parseHookRequest(
  service: Pick<ServiceDefinition, 'id' | 'hook'>,
  body: unknown,
  { strict = false }: { readonly strict?: boolean } = {},
): HookRequest {
  if (!isJsonObject(body)) throw new CdsError('invalid-request', 'The body must be a JSON object.');
  const envelope = readWithSchema(ENVELOPE, body, '');
  assertHook(service.hook, envelope);
  return {
    hook: service.hook,
    hookInstance: envelope.hookInstance,
    ...readContext(service.hook, envelope.context, strict),
    ...readFetching(body),
    // A Map, because a key such as `__proto__` must stay a key.
    prefetch: new Map(Object.entries(envelope.prefetch ?? {})),
  };
}

/**
 * The hook must be the one the service is advertised for. One exception: the CDS Hooks Sandbox opened on its order
 * screen without `hook=` calls order-select services as `patient-view`, with the orders in the context.
 */
function assertHook(expected: HookName, { hook, context }: Envelope): void {
  if (hook === expected) return;
  const mislabelled = hook === 'patient-view' && ('draftOrders' in context || 'selections' in context);
  if (expected === 'order-select' && mislabelled) return;
  throw new CdsError('invalid-request', `hook must be "${expected}" for this service.`, 'hook');
}
