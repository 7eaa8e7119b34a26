import type * as z from 'zod';
import { CdsError } from '../../domain/cds-error.js';
import type { HookName, ServiceDefinition } from '../../domain/service-definition.js';
import { COMMON_CONTEXT, ENVELOPE, isFhirId, readFetching, readWithSchema, SELECTIONS } from './envelope-schema.js';
import type { HookRequest } from '../../domain/hook-request.js';
import { isJsonObject } from './json-body.js';
import { readOrders } from './read-orders.js';

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

type Context = Readonly<Record<string, unknown>>;

type ReadContext = Pick<HookRequest, 'patientId' | 'userId' | 'encounterId' | 'orders' | 'unreadableOrders'>;

/** What the hook definitions call required, beyond `patientId` (cds-hooks.hl7.org/hooks). */
const REQUIRED: Readonly<Record<HookName, readonly string[]>> = {
  'order-select': ['userId', 'selections', 'draftOrders'],
  'order-sign': ['userId', 'draftOrders'],
  'medication-prescribe': ['medications'],
  'patient-view': [],
};

/** The older or newer name under which the orders are read too. */
const OTHER_NAME: Readonly<Record<string, string>> = { draftOrders: 'medications', medications: 'draftOrders' };

/**
 * Reads the context of one hook; members that the hook does not define are ignored.
 * @param strict refuse a call without what its hook requires: an order that was not sent would count as no order
 * @throws CdsError `invalid-request`
 */
function readContext(hook: HookName, context: Context, strict: boolean): ReadContext {
  const common = readWithSchema(COMMON_CONTEXT, context, 'context');
  if (strict) assertComplete(hook, context);
  // A lone reference stands for a list of one; an empty text selects nothing.
  const listed = typeof context.selections === 'string' ? [context.selections].filter(Boolean) : context.selections;
  const selections = hook === 'order-select' ? readWithSchema(SELECTIONS, listed, 'context.selections') : null;
  return {
    patientId: common.patientId,
    userId: common.userId ?? null,
    encounterId: readEncounterId(common.encounterId),
    ...readOrders(hook, context, selections ?? null),
  };
}

function assertComplete(hook: HookName, context: Context): void {
  const missing = REQUIRED[hook].find((field) => [field, OTHER_NAME[field]].every((name) => isMissing(context, name)));
  if (missing === undefined) return;
  const field = `context.${missing}`;
  throw new CdsError('invalid-request', `${field} is required for ${hook}.`, field);
}

function isMissing(context: Context, field: string | undefined): boolean {
  const value = field === undefined ? null : context[field];
  return value === undefined || value === null || value === '';
}

/** No rule needs the encounter: one that is no FHIR id is forgotten, so that it can never reach a URL. */
function readEncounterId(encounterId: string | null | undefined): string | null {
  return typeof encounterId === 'string' && isFhirId(encounterId) ? encounterId : null;
}
