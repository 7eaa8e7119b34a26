import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { SHIPPED_PROFILES } from '../../src/ehr/profile/profile-schema.js';
import { kitPage } from '../../src/ehr/kit/kit-page.js';
import { profileByName, epicWithOrders } from './own-profiles.js';
import { BASE_URL, kitOf } from './own-kit.js';

describe('docs/ehr', () => {
  it.each(SHIPPED_PROFILES.filter((name) => name !== 'generic'))('%s.md is current', async (name) => {
    const page = await readFile(`docs/ehr/${name}.md`, 'utf8');
    const remedy = `npx tacrolimus-cds ehr-kit --dialect ${name} --base-url ${BASE_URL} --out docs/ehr/${name}.md`;
    expect(page === kitPage(kitOf(name)) ? 'current' : `run: ${remedy}`).toBe('current');
  });
});

describe('a kit', () => {
  it('for Epic has what an analyst types: endpoints, templates, permissions, reasons, orders', () => {
    const kit = kitOf('epic');
    expect(kit.readsDiscovery).toBe(false);
    expect(kit.services.map(({ endpoint }) => endpoint)).toEqual([
      `${BASE_URL}/cds-services/tacrolimus-order-select`,
      `${BASE_URL}/cds-services/tacrolimus-order-sign`,
      `${BASE_URL}/cds-services/tacrolimus-patient-view`,
      `${BASE_URL}/cds-services/tacrolimus-interaction`,
    ]);
    expect(kit.services[1]?.feedback).toBe(`${BASE_URL}/cds-services/tacrolimus-order-sign/feedback`);
    expect(kit.scopes.map(({ scope }) => scope)).toEqual(
      expect.arrayContaining([
        'patient/Observation.read',
        'patient/Medication.read',
        'MedicationRequest (Unsigned Order)',
      ]),
    );
    expect(kit.overrideReasons?.map(({ code }) => code)).toContain('action-completed');
    expect(kit.suggestions.map(({ id, siteCode }) => [id, siteCode])).toEqual([
      ['order-creatinine', null],
      ['order-tacrolimus-level', null],
      ['order-potassium', null],
      ['order-magnesium', null],
      ['order-c-difficile', null],
      ['order-hbsag', null],
      ['order-anti-hbc', null],
      ['order-thiopurine-tests', null],
      ['draft-azathioprine', null],
      ['order-lower-endoscopy', null],
    ]);
    expect(kit.leftOut.map(({ key }) => key)).toEqual(['carePlans']);
    expect(kit.prefetch.find(({ key }) => key === 'creatinine')?.template).toContain('http://loinc.org|38483-4');
  });

  it('for an EHR that resolves FHIRPath tokens has the Medications too, and only for it', () => {
    const drugs = (profile: Parameters<typeof kitOf>[0]) =>
      kitOf(profile)
        .prefetch.map(({ key }) => key)
        .filter((key) => key.endsWith('Drugs'));
    const modern = {
      ...profileByName.generic,
      search: { ...profileByName.generic.search, tokens: 'fhirpath' as const },
    };
    expect(drugs(modern)).toHaveLength(5);
    expect(drugs('generic')).toEqual([]);
    const perService = kitOf(modern).services.map(({ hook, prefetchKeys }) => [
      hook,
      prefetchKeys.includes('draftOrderDrugs'),
    ]);
    expect(Object.fromEntries(perService)).toMatchObject({ 'order-sign': true, 'patient-view': false });
  });

  it('names the trigger criteria of each hook that Epic calls', () => {
    for (const { triggerCriteria } of kitOf('epic').services) expect(triggerCriteria.length).toBeGreaterThan(1);
  });

  it('shows the orders that the site has filled in', () => {
    const page = kitPage(kitOf(epicWithOrders({ 'order-creatinine': '4711' })));
    expect(page).toMatch(/`order-creatinine` .*\| `4711` +\|/);
  });

  it('says of the service for other drugs that it is silent, whom to ask for, and what it may read later', () => {
    const page = kitPage(kitOf('epic'));
    expect(page).toContain('`tacrolimus-interaction` is about orders of other drugs for patients on tacrolimus.');
    expect(page).toMatch(
      /`order-sign` of `tacrolimus-interaction`, only if:\n\n- Tacrolimus is on the medication list\./,
    );
    expect(page).toMatch(/\| `medicationRequests` +\| yes +\| all +\|/);
    expect(page).toMatch(/\| `creatinine` +\| yes +\| all but `tacrolimus-interaction` +\|/);
  });

  it('for Oracle has one service, no reasons, no feedback, and links to register', () => {
    const kit = kitOf('oracle');
    expect(kit.services.map(({ hook, feedback }) => [hook, feedback])).toEqual([['patient-view', null]]);
    expect(kit.notCalled.map(({ hook }) => hook)).toEqual([
      ...['medication-prescribe', 'order-select', 'order-sign', 'order-sign'],
    ]);
    expect(kit.overrideReasons).toBeNull();
    expect(kit.linksRegistered).toBe('all');
    expect(kitPage(kit)).toContain('Register these:');
  });

  it('for athenahealth names the intent in the template', () => {
    const template = kitOf('athena').prefetch.find(({ key }) => key === 'medicationRequests')?.template;
    expect(template).toBe('MedicationRequest?patient={{context.patientId}}&intent=order,plan&_count=200');
  });

  it('takes a base address with a slash at its end, and one with a path', () => {
    expect(kitOf('generic', null, 'https://a.example/cds/').discoveryUrl).toBe('https://a.example/cds/cds-services');
  });

  it('with a site names site and content version; without, it is a specimen', () => {
    expect(kitPage(kitOf('epic', 'St. Example'))).toMatch(/^# .* for St\. Example\n\nContent version `/);
    expect(kitPage(kitOf('epic'))).toContain('A specimen');
  });

  it.each(SHIPPED_PROFILES)('%s: every template stands in a block of its own, to be copied as it is', (name) => {
    const kit = kitOf(name);
    for (const { template } of kit.prefetch) expect(kitPage(kit)).toContain(`\n\`\`\`text\n${template}\n\`\`\`\n`);
  });
});
