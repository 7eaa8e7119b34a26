import type { HookName } from '../../domain/service-definition.js';
import { COMMON_CONTEXT, isFhirId, ORDERS_BUNDLE, readWithSchema, SELECTIONS } from './envelope-schema.js';
import type { HookRequest, OrderEntry } from '../../domain/hook-request.js';

type Context = Readonly<Record<string, unknown>>;
type ReadContext = Pick<HookRequest, 'patientId' | 'userId' | 'encounterId' | 'orders' | 'selections'>;

/**
 * Reads the context of one hook; members that the hook does not define are ignored.
 * @throws CdsError `invalid-request`
 */
export function readContext(hook: HookName, context: Context): ReadContext {
  const common = readWithSchema(COMMON_CONTEXT, context, 'context');
  return {
    patientId: common.patientId,
    userId: presentText(common.userId),
    encounterId: readEncounterId(common.encounterId),
    orders: readOrders(hook, context),
    selections: hook === 'order-select' ? readSelections(context) : null,
  };
}

/** No rule needs the encounter: one that is no FHIR id is forgotten, so that it can never reach a URL. */
function readEncounterId(encounterId: string | null | undefined): string | null {
  const text = presentText(encounterId);
  return text !== null && isFhirId(text) ? text : null;
}

function presentText(text: string | null | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}

/** `medication-prescribe` (CDS Hooks 1.0) calls its Bundle `medications`; some clients send the later name. */
function readOrders(hook: HookName, context: Context): readonly OrderEntry[] {
  switch (hook) {
    case 'patient-view':
      return [];
    case 'order-select':
    case 'order-sign':
      return readBundle(context, 'draftOrders');
    case 'medication-prescribe':
      return readBundle(context, isAbsent(context.medications) ? 'draftOrders' : 'medications');
  }
}

/** An entry without a resource says nothing, and is left out. The order of the rest is kept. */
function readBundle(context: Context, field: 'draftOrders' | 'medications'): readonly OrderEntry[] {
  const bundle = readWithSchema(ORDERS_BUNDLE, context[field], `context.${field}`);
  return (bundle?.entry ?? [])
    .filter((entry) => !isAbsent(entry.resource))
    .map((entry) => ({ fullUrl: presentText(entry.fullUrl), resource: entry.resource }));
}

function readSelections(context: Context): readonly string[] | null {
  return readWithSchema(SELECTIONS, context.selections, 'context.selections') ?? null;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
