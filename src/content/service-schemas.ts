import { z } from 'zod';
import { SOURCES } from '../domain/fact-set.js';
import { RULE_IDS } from '../domain/finding.js';
import { HOOKS } from '../domain/service-definition.js';

const mode = z
  .enum(['off', 'silent', 'live'])
  .describe('live: speaks. silent: is evaluated and counted, no card is shown. off: is not evaluated.');

/** `hooks/services/<id>.yaml`: one CDS service. */
export const serviceFile = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be small letters, digits and single hyphens')
    .max(64)
    .describe('Last part of the address of the service; EHRs are configured with it.'),
  hook: z.enum(HOOKS).describe('The moment in the EHR at which it is called.'),
  title: z.string().min(1).describe('Name, as discovery shows it.'),
  description: z.string().min(1).describe('What it does, as discovery shows it.'),
  usageRequirements: z.string().min(1).optional().describe('What the EHR must provide, as discovery shows it.'),
  sources: z.array(z.enum(SOURCES)).min(1).describe('The data it asks for: keys of hooks/sources.yaml.'),
  rules: z
    .strictObject(
      Object.fromEntries(RULE_IDS.map((id) => [id, mode])) as Record<(typeof RULE_IDS)[number], typeof mode>,
    )
    .describe('The mode of each rule.'),
  notEvaluatedCard: z
    .enum(['always', 'data-unavailable', 'never'])
    .describe('When to say what was not checked: always, only when data could not be had, or never.'),
});

/** `hooks/sources.yaml`: how each kind of data is asked for. */
export const sourcesFile = z
  .strictObject(
    Object.fromEntries(
      SOURCES.map((source) => [
        source,
        z.strictObject({
          template: z.string().min(1).describe('CDS Hooks prefetch template.'),
          required: z
            .boolean()
            .describe('true: without it nothing may be concluded. false: without it the picture is incomplete.'),
        }),
      ]),
    ) as Record<(typeof SOURCES)[number], z.ZodObject<{ template: z.ZodString; required: z.ZodBoolean }>>,
  )
  .describe('The questions that the service asks of a chart.');
export type SourcesContent = z.infer<typeof sourcesFile>;
