import * as z from 'zod';
import { SOURCES } from '../../domain/fact-set.js';
import { FINDING_IDS, ruleParams } from '../../rules/index.js';
import { HOOKS } from '../../domain/service-definition.js';
import { isDay, ruleModes, siteModes } from './mode-schema.js';
import { burdenContract, oneAlertFile } from './one-alert-schema.js';

/** `hooks/rules.yaml`: the thresholds of the rules, the modes of the whole site, its burden contract, and what is not told twice. */
export const rulesFile = ruleParams
  .extend({
    modes: siteModes,
    burden: burdenContract,
    oneAlertPerDecision: oneAlertFile,
    approvedOn: z
      .string()
      .refine(isDay, 'is not a day such as 2026-12-01')
      .nullish()
      .describe('The day on which the site approved this content, 2026-12-01; shown at /fhir.'),
  })
  .describe('Every threshold and severity of the service, and the mode of each rule in the whole site.');

/** Findings that a service can choose to show; what could not be checked has a setting of its own. */
const SELECTABLE = FINDING_IDS.filter((id) => id !== 'not-evaluated');

/** `hooks/services/<id>.yaml`: one CDS service. */
export const serviceFile = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be small letters, digits and single hyphens')
    .max(64)
    .describe('Last part of the address of the service; EHRs are configured with it.'),
  hook: z.enum(HOOKS).describe('The moment in the EHR at which it is called.'),
  trigger: z
    .enum(['tacrolimus', 'other-drug'])
    .default('tacrolimus')
    .describe(
      'What it is asked about: an order of tacrolimus (or a chart that is opened), or an order of another drug for a patient on tacrolimus.',
    ),
  hookVersion: z
    .string()
    .regex(/^\d+\.\d+(?:\.\d+)?$/, 'must be a version such as 1.0 or 1.0.1, in quotes')
    .optional()
    .describe(
      'Version of the hook definition, as discovery shows it to clients of CDS Hooks 3.0. Left out: it says none, because the published tables and change logs disagree.',
    ),
  title: z.string().min(1).describe('Name, as discovery shows it.'),
  description: z.string().min(1).describe('What it does, as discovery shows it.'),
  usageRequirements: z.string().min(1).optional().describe('What the EHR must provide, as discovery shows it.'),
  sources: z.array(z.enum(SOURCES)).min(1).describe('The data it asks for: keys of hooks/sources.yaml.'),
  laterSources: z
    .array(z.enum(SOURCES))
    .min(1)
    .optional()
    .describe(
      'Only with trigger other-drug: asked once the patient is known to take tacrolimus, of the FHIR server; no prefetch template.',
    ),
  enabled: z.boolean().default(true).describe('false: the service does not exist for this site.'),
  rules: ruleModes.describe('The mode of each rule.'),
  findings: z
    .array(z.enum(SELECTABLE))
    .min(1)
    .optional()
    .describe('The findings that are shown here; all of them where this is left out.'),
  maxCards: z
    .int()
    .min(1)
    .max(20)
    .optional()
    .describe(
      'At most so many findings have a card; critical ones always do, and the others join another card. Left out: three cards at an order, no limit where a chart is opened.',
    ),
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
