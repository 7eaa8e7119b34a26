import { describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { formatProblem } from '../../src/content/files/content-error.js';
import { checkFilledKit } from '../../src/ehr/kit/check-filled-kit.js';
import { SHIPPED_PROFILES } from '../../src/ehr/profile/profile-schema.js';
import type { EhrKit } from '../../src/ehr/kit/ehr-kit.js';
import { blankSheet, kitSheet, type KitSheet } from '../../src/ehr/kit/kit-sheet.js';
import { epicWithOrders } from './own-profiles.js';
import { kitOf } from './own-kit.js';

const built = {
  'order-creatinine': '1001',
  'order-tacrolimus-level': '1002',
  'order-thiopurine-tests': '1003',
  'draft-azathioprine': '1004',
  'order-lower-endoscopy': '1005',
  'order-potassium': '1006',
  'order-magnesium': '1007',
  'order-c-difficile': '1008',
  'order-hbsag': '1009',
  'order-anti-hbc': '1010',
};
const kit = kitOf(epicWithOrders(built));

/** The sheet of an analyst who did everything right. */
function filled(of: EhrKit): KitSheet {
  const each = (value: (service: EhrKit['services'][number]) => string | null) =>
    Object.fromEntries(of.services.map((service) => [service.id, value(service)]));
  const isAddress = (text: string) => /^https:\S+$/.test(text);
  return {
    dialect: of.dialect,
    endpoints: each(({ endpoint }) => endpoint),
    feedback: of.feedbackSent ? each(({ feedback }) => feedback) : {},
    prefetch: Object.fromEntries(
      of.services.map(({ id, prefetchKeys }) => [
        id,
        Object.fromEntries(
          of.prefetch.filter(({ key }) => prefetchKeys.includes(key)).map(({ key, template }) => [key, template]),
        ),
      ]),
    ),
    token: {
      algorithm: of.token.algorithms[0] ?? null,
      issuer: isAddress(of.token.issuer) ? of.token.issuer : 'https://fhir.example.org/r4',
      keys: isAddress(of.token.keys) ? of.token.keys : 'https://fhir.example.org/keys',
      audience: each(({ endpoint }) => endpoint),
    },
    scopes: of.scopes.map(({ scope }) => scope),
    overrideReasons: of.reasonsMappedInEhr
      ? Object.fromEntries((of.overrideReasons ?? []).map(({ code }) => [code, `Reason for ${code}`]))
      : {},
    orderCodes: of.orderCodeSystem === null ? {} : { ...built },
    links: of.links.map(({ url }) => url),
  };
}
type Edit = (sheet: ReturnType<typeof filled>) => void;
function complaints(edit: Edit, of: EhrKit = kit): string[] {
  const sheet = filled(of);
  edit(sheet);
  return checkFilledKit(of, stringify(sheet, { lineWidth: 0 }), 'epic-site.yaml').map(formatProblem);
}
const SIGN = 'tacrolimus-order-sign';
const CONDITIONS = 'Condition?patient={{context.patientId}}&_count=200';
const without = <T>(rows: Readonly<Record<string, T>>, key: string) =>
  Object.fromEntries(Object.entries(rows).filter(([each]) => each !== key));

describe('a sheet that agrees with the kit', () => {
  it.each(SHIPPED_PROFILES)('%s: no complaint', (name) => {
    const of = name === 'epic' ? kit : kitOf(name);
    expect(checkFilledKit(of, stringify(filled(of), { lineWidth: 0 }))).toEqual([]);
  });

  it('may write a key with a hyphen in front, and parameters in another order', () => {
    const swap: Edit = ({ prefetch }) => {
      const keys = prefetch[SIGN]!;
      keys['-conditions'] = 'Condition?_count=200&patient={{context.patientId}}';
      delete keys.conditions;
    };
    expect(complaints(swap)).toEqual([]);
  });
});

describe('a slip is named with its place and its remedy', () => {
  it.each<[string, Edit, RegExp]>([
    [
      'a slash at the end',
      (sheet) => (sheet.endpoints[SIGN] = `${sheet.endpoints[SIGN] ?? ''}/`),
      /^epic-site\.yaml:4:26 endpoints\.tacrolimus-order-sign: ends with a slash; it must be exactly https:\/\/cds\.example\.org/,
    ],
    [
      'a capital letter',
      (sheet) => (sheet.endpoints[SIGN] = 'https://CDS.example.org/cds-services/tacrolimus-order-sign'),
      /differs in capital letters/,
    ],
    [
      'http',
      (sheet) => (sheet.endpoints[SIGN] = 'http://cds.example.org/cds-services/tacrolimus-order-sign'),
      /begins with http instead of https/,
    ],
    ['another address', (sheet) => (sheet.endpoints[SIGN] = 'https://old.example.org/x'), /is another address/],
    [
      'no address',
      (sheet) => (sheet.endpoints[SIGN] = null),
      /endpoints\.tacrolimus-order-sign: is not filled in; it must be https/,
    ],
    [
      'a row that was lost',
      (sheet) => (sheet.endpoints = without(sheet.endpoints, SIGN)),
      /endpoints\.tacrolimus-order-sign: is not filled in/,
    ],
    [
      'a service that is not ours',
      (sheet) => (sheet.endpoints.other = 'x'),
      /endpoints\.other: is not in the kit; there are tacrolimus-order-select, /,
    ],
    [
      'an audience of another hook',
      (sheet) => (sheet.token.audience[SIGN] = 'https://cds.example.org/cds-services/tacrolimus-patient-view'),
      /token\.audience\.tacrolimus-order-sign: is another address/,
    ],
    [
      'feedback without its end',
      (sheet) => (sheet.feedback[SIGN] = 'https://cds.example.org/cds-services/tacrolimus-order-sign'),
      /feedback\.tacrolimus-order-sign: is another address; it must be exactly .*\/feedback$/,
    ],
    [
      'a required template missing',
      (sheet) => delete sheet.prefetch[SIGN]!.creatinine,
      /prefetch\.tacrolimus-order-sign\.creatinine: is not filled in, and nothing can be concluded without it/,
    ],
    [
      'an optional template missing',
      (sheet) => delete sheet.prefetch[SIGN]!.procedures,
      /prefetch\.tacrolimus-order-sign\.procedures: is not filled in \(not required\)/,
    ],
    [
      'a code that was lost',
      (sheet) =>
        (sheet.prefetch[SIGN]!.creatinine = sheet.prefetch[SIGN]!.creatinine!.replace(',http://loinc.org|38483-4', '')),
      /creatinine: code lacks http:\/\/loinc\.org\|38483-4$/,
    ],
    [
      'a code too many',
      (sheet) =>
        (sheet.prefetch[SIGN]!.creatinine = sheet.prefetch[SIGN]!.creatinine!.replace(
          '&_sort',
          ',http://loinc.org|1-8&_sort',
        )),
      /creatinine: code has http:\/\/loinc\.org\|1-8, which is not in the kit/,
    ],
    [
      'a parameter lost',
      (sheet) => (sheet.prefetch[SIGN]!.conditions = 'Condition?patient={{context.patientId}}'),
      /conditions: lacks the parameter _count/,
    ],
    [
      'a parameter added',
      (sheet) => (sheet.prefetch[SIGN]!.conditions = `${CONDITIONS}&category=problem-list-item`),
      /conditions: has the parameter category, which is not in the kit/,
    ],
    [
      'another resource',
      (sheet) => (sheet.prefetch[SIGN]!.conditions = 'Problem?patient={{context.patientId}}&_count=200'),
      /begins with "Problem", and must begin with "Condition"/,
    ],
    [
      'a smaller page',
      (sheet) => (sheet.prefetch[SIGN]!.conditions = 'Condition?patient={{context.patientId}}&_count=20'),
      /_count is "20", and must be "200"/,
    ],
    [
      'another algorithm',
      (sheet) => (sheet.token.algorithm = 'HS256'),
      /token\.algorithm: is HS256, and RS384 is expected/,
    ],
    ['no issuer', (sheet) => (sheet.token.issuer = ''), /token\.issuer: is not filled in: The FHIR base URL/],
    [
      'keys over http',
      (sheet) => (sheet.token.keys = 'http://fhir.example.org/keys'),
      /token\.keys: must be an https:\/\/ address/,
    ],
    [
      'no unsigned orders',
      (sheet) => (sheet.scopes = sheet.scopes.filter((scope) => !scope.startsWith('MedicationRequest ('))),
      /scopes: "MedicationRequest \(Unsigned Order\)" is missing\. Without it the draft orders are not sent/,
    ],
    [
      'a reason without a counterpart',
      (sheet) => (sheet.overrideReasons['action-completed'] = null),
      /overrideReasons\.action-completed: "Already done" has no counterpart in the EHR/,
    ],
    [
      'a reason that is not ours',
      (sheet) => (sheet.overrideReasons.other = 'x'),
      /overrideReasons\.other: is not in the kit/,
    ],
    [
      'an order not built',
      (sheet) => (sheet.orderCodes['order-creatinine'] = null),
      /orderCodes\.order-creatinine: has no order yet/,
    ],
    [
      'an order that the profile does not know',
      (sheet) => (sheet.orderCodes['order-creatinine'] = '2001'),
      /is 2001, and hooks\/dialects\/epic\.yaml has 1001: write it there too/,
    ],
    ['another EHR', (sheet) => (sheet.dialect = 'oracle'), /dialect: is oracle, and the kit is for epic/],
  ])('%s', (_slip, edit, message) => {
    const found = complaints(edit);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });

  it('Oracle: a link that is not registered, and an issuer that is not its own', () => {
    const edit: Edit = (sheet) => {
      sheet.links.pop();
      sheet.token.issuer = 'https://other.example';
    };
    expect(complaints(edit, kitOf('oracle'))).toEqual([
      expect.stringMatching(/token\.issuer: must be https:\/\/cds-hooks\.cerner\.com/),
      expect.stringMatching(/links: https:\/\/\S+ is not registered, so it will not be shown/),
    ]);
  });

  it('an unknown key and a broken file', () => {
    expect(checkFilledKit(kit, `${blankSheet(kit)}extra: 1\n`).map(({ message }) => message)).toEqual([
      expect.stringMatching(/^unknown key.*known here: dialect/),
    ]);
    expect(checkFilledKit(kit, 'dialect: [').map(formatProblem)[0]).toMatch(/^sheet:\d+:\d+ not valid YAML/);
  });
});

describe('the blank sheet', () => {
  it.each(SHIPPED_PROFILES)('%s: can be read, and every row of it is asked for', (name) => {
    const of = kitOf(name);
    expect(kitSheet.safeParse(parse(blankSheet(of))).success).toBe(true);
    const paths = checkFilledKit(of, blankSheet(of)).map(({ path }) => path);
    for (const { id, prefetchKeys } of of.services) {
      expect(paths).toEqual(
        expect.arrayContaining([`endpoints.${id}`, ...prefetchKeys.map((key) => `prefetch.${id}.${key}`)]),
      );
    }
  });
});
