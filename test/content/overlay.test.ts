import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mergeYaml } from '../../src/content/files/merge-yaml.js';
import { readYaml, type YamlSource } from '../../src/content/files/yaml-source.js';
import { loadContent } from '../../src/content/load-content.js';
import { contextSamples } from '../../src/content/samples/gap-samples.js';
import { sampleSubjects } from '../../src/content/samples/sample-subjects.js';
import { wholeDetail } from '../../src/domain/card.js';
import type { CardSubject } from '../../src/domain/card-context.js';
import type { FindingId } from '../../src/domain/finding.js';
import { OverlayFolder } from './overlay-folder.js';

const shippedDirs = { hooksDir: 'hooks', cardsDir: 'cards' };
const shipped = await loadContent(shippedDirs);

function sample(id: FindingId): CardSubject {
  return sampleSubjects.find((each) => each.kind === 'finding' && each.finding.id === id)!;
}

let site: OverlayFolder;
beforeEach(async () => {
  site = await OverlayFolder.make();
});
afterEach(() => site.discard());

describe('a site folder laid over the shipped content', () => {
  it('an empty folder changes nothing, not even the version', async () => {
    const content = await site.load();
    expect(content.version).toBe(shipped.version);
    expect(content.params).toEqual(shipped.params);
  });

  it('a service file of one key keeps all the rest', async () => {
    await site.write('hooks/services/tacrolimus-order-sign.yaml', 'rules: {duration: silent}\nmaxCards: 2\n');
    const { services } = await site.load();
    const before = shipped.services.find(({ hook }) => hook === 'order-sign')!;
    const after = services.find(({ hook }) => hook === 'order-sign')!;
    expect(after).toEqual({ ...before, rules: { ...before.rules, duration: 'silent' }, maxCards: 2 });
  });

  it('enabled: false takes a service away, and a file with all keys adds one', async () => {
    await site.write('hooks/services/tacrolimus-patient-view.yaml', 'enabled: false\n');
    const text = shipped.files.get('hooks/services/tacrolimus-order-sign.yaml')!;
    await site.write('hooks/services/renal.yaml', text.replace('id: tacrolimus-order-sign', 'id: renal-order-sign'));
    expect((await site.load()).services.map(({ id }) => id)).toEqual([
      'renal-order-sign',
      'tacrolimus-medication-prescribe',
      'tacrolimus-order-select',
      'tacrolimus-order-sign',
      'tacrolimus-interaction',
    ]);
  });

  it('one reworded sentence leaves the others', async () => {
    await site.write('cards/labels.yaml', 'rows:\n  level-current: Tacrolimus trough level\n');
    const card = (await site.load()).cards.render(sample('trough-high'), contextSamples[0]!);
    expect(wholeDetail(card)).toContain('Tacrolimus trough level');
  });

  it('an expanded ValueSet of a terminology server replaces a set as it is', async () => {
    const expanded = {
      resourceType: 'ValueSet',
      id: 'lab-tpmt-and-nudt15',
      compose: { include: [{ system: 'http://loinc.org', filter: [{ property: 'parent', op: '=', value: 'LP1' }] }] },
      expansion: {
        identifier: 'urn:uuid:1',
        contains: [{ abstract: true, contains: [{ system: 'http://loinc.org', code: '12345-6', display: 'both' }] }],
      },
    };
    await site.write('hooks/valuesets/lab-tpmt-and-nudt15.json', JSON.stringify(expanded));
    const { terminology } = await site.load();
    const sets = (code: string) => terminology.lookupSets({ system: 'http://loinc.org', code, display: null });
    expect(sets('12345-6')).toEqual(['lab-tpmt-and-nudt15']);
    expect(sets('93193-1')).toEqual([]);
  });

  it('a new maintenance drug is a new file', async () => {
    await site.write(
      'hooks/valuesets/alternative-maintenance-obefazimod.csv',
      'code;system;display\nobefazimod;text;obefazimod\n',
    );
    const { terminology } = await site.load();
    const concept = { codings: [], text: 'Obefazimod 50 mg capsules' };
    const drug = terminology.recogniseDrug({ concept, form: null, routes: [], dosageTexts: [], doseUnits: [] });
    expect(drug).toMatchObject({ drug: { kind: 'alternative-maintenance', name: 'obefazimod' }, basis: 'text' });
  });

  it('shipped evidence that no card of the site cites any more is no fault of the site', async () => {
    const text = shipped.files.get('cards/duration-over.md')!;
    await site.write('cards/duration-over.md', text.replace('[duration-mucosal-healing, ', '['));
    expect(await site.complaints()).toEqual([]);
  });

  it('what editors and version control leave beside the files is no content', async () => {
    const files = [
      '.git/config',
      'README.md',
      'hooks/rules.yaml~',
      'hooks/.rules.yaml.swp',
      'hooks/4913',
      'hooks/README.md',
    ];
    for (const file of files) await site.write(file, 'x');
    expect(await site.complaints()).toEqual([]);
  });

  it('a folder that is not there is named', async () => {
    await site.remove('.');
    expect(await site.complaints()).toEqual(['my-site:1:1 this folder cannot be read']);
  });

  it('two faulty files: each line names its own, with line and column', async () => {
    await site.write('hooks/rules.yaml', 'trough: {limit: 150}\n');
    await site.write('cards/gaps.yaml', 'missing: {no-level: {short: "{{ facts.x }}"}}\n');
    expect((await site.complaints()).map((line) => line.split(' ')[0])).toEqual([
      'my-site/cards/gaps.yaml:1:29',
      'my-site/hooks/rules.yaml:1:17',
    ]);
  });
});

