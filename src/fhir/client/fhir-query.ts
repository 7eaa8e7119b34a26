import type { HookRequest } from '../../domain/hook-request.js';

/** A prefetch template, filled in for one patient. In R4 spelling; see `release-spelling.ts` for servers of other releases. */
export type FhirQuery =
  | { readonly kind: 'read'; readonly resourceType: string; readonly id: string }
  | {
      readonly kind: 'search';
      readonly resourceType: string;
      readonly params: Readonly<Record<string, readonly string[]>>;
    };

const TOKEN = /\{\{\s*context\.(patientId|userId|encounterId)\s*\}\}/g;

/**
 * Fills in a prefetch template (CDS Hooks "Prefetch Templates"). Tokens are replaced after the template is taken apart, so
 * no value can add a parameter or a path segment.
 * @returns null when the template asks for something that the request does not have, or has a form that is not supported
 */
export function queryFromTemplate(template: string, request: HookRequest): FhirQuery | null {
  const fill = (text: string): string => text.replace(TOKEN, (token, field: ContextField) => request[field] ?? token);
  const mark = template.indexOf('?');
  const [resourceType, idToken, ...rest] = (mark < 0 ? template : template.slice(0, mark)).split('/');
  if (resourceType === undefined || !/^[A-Z][A-Za-z]+$/.test(resourceType) || rest.length > 0) return null;
  if (idToken !== undefined) return mark < 0 ? { kind: 'read', resourceType, id: fill(idToken) } : null;
  if (mark < 0) return null;

  const params: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(template.slice(mark + 1))) {
    const filled = fill(value);
    if (filled.includes('{{')) return null;
    (params[name] ??= []).push(filled);
  }
  return { kind: 'search', resourceType, params };
}

type ContextField = 'patientId' | 'userId' | 'encounterId';
