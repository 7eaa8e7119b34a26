import { describe, expect, it } from '@jest/globals';
import { buildProfiles } from '../../src/ehr/profile/build-profiles.js';
import { findPrefetchTemplateFaults } from '../../src/cds-hooks/discovery/find-prefetch-template-faults.js';
import { content, profileByName, shippedProfiles } from './own-profiles.js';
import { servicesForProfile } from '../../src/ehr/profile/ehr-profile.js';

const { files } = content;

function complaint(file: string, from: string, to: string): string {
  const text = files.get(file) ?? '';
  if (text.split(from).length !== 2) throw new Error(`"${from}" is not exactly once in ${file}`);
  try {
    buildProfiles({ ...content, files: new Map([...files, [file, text.replace(from, () => to)]]) });
  } catch (error) {
    return (error as Error).message;
  }
  return 'no complaint';
}
const EPIC = 'hooks/dialects/epic.yaml';

describe('a profile that is wrong is told with its place', () => {
  it.each([
    [
      'an unknown key',
      'actionsMax: 1',
      'actionMax: 1',
      /epic\.yaml:\d+:3 suggestions\.actionMax: unknown key.*known here: .*actionsMax/,
    ],
    [
      'a value out of range',
      'maxLength: 139',
      'maxLength: 140',
      /epic\.yaml:\d+:\d+ summary\.maxLength: 140 is above the allowed maximum 139/,
    ],
    [
      'a word that is not known',
      'selectionBehaviors: [any]',
      'selectionBehaviors: [all]',
      /suggestions\.selectionBehaviors\[0\]: "all" is not allowed here; allowed: any, at-most-one/,
    ],
    ['a name that is not the file', 'name: epic', 'name: oracle', /epic\.yaml:\d+:7 name: must be epic, like the file/],
    [
      'a required source left out',
      'carePlans:',
      'conditions:',
      /search\.leaveOut\.conditions: is required \(hooks\/sources\.yaml\), so it cannot be left out/,
    ],
    ['no YAML at all', 'name: epic', 'name: [', /epic\.yaml:\d+:\d+ not valid YAML/],
  ])('%s', (_what, from, to, message) => expect(complaint(EPIC, from, to)).toMatch(message));

  it('a file that is missing, and one too many, both at once', () => {
    const some = new Map([...files].filter(([name]) => name !== EPIC));
    some.set('hooks/dialects/epik.yaml', 'name: epic');
    expect(() => buildProfiles({ ...content, files: some })).toThrow(
      /epic\.yaml:1:1 this file is missing[\s\S]*epik\.yaml:1:1 extends: is missing; did you mean "epic"\? allowed: generic, epic/,
    );
  });
});