describe('another language by overlay', () => {
  it('the German fixture says its card, its table, its buttons and its reasons in German', async () => {
    const german = await loadContent({ ...shippedDirs, overlayDir: 'test/fixtures/content/german' });
    const over = sample('duration-over');
    const joined = over.kind === 'finding' ? [over.finding] : [];
    const card = german.cards.render(sample('trough-high'), { ...contextSamples[0]!, joined });
    expect(card.summary).toMatch(/über 15 ng\/mL/);
    expect(card.detail).toContain('| Tacrolimusspiegel |');
    expect(card.detail).toMatch(/\*\*Außerdem gefunden:\*\* Tacrolimus for more than 6 months/);
    expect(card.overrideReasons?.map(({ display }) => display)).toEqual([
      'Bereits erledigt',
      'Bereits angeordnet',
      'Trifft auf diese Person nicht zu',
    ]);
    expect(card.links).toEqual([
      { label: 'Spiegelverlauf', url: 'https://apps.example.org/tdm/launch', type: 'smart', appContext: 'tacrolimus' },
    ]);
    expect(german.catalogue.overrideReasons['already-done']?.code).toBe('action-completed');
    expect(german.catalogue.suggestions['order-tacrolimus-level']?.coding.code).toBe('77348-1');
    const gap: CardSubject = {
      kind: 'not-evaluated',
      notEvaluated: {
        rules: [{ rule: 'trough', missing: [{ code: 'no-level', unavailable: false, facts: {}, suggestions: [] }] }],
        problems: [],
      },
    };
    expect(german.cards.render(gap, contextSamples[0]!).summary).toBe('Not checked: Talspiegel (kein Spiegel)');
  });
});

describe('laying one YAML file over another', () => {
  const source = (file: string, text: string): YamlSource => {
    const reading = readYaml(file, text);
    if (!reading.ok) throw new Error('not YAML');
    return reading.source;
  };

  it('every value keeps the way back to the file that it stands in', () => {
    const laid = mergeYaml(source('low', 'a:\n  b: 1\n  c: [1, 2]\n'), source('high', 'a:\n  c: [3]\n'));
    expect(laid.value).toEqual({ a: { b: 1, c: [3] } });
    expect(laid.positionOf(['a', 'b'])).toEqual({ file: 'low', line: 2, column: 6 });
    expect(laid.positionOf(['a', 'c', 0])).toEqual({ file: 'high', line: 2, column: 7 });
    expect(laid.positionOfKey(['a', 'c'])).toEqual({ file: 'high', line: 2, column: 3 });
    // b does not fit c any more: the one who moved c has to look.
    expect(laid.positionOfCause(['a', 'b'])).toEqual({ file: 'high', line: 2, column: 3 });
  });

  it('a key named __proto__ is a key like any other', () => {
    const laid = mergeYaml(source('low', 'a: 1'), source('high', '__proto__: {polluted: true}'));
    expect(Object.keys(laid.value as object)).toEqual(['a', '__proto__']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('what is laid over always counts, and what it does not name always stays', () => {
    const leaf = fc.integer();
    const mapping = fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.oneof(leaf, fc.dictionary(fc.constantFrom('x', 'y'), leaf)),
    );
    fc.assert(
      fc.property(mapping, mapping, (low, high) => {
        const laid = mergeYaml(source('low', JSON.stringify(low)), source('high', JSON.stringify(high))).value;
        expect(laid).toMatchObject(high);
        for (const [key, value] of Object.entries(low)) {
          if (!Object.hasOwn(high, key)) expect((laid as Record<string, unknown>)[key]).toEqual(value);
        }
      }),
    );
  });
});
