import { describe, expect, it } from '@jest/globals';
import type { RuleModeSetting, ScheduledMode, ServiceDefinition } from '../../src/domain/service-definition.js';
import { effectiveMode, isShown } from '../../src/engine/evaluate/outcomes.js';
import { EFFECTIVE_MODES, type EffectiveMode } from '../../src/domain/evaluation-event.js';

function service(own: RuleModeSetting, site?: RuleModeSetting): ServiceDefinition {
  return {
    id: 's',
    hook: 'order-sign',
    title: 't',
    description: 'd',
    usageRequirements: null,
    sources: {},
    rules: { aki: own, trough: 'live', 'thiopurine-plan': 'live', duration: 'live' },
    ...(site === undefined ? {} : { siteRules: { aki: site } }),
    notEvaluatedCard: 'always',
  };
}

function scheduled(mode: ScheduledMode['mode'], over: Partial<ScheduledMode> = {}): ScheduledMode {
  return { mode, users: [], roles: [], effectiveFrom: null, reviewBy: null, ...over };
}

const PILOT = scheduled('pilot', { users: ['Practitioner/123'], roles: ['PractitionerRole/ward-4'] });
const mode = (own: RuleModeSetting, site?: RuleModeSetting, userId: string | null = null, today = '2026-11-22') =>
  effectiveMode(service(own, site), 'aki', { userId, today });

describe('a pilot is shown to those it lists', () => {
  it.each<[string | null, EffectiveMode]>([
    ['Practitioner/123', 'pilot-shown'],
    ['https://ehr.example.org/fhir/Practitioner/123', 'pilot-shown'],
    ['Practitioner/123/_history/2', 'pilot-shown'],
    ['PractitionerRole/ward-4', 'pilot-shown'],
    ['Practitioner/1234', 'pilot-hidden'],
    ['practitioner/123', 'pilot-hidden'],
    ['Patient/123', 'pilot-hidden'],
    ['123', 'pilot-hidden'],
    ['', 'pilot-hidden'],
    [null, 'pilot-hidden'],
  ])('%s -> %s', (userId, expected) => {
    expect(mode(PILOT, undefined, userId)).toBe(expected);
  });

  it('one word says no name, so nobody sees it', () => {
    expect(mode('pilot', undefined, 'Practitioner/123')).toBe('pilot-hidden');
  });
});

describe('dates', () => {
  it.each<[string, ScheduledMode['mode'], string, EffectiveMode]>([
    ['the day before', 'live', '2026-11-30', 'silent'],
    ['the day itself', 'live', '2026-12-01', 'live'],
    ['the day before', 'pilot', '2026-11-30', 'silent'],
    ['the day itself', 'pilot', '2026-12-01', 'pilot-shown'],
    ['the day before', 'off', '2026-11-30', 'off'],
  ])('%s of a rule that is to be %s', (_title, name, today, expected) => {
    const setting = { ...PILOT, mode: name, effectiveFrom: '2026-12-01' };
    expect(mode(setting, undefined, 'Practitioner/123', today)).toBe(expected);
  });

  it('a review that is overdue changes nothing', () => {
    expect(mode(scheduled('live', { reviewBy: '2026-01-01' }))).toBe('live');
  });
});

describe('site and service: the more cautious one holds', () => {
  it.each<[RuleModeSetting, RuleModeSetting, EffectiveMode]>([
    ['live', 'off', 'off'],
    ['off', 'live', 'off'],
    ['silent', 'live', 'silent'],
    ['live', 'silent', 'silent'],
    [PILOT, 'live', 'pilot-shown'],
    ['live', PILOT, 'pilot-shown'],
    [PILOT, scheduled('pilot', { users: ['Practitioner/9'] }), 'pilot-hidden'],
    [PILOT, 'silent', 'silent'],
    ['live', 'live', 'live'],
  ])('service %j, site %j -> %s', (own, site, expected) => {
    expect(mode(own, site, 'Practitioner/123')).toBe(expected);
  });

  it('only live and a pilot for its own users are shown', () => {
    expect(EFFECTIVE_MODES.filter(isShown)).toEqual(['pilot-shown', 'live']);
  });
});