describe('a profile that a site adds', () => {
  const NORTH = 'hooks/dialects/epic-north.yaml';
  const withNorth = (text: string) => ({ ...content, files: new Map([...files, [NORTH, text]]) });
  const north = (text: string) => {
    try {
      return buildProfiles(withNorth(text));
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('is the profile that it extends, but for what it says', () => {
    const orders = "  orderCodes:\n    codes:\n      order-creatinine: '1234'\n";
    const reasons = '  codes:\n    already-done: { system: "urn:oid:1.2.3", code: "17" }\n';
    const built = north(
      `extends: epic\ntitle: Epic, North Hospital\nsuggestions:\n${orders}overrideReasons:\n${reasons}`,
    );
    if (typeof built === 'string') throw new Error(built);
    const own = built['epic-north'];
    expect(own).toMatchObject({ name: 'epic-north', title: 'Epic, North Hospital', summary: { maxLength: 139 } });
    expect(own?.suggestions.orderCodes?.codes).toMatchObject({
      'order-creatinine': '1234',
      'draft-azathioprine': null,
      'order-lower-endoscopy': null,
    });
    expect([...(own?.siteReasons.values() ?? [])]).toEqual([
      { system: 'urn:oid:1.2.3', code: '17', hl7Code: 'action-completed' },
    ]);
    // Its neighbour of the same vendor is what it was.
    expect(built.epic).toEqual(profileByName.epic);
  });

  it.each([
    ['extends nothing', 'title: North\n', `${NORTH}:1:1 extends: is missing; did you mean "epic"? allowed: generic`],
    ['extends what is not there', 'extends: epci\n', `${NORTH}:1:10 extends: "epci" is no profile of the product`],
    ['has another name', 'extends: epic\nname: epic\n', `${NORTH}:2:7 name: must be epic-north, like the file`],
    [
      'misspells a setting',
      'extends: epic\nsuggestions:\n  orderCodes:\n    codes:\n      order-creatinin: "1"\n',
      `${NORTH}:5:7 suggestions.orderCodes.codes.order-creatinin: unknown key, did you mean "order-creatinine"?`,
    ],
    [
      'names a reason that no card has',
      'extends: epic\noverrideReasons:\n  codes:\n    alredy-done: { system: "urn:oid:1.2.3", code: "17" }\n',
      `${NORTH}:4:5 overrideReasons.codes.alredy-done: is not in cards/override-reasons.yaml; did you mean "already-done"?`,
    ],
  ])('%s: told with its place', (_what, text, message) => expect(north(text)).toContain(message));

  it('is told once where the profile below it is at fault, and not again for itself', () => {
    const broken = new Map([...files, [NORTH, 'extends: epic\n'], [EPIC, 'name: [']] as const);
    expect(() => buildProfiles({ ...content, files: broken })).toThrow(/^hooks\/dialects\/epic\.yaml[^\n]*$/);
  });

  it('a code system of which no value set has a code is told', () => {
    const own = 'extends: epic\nsearch: { codeSystems: { "urn:oid:1.2.208.176.2.2": ["urn:oid:1.2.208.176.2.2"] } }\n';
    expect(() => buildProfiles(withNorth(own))).toThrow(
      /epic-north\.yaml:2:\d+ search\.codeSystems\.urn:oid:1\.2\.208\.176\.2\.2: no value set of hooks\/sources\.yaml has codes of it; did you mean "urn:oid:1\.2\.208\.176\.2\.1"\?/,
    );
  });

  it('that a client names and nobody wrote is told, with the client', () => {
    const named = new Map([['epic-nort', 'client "north" of the clients file']]);
    expect(() => buildProfiles(withNorth('extends: epic\n'), named)).toThrow(
      'hooks/dialects/epic-nort.yaml:1:1 there is no such profile, and client "north" of the clients file uses it; did you mean "epic-north"? there are generic, epic, oracle, athena, sandbox, japan, nordic, united-kingdom, epic-north',
    );
  });
});

describe('the services of a profile', () => {
  it('ask the same as ever in generic', () => {
    expect(servicesForProfile(content.services, profileByName.generic)).toEqual(content.services);
  });

  it('keep their templates within what every EHR carries out', () => {
    for (const profile of shippedProfiles) {
      for (const { hook, sources } of servicesForProfile(content.services, profile)) {
        for (const { template } of Object.values(sources))
          expect(findPrefetchTemplateFaults(template, hook)).toEqual([]);
      }
    }
  });

  it('never lose a required source', () => {
    for (const profile of shippedProfiles) {
      servicesForProfile(content.services, profile).forEach(({ sources }, at) => {
        const required = Object.entries(content.services[at]!.sources).filter(([, source]) => source.required);
        expect(Object.keys(sources)).toEqual(expect.arrayContaining(required.map(([name]) => name)));
      });
    }
  });

  it('leave care plans out for Epic, and keep everything else', () => {
    const [before] = content.services;
    const [after] = servicesForProfile(content.services, profileByName.epic);
    const lost = Object.keys(before!.sources).filter((name) => !Object.keys(after!.sources).includes(name));
    expect(lost).toEqual(['carePlans']);
  });

  it('carry the limits of its FHIR servers, where the profile knows any', () => {
    const limited = {
      ...profileByName.generic,
      search: { ...profileByName.generic.search, codesMax: 20, urlMax: 2_000 },
    };
    const services = servicesForProfile(content.services, limited);
    expect(services.map(({ searchLimits }) => searchLimits)).toEqual(
      services.map(() => ({ codesMax: 20, urlMax: 2_000 })),
    );
  });

  const LEVELS = 'tacrolimusLevels';
  it.each([
    ['japan', 'creatinine', 'urn:oid:1.2.392.200119.4.504|3C015000002327101'],
    ['japan', 'creatinine', 'http://medis.or.jp/CodeSystem/master-JLAC10-17digits|3C015000002327101'],
    ['japan', LEVELS, 'urn:oid:1.2.392.200119.4.504|3M810000001905301'],
    ['nordic', 'creatinine', 'urn:oid:1.2.208.176.2.1|NPU18016'],
    ['nordic', 'creatinine', 'urn:oid:1.2.752.108.1|NPU04998'],
    ['nordic', 'creatinine', 'urn:oid:2.16.578.1.12.4.1.1.7280|NPU18016'],
    ['united-kingdom', 'creatinine', 'http://snomed.info/sct|1000731000000107'],
    ['united-kingdom', 'monitoringTests', 'http://snomed.info/sct|1000651000000109'],
  ] as const)('%s asks for the codes of its laboratories: %s, %s', (name, source, token) => {
    const asked = (profile: string) => {
      const [service] = servicesForProfile(content.services, profileByName[profile]!);
      return new URLSearchParams(service!.sources[source]!.template.split('?')[1]).get('code')!.split(',');
    };
    expect(asked('generic')).not.toContain(token);
    expect(asked(name)).toEqual(expect.arrayContaining([...asked('generic'), token]));
    expect(new Set(asked(name)).size).toBe(asked(name).length);
  });
});
