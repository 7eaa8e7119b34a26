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
  | { readonly resourceType: string; readonly params: readonly TemplateParam[] }
  | null;

interface TemplateParam {
  readonly name: string;
  readonly values: readonly string[];
  /** Nothing has to be filled in: the lists of codes, which are long. */
  readonly isFixed: boolean;
}

export function readTemplate(template: string): QueryTemplate {
  const mark = template.indexOf('?');
  const [resourceType, id, ...rest] = (mark < 0 ? template : template.slice(0, mark)).split('/');
  if (resourceType === undefined || !/^[A-Z][A-Za-z]+$/.test(resourceType) || rest.length > 0) return null;
  if (id !== undefined) return mark < 0 ? { resourceType, id } : null;
  if (mark < 0) return null;
  const params = new URLSearchParams(template.slice(mark + 1));
  return {
    resourceType,
    params: [...new Set(params.keys())].map((name) => {
      const values = params.getAll(name);
      return { name, values, isFixed: !values.some((value) => value.includes('{{')) };
    }),
  };
}

export function fillTemplate(template: QueryTemplate, request: HookRequest): FhirQuery | null {
  if (template === null) return null;
  const { resourceType } = template;
  if ('id' in template) return { kind: 'read', resourceType, id: fill(template.id, request) };
  const params: Record<string, readonly string[]> = {};
  for (const { name, values, isFixed } of template.params) {
    const filled = isFixed ? values : values.map((value) => fill(value, request));
    if (!isFixed && filled.some((value) => value.includes('{{'))) return null;
    params[name] = filled;
  }
  return { kind: 'search', resourceType, params };
}

const PATIENT_ALONE = '{{context.patientId}}';

function fill(text: string, request: HookRequest): string {
  // Nearly every template asks for the patient, and for nothing else that changes.
  if (text === PATIENT_ALONE) return request.patientId;
  return text.replace(TOKEN, (token, field: ContextField) => request[field] ?? token);
}

type ContextField = 'patientId' | 'userId' | 'encounterId';
