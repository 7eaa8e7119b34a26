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
  return fillTemplate(readTemplate(template), request);
}

/** A template taken apart; null for a form that is not supported. */
export type QueryTemplate =
  | { readonly resourceType: string; readonly id: string }
  | { readonly resourceType: string; readonly params: readonly (readonly [string, string])[] }
  | null;

export function readTemplate(template: string): QueryTemplate {
  const mark = template.indexOf('?');
  const [resourceType, id, ...rest] = (mark < 0 ? template : template.slice(0, mark)).split('/');
  if (resourceType === undefined || !/^[A-Z][A-Za-z]+$/.test(resourceType) || rest.length > 0) return null;
  if (id !== undefined) return mark < 0 ? { resourceType, id } : null;
  return mark < 0 ? null : { resourceType, params: [...new URLSearchParams(template.slice(mark + 1))] };
}

export function fillTemplate(template: QueryTemplate, request: HookRequest): FhirQuery | null {
  if (template === null) return null;
  const { resourceType } = template;
  const fill = (text: string): string =>
    text.includes('{{') ? text.replace(TOKEN, (token, field: ContextField) => request[field] ?? token) : text;
  if ('id' in template) return { kind: 'read', resourceType, id: fill(template.id) };
  const params: Record<string, string[]> = {};
  for (const [name, value] of template.params) {
    const filled = fill(value);
    if (filled.includes('{{')) return null;
    (params[name] ??= []).push(filled);
  }
  return { kind: 'search', resourceType, params };
}

type ContextField = 'patientId' | 'userId' | 'encounterId';
