import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ContentCopy } from './content-copy.js';
import { sampleSubjects } from '../../src/content/samples/sample-subjects.js';
import { contextSamples } from '../../src/content/samples/context-samples.js';

/** The READMEs are for people who do not program: what they say is done here, step by step, on a copy. */
let copy: ContentCopy;
beforeEach(async () => {
  copy = await ContentCopy.make();
});
afterEach(() => copy.discard());

/** Every ```text block: what the service says. */
async function quotedMessages(file: string): Promise<string[]> {
  return Array.from((await copy.read(file)).matchAll(/```text\n([\s\S]*?)\n```/g), ([, text = '']) => text);
}

describe('hooks/README.md', () => {
  it('"Change the trough limit" changes it, and the content version', async () => {
    const before = (await copy.load()).version;
    await copy.replace('hooks/rules.yaml', 'limit: 15', 'limit: 12');
    const after = await copy.load();
    expect(after.params.trough.limit).toBe(12);
    expect(after.version).not.toBe(before);
  });

  it.each([
    ['hooks/rules.yaml', 'limit: 15', 'limit: 150'],
    ['hooks/rules.yaml', 'limit: 15', 'limt: 15'],
    ['hooks/services/tacrolimus-patient-view.yaml', 'duration: live', 'duration: quiet'],
  ])('%s with %s -> %s says what the README quotes', async (file, from, to) => {
    await copy.replace(file, from, to);
    const [complaint] = await copy.complaints();
    expect(await quotedMessages('hooks/README.md')).toContain(complaint);
  });

  it.each(['silent', 'off'] as const)('"Silence a rule" sets one rule of one service to %s', async (mode) => {
    await copy.replace('hooks/services/tacrolimus-patient-view.yaml', 'duration: live', `duration: ${mode}`);
    const { services } = await copy.load();
    expect(services.map(({ id, rules }) => [id, rules.duration])).toEqual([
      ['tacrolimus-medication-prescribe', 'live'],
      ['tacrolimus-order-select', 'live'],
      ['tacrolimus-order-sign', 'live'],
      ['tacrolimus-patient-view', mode],
    ]);
  });

  it('"Add a local laboratory code" makes the code understood and asked for', async () => {
    const readme = await copy.read('hooks/README.md');
    const row = /```json\n\s*([\s\S]*?)\n\s*```/.exec(readme)?.[1] ?? '';
    const [from = '', to = ''] = Array.from(readme.matchAll(/`(\{codes:lab-creatinine-blood[^`]*)`/g), ([, x]) => x);
    await copy.replace('hooks/valuesets/lab-creatinine-blood.json', '"include": [', `"include": [\n${row}`);
    await copy.replace('hooks/sources.yaml', from, to);
    const { services, terminology } = await copy.load();
    const crea = { system: 'https://lab.example.org/codes', code: 'CREA', display: null };
    expect(terminology.recogniseLab({ codings: [crea], text: null }, null)).toMatchObject({ lab: 'creatinine' });
    expect(services[0]?.sources.creatinine?.template).toContain('https://lab.example.org/codes|CREA');
    expect(services[0]?.sources.creatinine?.template).toContain('http://loinc.org|2160-0');
  });
});

describe('cards/README.md', () => {
  it('"Reword a summary" rewords it', async () => {
    await copy.replace('cards/trough-high.md', 'repeat, check creatinine', 'repeat it today, check creatinine');
    const { cards } = await copy.load();
    const subject = sampleSubjects.find((each) => each.kind === 'finding' && each.finding.id === 'trough-high');
    expect(cards.render(subject!, contextSamples[0]!).summary).toContain('repeat it today, check creatinine');
  });

  it('the misspelt value says what the README quotes', async () => {
    await copy.replace('cards/trough-high.md', '**{{ facts.level.reported }}**', '**{{ facts.levle.reported }}**');
    expect(await quotedMessages('cards/README.md')).toEqual(await copy.complaints());
  });

  it.each(['hooks', 'cards'])('%s/README.md names every file and folder beside it', async (folder) => {
    const readme = await copy.read(`${folder}/README.md`);
    const { readdir } = await import('node:fs/promises');
    const findings = sampleSubjects.map((each) => (each.kind === 'finding' ? each.finding.id : 'not-evaluated'));
    const names = (await readdir(folder)).filter(
      (name) => name !== 'README.md' && name !== 'schema' && !findings.some((id) => name === `${id}.md`),
    );
    for (const name of names) expect(readme).toContain(name);
  });
});
