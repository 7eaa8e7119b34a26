import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { findPrefetchTemplateFaults } from '../../src/cds-hooks/discovery/find-prefetch-template-faults.js';
import { hashContent } from '../../src/content/files/content-files.js';
import { loadContent } from '../../src/content/load-content.js';
import { rulesFile } from '../../src/content/services/service-schemas.js';
import { SOURCES } from '../../src/domain/fact-set.js';
import { HOOKS } from '../../src/domain/service-definition.js';
import { RULE_IDS, ruleParams } from '../../src/rules/index.js';
import { complaintsOf, edited, ownContent, ownFiles } from './content-in-memory.js';

const content = await loadContent({ hooksDir: 'hooks', cardsDir: 'cards' });

describe('the content of the project', () => {
  const ofTacrolimus = content.services.filter(({ trigger }) => trigger === undefined);

  it('has the four services for tacrolimus, one per hook, every rule live, every source asked', () => {
    expect(ofTacrolimus.map(({ hook }) => hook).sort()).toEqual([...HOOKS].sort());
    for (const { id, hook, rules, sources } of ofTacrolimus) {
      expect(id).toBe(`tacrolimus-${hook}`);
      // These are told where a drug is ordered.
      const atOrders = ['interaction', 'start', 'monitoring'];
      const modeOf = (rule: string) => (hook === 'patient-view' && atOrders.includes(rule) ? 'off' : 'live');
      expect(rules).toEqual(Object.fromEntries(RULE_IDS.map((rule) => [rule, modeOf(rule)])));
      // What is looked for before the first dose is of no interest where a chart is only opened.
      const asked = SOURCES.filter((source) => hook !== 'patient-view' || source !== 'screeningTests');
      expect(Object.keys(sources).sort()).toEqual([...asked].sort());
    }
  });

  it('says what was not checked on every order, and on patient-view only if data could not be had', () => {
    const when = Object.fromEntries(ofTacrolimus.map(({ hook, notEvaluatedCard }) => [hook, notEvaluatedCard]));
    expect(when).toEqual({
      'order-select': 'always',
      'order-sign': 'always',
      'medication-prescribe': 'always',
      'patient-view': 'data-unavailable',
    });
  });

  it('has one for other drugs, behind the others, which only counts', () => {
    const service = content.services.at(-1)!;
    expect(service).toMatchObject({
      ...{ id: 'tacrolimus-interaction', hook: 'order-sign', trigger: 'other-drug', notEvaluatedCard: 'never' },
      rules: { ...Object.fromEntries(RULE_IDS.map((rule) => [rule, 'off'])), interaction: 'silent' },
    });
    expect(Object.keys(service.sources)).toEqual(['medicationRequests']);
    expect(Object.keys(service.laterSources ?? {})).toEqual(['tacrolimusLevels', 'creatinine', 'monitoringTests']);
  });

  it.each([
    [
      'laterSources in a service for tacrolimus',
      'trigger: other-drug\n',
      '',
      'laterSources: belongs to trigger other-drug',
    ],
    ['a card about gaps', 'notEvaluatedCard: never', 'notEvaluatedCard: always', 'notEvaluatedCard: must be never'],
    ['a hook without orders', 'hook: order-sign', 'hook: patient-view', 'trigger: other-drug needs a hook with orders'],
    [
      'no orders among its sources',
      '  - medicationRequests',
      '  - conditions',
      'sources: trigger other-drug needs medicationRequests',
    ],
    [
      'a source in both lists',
      '  - creatinine',
      '  - medicationRequests',
      'laterSources: medicationRequests stands under sources too',
    ],
  ])('refuses in the service for other drugs: %s', (_what, before, after, message) => {
    const told = complaintsOf(edited(['hooks/services/tacrolimus-interaction.yaml', before, after]));
    expect(told.join('\n')).toContain(message);
  });

  it('[C-030..C-037] has prefetch templates that every EHR carries out, with codes written out', () => {
    for (const { hook, sources } of content.services) {
      for (const { template } of Object.values(sources)) expect(findPrefetchTemplateFaults(template, hook)).toEqual([]);
    }
    const creatinine = content.services[0]?.sources.creatinine?.template ?? '';
    expect(creatinine).toContain('http://loinc.org|2160-0,');
    expect(creatinine).toContain('http://loinc.org|40248-7');
    expect(creatinine).toMatch(/&_sort=-date&_count=200$/);
  });

  it('needs patient, creatinine, levels, orders and conditions; the rest completes the picture', () => {
    const sources = Object.entries(content.services[0]?.sources ?? {});
    expect(sources.filter(([, { required }]) => required).map(([name]) => name)).toEqual([
      'patient',
      'creatinine',
      'tacrolimusLevels',
      'medicationRequests',
      'conditions',
    ]);
  });

  it('writes out every parameter of the rules, with its default', () => {
    const written: unknown = parse(ownFiles.get('hooks/rules.yaml') ?? '');
    expect(written).toEqual(rulesFile.parse({}));
    expect(content.params).toEqual(ruleParams.parse({}));
  });

  it('cannot be changed after loading', () => {
    expect(Object.isFrozen(content)).toBe(true);
    expect(Object.isFrozen(content.params.trough.severity)).toBe(true);
    expect(Object.isFrozen(content.services[0]?.sources.creatinine)).toBe(true);
    expect(Object.isFrozen(content.cards)).toBe(true);
  });
});

describe('content version', () => {
  it('is the package version and 12 digits of the hash', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect(content.version).toMatch(new RegExp(`^${version.replaceAll('.', '\\.')}\\+[0-9a-f]{12}$`));
    expect(ownContent().version.split('+')[1]).toBe(content.version.split('+')[1]);
  });

  it('changes with any file, and not with the order of reading', () => {
    const own = hashContent(ownFiles);
    expect(hashContent(edited(['hooks/rules.yaml', 'timeZone: UTC', 'timeZone: Europe/Paris']))).not.toBe(own);
    expect(hashContent(edited(['cards/gaps.yaml', 'malformed: not readable', 'malformed: unreadable']))).not.toBe(own);
  });
});
