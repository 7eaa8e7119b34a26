import * as z from 'zod';
import type { EhrKit } from './ehr-kit.js';

const entered = z.string().nullable();

/** What was entered into the EHR, written down by the person who did. `kit-sheet` prints it blank, `--check` reads it. */
export const kitSheet = z.strictObject({
  dialect: z.string().describe('The profile of the EHR.'),
  site: entered.optional().describe('Name of the hospital or environment.'),
  endpoints: z.record(z.string(), entered).describe('Service -> address, as registered.'),
  feedback: z.record(z.string(), entered).default({}).describe('Service -> address for feedback, where it is set.'),
  prefetch: z.record(z.string(), z.record(z.string(), entered)).describe('Service -> key -> template, as typed in.'),
  token: z
    .strictObject({
      algorithm: entered.describe('The `alg` of its tokens.'),
      issuer: entered.describe('The `iss` of its tokens.'),
      keys: entered.describe('Address of its key set (`jku`).'),
      audience: z.record(z.string(), entered).describe('Service -> `aud`, as typed in.'),
    })
    .describe('The token it sends.'),
  scopes: z.array(z.string()).default([]).describe('Scopes that were granted.'),
  overrideReasons: z.record(z.string(), entered).default({}).describe('Code -> reason in the EHR.'),
  orderCodes: z.record(z.string(), entered).default({}).describe('Suggestion -> order built at the site.'),
  links: z.array(z.string()).default([]).describe('Links that were registered.'),
});
export type KitSheet = z.infer<typeof kitSheet>;

/** The sheet of a kit, blank where somebody has to write something. YAML. */
export function blankSheet(kit: EhrKit): string {
  const rows = (entries: readonly (readonly [string, string | null])[], indent = '  ') =>
    entries.length === 0
      ? ' {}'
      : `\n${entries.map(([key, value]) => `${indent}${key}: ${value ?? ''}`.trimEnd()).join('\n')}`;
  const blank = (keys: readonly string[], indent?: string) =>
    rows(
      keys.map((key) => [key, null]),
      indent,
    );
  const baseUrl = kit.discoveryUrl.replace(/\/cds-services$/, '');
  const ids = kit.services.map(({ id }) => id);
  const mapped = kit.reasonsMappedInEhr ? (kit.overrideReasons ?? []) : [];
  const prefetch = kit.services.map(({ id, prefetchKeys }) => `  ${id}:${blank(prefetchKeys, '    ')}`).join('\n');
  return [
    `# What was entered into ${kit.title}. Fill in, then check with the same --base-url (and --content):`,
    `#   npx tacrolimus-cds ehr-kit --dialect ${kit.dialect} --base-url ${baseUrl} --check <this file>`,
    `dialect: ${kit.dialect}`,
    `site: ${kit.site === null ? '' : JSON.stringify(kit.site)}`.trimEnd(),
    `endpoints:${blank(ids)}`,
    `feedback:${blank(kit.feedbackSent ? ids : [])}`,
    `prefetch:\n${prefetch}`,
    `token:\n  algorithm:\n  issuer:\n  keys:\n  audience:${blank(ids, '    ')}`,
    'scopes: []',
    `overrideReasons:${blank(mapped.map(({ code }) => code))}`,
    `orderCodes:${blank(kit.orderCodeSystem === null ? [] : kit.suggestions.map(({ id }) => id))}`,
    'links: []',
    '',
  ].join('\n');
}
