import * as z from 'zod';
import { FEEDBACK_ENTRY, MAX_ENTRIES } from '../../cds-hooks/feedback/feedback.js';
import { COMMON_CONTEXT, ENVELOPE, FHIR_AUTHORIZATION, SELECTIONS } from '../../cds-hooks/request/envelope-schema.js';
import { ORDERS_BUNDLE } from '../../cds-hooks/request/read-orders.js';
import { RESPONSE } from '../../cds-hooks/response/validate-response.js';
import type { JsonObject } from '../../domain/json.js';
import { HOOKS, type HookName } from '../../domain/service-definition.js';

const ORDERS = ORDERS_BUNDLE.describe('The draft orders as a FHIR Bundle: R4, STU3 or DSTU2.');
const CONTEXTS: Readonly<Record<HookName, z.ZodType>> = {
  'order-select': COMMON_CONTEXT.extend({ selections: SELECTIONS, draftOrders: ORDERS }),
  'order-sign': COMMON_CONTEXT.extend({ draftOrders: ORDERS }),
  'medication-prescribe': COMMON_CONTEXT.extend({ medications: ORDERS }),
  'patient-view': COMMON_CONTEXT,
};

/** A call of one hook. Unknown members are ignored, as CDS Hooks asks. */
function hookRequest(hook: HookName): z.ZodType {
  return ENVELOPE.extend({
    hook: z.literal(hook),
    fhirServer: z.string().nullish().describe('Base URL of the FHIR server of the EHR, https in production.'),
    fhirAuthorization: FHIR_AUTHORIZATION.nullish(),
    context: CONTEXTS[hook],
  }).describe(`A call of ${hook} (CDS Hooks "HTTP Request"). Unknown members are ignored.`);
}

const TEXT = z.string().min(1);

const DISCOVERY = z
  .object({
    services: z.array(
      z.object({
        hook: z.enum(HOOKS),
        title: TEXT,
        description: TEXT,
        id: TEXT,
        prefetch: z.record(z.string(), TEXT).optional(),
        usageRequirements: TEXT.optional(),
        version: TEXT.describe('The version of CDS Hooks that is spoken.'),
        hookVersion: TEXT.optional().describe('Of the hook definition, where the site states it (CDS Hooks 3.0).'),
      }),
    ),
  })
  .describe('CDS Hooks "Discovery".');

const OPERATION_OUTCOME = z
  .looseObject({
    resourceType: z.literal('OperationOutcome'),
    issue: z
      .array(
        z.looseObject({
          severity: z.enum(['fatal', 'error', 'warning', 'information']),
          code: TEXT,
          diagnostics: TEXT.optional().describe('Never holds patient data, a token or a URL.'),
          expression: z.array(TEXT).optional().describe('The field at fault: `context.patientId`.'),
        }),
      )
      .min(1),
  })
  .describe('The body of every answer that is not 2xx (FHIR R4).');

const FEEDBACK = z
  .looseObject({ feedback: z.array(FEEDBACK_ENTRY).min(1).max(MAX_ENTRIES) })
  .describe('CDS Hooks "Feedback".');

const FEEDBACK_ANSWER = z.object({
  kept: z.array(
    z.object({
      card: TEXT,
      outcome: z.enum(['accepted', 'overridden']),
      outcomeTimestamp: TEXT,
      repeated: z.boolean().describe('The same was kept before; nothing was added.'),
      cardKnown: z.boolean().describe('False when no such card was shown to this client.'),
    }),
  ),
});

const HEALTH = z.looseObject({ ready: z.boolean() }).describe('States and counts of the parts of the service.');
const ALIVE = z.object({ status: z.literal('ok') });
const FHIR_RESOURCE = z.looseObject({ resourceType: TEXT }).describe('A FHIR R4 resource.');
const TRACE = z.looseObject({}).describe('What `tacrolimus-cds explain` prints, with facts of the patient.');

const nameOf = (hook: HookName) => `Call-${hook}`;

const SCHEMAS: readonly (readonly [name: string, schema: z.ZodType])[] = [
  ...HOOKS.map((hook) => [nameOf(hook), hookRequest(hook)] as const),
  ['CdsResponse', RESPONSE],
  ['Discovery', DISCOVERY],
  ['Feedback', FEEDBACK],
  ['FeedbackAnswer', FEEDBACK_ANSWER],
  ['OperationOutcome', OPERATION_OUTCOME],
  ['Health', HEALTH],
  ['Alive', ALIVE],
  ['FhirResource', FHIR_RESOURCE],
  ['Trace', TRACE],
];

const BASE = '#/components/schemas/';

/** A pointer to a schema of {@link componentSchemas}. */
export function schemaRef(name: string): JsonObject {
  return { $ref: `${BASE}${name}` };
}

/** What may be sent to a service of any hook. */
export function anyCall(): JsonObject {
  const names = HOOKS.map(nameOf);
  return {
    oneOf: names.map(schemaRef),
    discriminator: {
      propertyName: 'hook',
      mapping: Object.fromEntries(HOOKS.map((hook) => [hook, `${BASE}${nameOf(hook)}`])),
    },
  };
}

/** JSON Schema (2020-12, the dialect of OpenAPI 3.1) of all bodies, made from the schemas that the service itself reads with. */
export function componentSchemas(): Readonly<Record<string, JsonObject>> {
  return Object.fromEntries(SCHEMAS.map(([name, schema]) => [name, jsonSchemaOf(schema)]));
}

function jsonSchemaOf(schema: z.ZodType): JsonObject {
  const made = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // A member that must be absent: JSON Schema says it with the schema that nothing meets.
      if (zodSchema._zod.def.type === 'undefined') jsonSchema.not = {};
    },
  });
  return Object.fromEntries(
    Object.entries(made).filter(([member]) => !member.startsWith('$') && member !== '~standard'),
  );
}
