import type { FhirRelease } from '../../domain/card-context.js';
import type { HookRequest } from '../../domain/hook-request.js';

/** A prefetch template, filled in for one patient. */
export type FhirQuery =
  | { readonly kind: 'read'; readonly resourceType: string; readonly id: string }
  | {
      readonly kind: 'search';
      readonly resourceType: string;
      readonly params: Readonly<Record<string, readonly string[]>>;
    };

/** What R4 calls these had other names before. */
const EARLIER_NAMES: Readonly<Record<Exclude<FhirRelease, 'R4'>, Readonly<Record<string, string>>>> = {
  DSTU2: { MedicationRequest: 'MedicationOrder', ServiceRequest: 'DiagnosticOrder' },
  STU3: { ServiceRequest: 'ProcedureRequest' },
};

const TOKEN = /\{\{\s*context\.(patientId|userId|encounterId)\s*\}\}/g;

/**
 * Fills in a prefetch template (CDS Hooks "Prefetch Templates"). Tokens are replaced after the template is taken apart, so
 * no value can add a parameter or a path segment.
 * @returns null when the template asks for something that the request does not have, or has a form that is not supported
 */
export function queryFromTemplate(template: string, request: HookRequest, release: FhirRelease): FhirQuery | null {
  const fill = (text: string): string => text.replace(TOKEN, (token, field: ContextField) => request[field] ?? token);
  const mark = template.indexOf('?');
  const [resourceType, idToken, ...rest] = (mark < 0 ? template : template.slice(0, mark)).split('/');
  if (resourceType === undefined || !/^[A-Z][A-Za-z]+$/.test(resourceType) || rest.length > 0) return null;
  const type = release === 'R4' ? resourceType : (EARLIER_NAMES[release][resourceType] ?? resourceType);
  if (idToken !== undefined) return mark < 0 ? { kind: 'read', resourceType: type, id: fill(idToken) } : null;
  if (mark < 0) return null;

  const params: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(template.slice(mark + 1))) {
    // `intent` came with MedicationRequest in STU3; a DSTU2 server may refuse the whole search for it.
    if (release === 'DSTU2' && name === 'intent') continue;
    const filled = fill(value);
    if (filled.includes('{{')) return null;
    (params[name] ??= []).push(filled);
  }
  return { kind: 'search', resourceType: type, params };
}

type ContextField = 'patientId' | 'userId' | 'encounterId';
