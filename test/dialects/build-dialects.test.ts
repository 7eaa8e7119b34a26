import { describe, expect, it } from '@jest/globals';
import { buildDialects } from '../../src/dialects/build-dialects.js';
import { servicesForDialect } from '../../src/dialects/dialect-services.js';
import { findPrefetchTemplateFaults } from '../../src/protocol/find-prefetch-template-faults.js';
import { content, dialects } from './own-dialects.js';

const { files } = content;

function complaint(file: string, from: string, to: string): string {
  const text = files.get(file) ?? '';
  if (text.split(from).length !== 2) throw new Error(`"${from}" is not exactly once in ${file}`);
  try {
    buildDialects({ ...content, files: new Map([...files, [file, text.replace(from, () => to)]]) });
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
    expect(() => buildDialects({ ...content, files: some })).toThrow(
      /epic\.yaml:1:1 this file is missing[\s\S]*epik\.yaml:1:1 no EHR has this name; there are generic, epic/,
    );
  });
});

describe('the services of a dialect', () => {
  it('ask the same as ever in generic', () => {
    expect(servicesForDialect(content.services, dialects.generic)).toEqual(content.services);
  });

  it('keep their templates within what every EHR carries out', () => {
    for (const dialect of Object.values(dialects)) {
      for (const { hook, sources } of servicesForDialect(content.services, dialect)) {
        for (const { template } of Object.values(sources))
          expect(findPrefetchTemplateFaults(template, hook)).toEqual([]);
      }
    }
  });

  it('never lose a required source', () => {
    for (const dialect of Object.values(dialects)) {
      servicesForDialect(content.services, dialect).forEach(({ sources }, at) => {
        const required = Object.entries(content.services[at]!.sources).filter(([, source]) => source.required);
        expect(Object.keys(sources)).toEqual(expect.arrayContaining(required.map(([name]) => name)));
      });
    }
  });

  it('leave care plans out for Epic, and keep everything else', () => {
    const [before] = content.services;
    const [after] = servicesForDialect(content.services, dialects.epic);
    const lost = Object.keys(before!.sources).filter((name) => !Object.keys(after!.sources).includes(name));
    expect(lost).toEqual(['carePlans']);
  });
});
