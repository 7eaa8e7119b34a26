import { ERROR_CODES } from '../../cds-hooks/response/error-codes.js';
import { operationOutcomeOf } from '../../cds-hooks/response/operation-outcome.js';
import { CdsError, type CdsErrorCode } from '../../domain/cds-error.js';
import type { JsonObject } from '../../domain/json.js';
import { type Operation, OPERATIONS, type OptionalPart } from './operations.js';
import { componentSchemas, schemaRef } from './schemas.js';

const SECURITY_SCHEMES = {
  client: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'A JWT of the EHR (CDS Hooks "Trusting CDS Clients"); its audience is the address that is called.',
  },
  reports: { type: 'http', scheme: 'bearer', description: 'REPORT_TOKEN of the service.' },
  traces: { type: 'http', scheme: 'bearer', description: 'TRACE_TOKEN of the service.' },
};

const TAGS: Readonly<Record<Operation['tag'], string>> = {
  'CDS Hooks': 'What an EHR calls (https://cds-hooks.hl7.org).',
  Health: 'Probes for an orchestrator.',
  People: 'For whoever opens the address in a browser, or builds a client.',
  Administration: 'Behind tokens of their own.',
  FHIR: 'The content in force, read-only, as FHIR R4.',
};

const DESCRIPTION = `Decision support for tacrolimus in inflammatory bowel disease: a CDS Hooks service.
Every answer that is not 2xx has an OperationOutcome as its body, and every answer the header X-Request-Id.`;

/**
 * The OpenAPI 3.1 description of a service, made from the schemas that it reads bodies with.
 * @param version of the program: `0.1.0`
 * @param parts what this service offers beyond what every one has
 */
export function openApiDocument(version: string, parts: ReadonlySet<OptionalPart>): JsonObject {
  const offered = OPERATIONS.filter(({ part }) => part === undefined || parts.has(part));
  const paths = [...new Set(offered.map(({ path }) => path))];
  const items = Object.fromEntries(paths.map((path) => [path, pathItem(offered.filter((each) => each.path === path))]));
  const text = JSON.stringify(items);
  const isUsed = (component: string) => text.includes(`"#/components/${component}"`);
  return {
    openapi: '3.1.0',
    info: { title: 'Tacrolimus CDS', version, description: DESCRIPTION, license: { name: 'UNLICENSED' } },
    servers: [{ url: '/' }],
    tags: [...new Set(offered.map(({ tag }) => tag))].map((name) => ({ name, description: TAGS[name] })),
    paths: items,
    components: {
      schemas: Object.fromEntries(Object.entries(componentSchemas()).filter(([name]) => isUsed(`schemas/${name}`))),
      securitySchemes: Object.fromEntries(
        Object.entries(SECURITY_SCHEMES).filter(([name]) => offered.some(({ security }) => security === name)),
      ),
    },
  };
}

function pathItem(operations: readonly Operation[]): JsonObject {
  const names = [...(operations[0]?.path ?? '').matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const parameters = names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  return {
    ...(parameters.length === 0 ? {} : { parameters }),
    ...Object.fromEntries(operations.map((each) => [each.method, operationItem(each)])),
  };
}

function operationItem({ id, tag, summary, description, security, query, body, ...rest }: Operation): JsonObject {
  const parameters = Object.entries(query ?? {}).map(([name, text]) => ({
    name,
    in: 'query',
    description: text,
    schema: { type: 'string' },
  }));
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: securityOf(security),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: content('application/json', body) } }),
    responses: responses(rest),
  };
}

/** The development profile, and discovery where it is open, answer clients without a token, too. */
function securityOf(security: Operation['security']): readonly JsonObject[] {
  if (security === undefined) return [];
  return security === 'client' ? [{ client: [] }, {}] : [{ [security]: [] }];
}

function responses({ answer, also = {}, errors }: Pick<Operation, 'answer' | 'also' | 'errors'>): JsonObject {
  const { type, description } = answer;
  const good = { description, ...(answer.schema === undefined ? {} : { content: content(type, answer) }) };
  const others = Object.entries(also).map(([status, text]) => [status, { ...good, description: text }] as const);
  const statuses = [...new Set(errors.map((code) => ERROR_CODES[code].status))];
  const refusals = statuses.map((status) => {
    const codes = errors.filter((code) => ERROR_CODES[code].status === status);
    return [String(status), refusal(codes)] as const;
  });
  return Object.fromEntries([['200', good] as const, ...others, ...refusals]);
}

function refusal(codes: readonly CdsErrorCode[]): JsonObject {
  const examples = Object.fromEntries(
    codes.map((code) => [code, operationOutcomeOf(new CdsError(code, ERROR_CODES[code].means))]),
  );
  return {
    description: codes.map((code) => ERROR_CODES[code].means).join(' Or: '),
    content: content('application/json', { schema: schemaRef('OperationOutcome'), examples }),
  };
}

function content(
  type: string,
  { schema, examples = {} }: { readonly schema?: JsonObject; readonly examples?: Readonly<Record<string, unknown>> },
): JsonObject {
  const named = Object.entries(examples).map(([name, value]) => [name, { value }]);
  return { [type]: { schema, ...(named.length === 0 ? {} : { examples: Object.fromEntries(named) as JsonObject }) } };
}
