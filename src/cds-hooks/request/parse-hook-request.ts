import type { z } from 'zod';
import { CdsError } from '../../domain/cds-error.js';
import type { HookName, ServiceDefinition } from '../../domain/service-definition.js';
import { ENVELOPE, readWithSchema, REQUIRED_OBJECT } from './envelope-schema.js';
import { readContext } from './hook-context.js';
import type { FhirAuthorization, HookRequest } from '../../domain/hook-request.js';

type Envelope = z.output<typeof ENVELOPE>;

/**
 * Turns the body of a call into one `HookRequest`, whatever hook, version and dialect it speaks.
 * @param service the service that was called; its hook decides how the context is read
 * @param body parsed JSON. Resources in it are passed on untouched and not copied
 * @throws CdsError `invalid-request`, naming the faulty field and never its value
 */
export function parseHookRequest(service: Pick<ServiceDefinition, 'id' | 'hook'>, body: unknown): HookRequest {
  if (!REQUIRED_OBJECT.safeParse(body).success) {
    throw new CdsError('invalid-request', 'The body must be a JSON object.');
  }
  const envelope = readWithSchema(ENVELOPE, body, '');
  assertHook(service.hook, envelope);
  assertServerForAuthorization(envelope);
  return {
    hook: service.hook,
    hookInstance: envelope.hookInstance,
    ...readContext(service.hook, envelope.context),
    fhirServer: envelope.fhirServer ?? null,
    fhirAuthorization: readAuthorization(envelope.fhirAuthorization),
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

/** CDS Hooks 3.0 invariant cds-r-1; the text of earlier versions says the same. */
function assertServerForAuthorization({ fhirServer, fhirAuthorization }: Envelope): void {
  if (isPresent(fhirAuthorization) && !isPresent(fhirServer)) {
    throw new CdsError('invalid-request', 'fhirServer is required with fhirAuthorization.', 'fhirServer');
  }
}

function readAuthorization(authorization: Envelope['fhirAuthorization']): FhirAuthorization | null {
  if (!isPresent(authorization)) return null;
  return {
    accessToken: authorization.access_token,
    expiresIn: authorization.expires_in,
    scope: authorization.scope,
    subject: authorization.subject,
    patient: authorization.patient ?? null,
  };
}

function isPresent<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}
