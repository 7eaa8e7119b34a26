import { describe, expect, it } from '@jest/globals';
import { contentWarnings } from '../../src/content/check/content-warnings.js';
import type { Content } from '../../src/content/load-content.js';
import type { RuleModeSetting, ScheduledMode, ServiceDefinition } from '../../src/domain/service-definition.js';
import type { RuleId } from '../../src/domain/finding.js';
import { RULE_IDS } from '../../src/rules/index.js';
import { ownContent } from './content-in-memory.js';

const own = ownContent();
const reviewed: ScheduledMode = { mode: 'live', users: [], roles: [], effectiveFrom: null, reviewBy: '2026-11-22' };

function warnings(
  rules: Record<RuleId, RuleModeSetting>,
  site: Record<RuleId, RuleModeSetting>,
  now: string,
  timeZone = 'UTC',
): string[] {
  const services: ServiceDefinition[] = own.services
    .filter(({ id }) => id === 'tacrolimus-order-sign')
    .map((service) => ({ ...service, rules: { ...service.rules, ...rules } }));
  const content: Pick<Content, 'services' | 'params' | 'siteRules' | 'files' | 'catalogue'> = {
    ...own,
    services,
    params: { ...own.params, timeZone },
    siteRules: { ...own.siteRules, ...site },
  };
  return contentWarnings(content, Date.parse(now)).map(({ code, service, rule }) =>
    [code, service ?? 'site', rule ?? 'all'].join(' '),
  );
}

describe('what is due or unusual', () => {
  it('the shipped content gives no warning', () => {
    expect(contentWarnings(own, Date.parse('2030-01-01'))).toEqual([]);
  });

  it.each<[string, string, string, string[]]>([
    ['on the day itself', '2026-11-22T23:59:00Z', 'UTC', []],
    ['the day after', '2026-11-23T00:01:00Z', 'UTC', ['review-overdue tacrolimus-order-sign aki']],
    ['the day after, by the calendar of the site', '2026-11-23T00:01:00Z', 'America/New_York', []],
  ])('a review %s', (_title, now, zone, expected) => {
    expect(warnings({ aki: reviewed }, {}, now, zone)).toEqual(expected);
  });

  it('a rule that is off in the whole site, and a site-wide review, are told once', () => {
    expect(warnings({}, { duration: 'off', aki: reviewed }, '2027-01-01')).toEqual([
      'review-overdue site aki',
      'off-in-the-whole-site site duration',
    ]);
  });

  it('a service that can never show a card is told', () => {
    const quiet = { ...Object.fromEntries(RULE_IDS.map((rule) => [rule, 'silent'] as const)), trough: 'off' } as const;
    const speaking = { ...quiet, 'thiopurine-plan': 'live', duration: 'live' } as const;
    expect(warnings(speaking, { 'thiopurine-plan': 'silent', duration: 'silent' }, '2027-01-01')).toEqual([
      'shows-nothing tacrolimus-order-sign all',
    ]);
  });

  it('says what, where and since when', () => {
    const service = { ...own.services[0]!, rules: { ...own.services[0]!.rules, trough: reviewed } };
    expect(contentWarnings({ ...own, services: [service] }, Date.parse('2027-01-01'))[0]?.message).toBe(
      'tacrolimus-medication-prescribe rules.trough: mode live was to be reviewed by 2026-11-22; it goes on unchanged',
    );
  });
});
