import { CdsError } from '../../domain/cds-error.js';
import type { HookName } from '../../domain/service-definition.js';
import { COMMON_CONTEXT, isFhirId, readWithSchema, SELECTIONS } from './envelope-schema.js';
import type { HookRequest } from '../../domain/hook-request.js';
import { readOrders } from './read-orders.js';

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
export function readContext(hook: HookName, context: Context, strict: boolean): ReadContext {
  const common = readWithSchema(COMMON_CONTEXT, context, 'context');
  if (strict) assertComplete(hook, context);
  const selections =
    hook === 'order-select' ? readWithSchema(SELECTIONS, context.selections, 'context.selections') : null;
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
