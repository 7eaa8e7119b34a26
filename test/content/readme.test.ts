import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { loadContent } from '../../src/content/load-content.js';
import { contextSamples } from '../../src/content/samples/gap-samples.js';
import { sampleSubjects } from '../../src/content/samples/sample-subjects.js';
import { applyProfile } from '../../src/ehr/answer/apply-profile.js';
import { buildProfiles } from '../../src/ehr/profile/build-profiles.js';
import { effectiveMode } from '../../src/engine/evaluate/outcomes.js';
import { run } from '../cli/cli-harness.js';
import { OverlayFolder } from './overlay-folder.js';

/** The READMEs are for people who do not program: what they say is read out of them here, and done, step by step. */
const hooksReadme = await readFile('hooks/README.md', 'utf8');
const cardsReadme = await readFile('cards/README.md', 'utf8');
const shipped = await loadContent({ hooksDir: 'hooks', cardsDir: 'cards' });

let site: OverlayFolder;
beforeEach(async () => {
  site = await OverlayFolder.make();
});
afterEach(() => site.discard());

function section(readme: string, title: string): string {
  const found = readme.split(/^## /m).find((each) => each.startsWith(`${title}\n`));
  if (found === undefined) throw new Error(`there is no section "${title}"`);
  return found;
}

interface WrittenFile {
  readonly file: string;
  readonly text: string;
}

/** "Write a file `my-site/...`:" and the block below it. */
function filesToWrite(text: string): WrittenFile[] {
  return Array.from(text.matchAll(/`my-site\/([^`]+)`:\n\n( *)```\w+\n([\s\S]*?)\n *```/g), (match) => {
    const [, file = '', indent = '', block = ''] = match;
    return { file, text: `${block.replaceAll(new RegExp(`^${indent}`, 'gm'), '')}\n` };
  });
}

/** Every ```text block that quotes a message. */
function quotedMessages(text: string): string[] {
  return Array.from(text.matchAll(/```text\n(my-site\/\S+:\d[\s\S]*?)\n```/g), ([, message = '']) => message);
}

describe('hooks/README.md', () => {
  it('"Change the trough limit" changes it, leaves the rest alone, and changes the content version', async () => {
    const [change] = filesToWrite(section(hooksReadme, 'Change the trough limit'));
    await site.write(change!.file, change!.text);
    const { params, version } = await site.load();
    expect(params).toEqual({ ...shipped.params, trough: { ...shipped.params.trough, limit: 12 } });
    expect(version).not.toBe(shipped.version);
  });

  it.each(['limit: 150', 'limt: 12'])('%s says what the README quotes', async (slip) => {
    const text = section(hooksReadme, 'Change the trough limit');
    const [change] = filesToWrite(text);
    expect(text).toContain(`\`${slip}\``);
    await site.write(change!.file, change!.text.replace('limit: 12', slip));
    expect(quotedMessages(text)).toContain((await site.complaints()).join('\n'));
  });

  it('"Tell a clinician once" switches it on, and the slip says what the README quotes', async () => {
    const text = section(hooksReadme, 'Tell a clinician once');
    const [change] = filesToWrite(text);
    await site.write(change!.file, change!.text);
    const { oneAlertPerDecision } = await site.load();
    expect(oneAlertPerDecision).toEqual({ ...shipped.oneAlertPerDecision, enabled: true });
    expect(shipped.oneAlertPerDecision.enabled).toBe(false);
    const slip = 'reasons: [already-done, allready-ordered]';
    expect(text).toContain(`\`${slip}\``);
    await site.write(change!.file, `${change!.text}  snooze:\n    ${slip}\n`);
    expect(quotedMessages(text)).toContain((await site.complaints()).join('\n'));
  });

  it('"Silence the duration card" silences it everywhere with the first file', async () => {
    const [everywhere] = filesToWrite(section(hooksReadme, 'Silence the duration card'));
    await site.write(everywhere!.file, everywhere!.text);
    const services = (await site.load()).services.filter(({ trigger }) => trigger === undefined);
    const viewer = { userId: null, today: '2026-11-22' };
    expect(services.map((service) => effectiveMode(service, 'duration', viewer))).toEqual(services.map(() => 'silent'));
    expect(services.map((service) => effectiveMode(service, 'aki', viewer))).toEqual(services.map(() => 'live'));
  });

  it('"Agree on a number of cards" sets the contract', async () => {
    const [agreed] = filesToWrite(section(hooksReadme, 'Agree on a number of cards'));
    await site.write(agreed!.file, agreed!.text);
    expect(shipped.burden).toBeNull();
    expect((await site.load()).burden).toEqual({
      maxCardsPer100Orders: 40,
      minCardsPer100Orders: 5,
      maxBySeverity: { critical: 8, warning: 20, info: 15 },
    });
  });

  it('... and in one service only with the second', async () => {
    const [, oneService] = filesToWrite(section(hooksReadme, 'Silence the duration card'));
    await site.write(oneService!.file, oneService!.text);
    const services = (await site.load()).services.filter(({ trigger }) => trigger === undefined);
    expect(services.map(({ id, rules }) => [id, rules.duration])).toEqual([
      ['tacrolimus-medication-prescribe', 'live'],
      ['tacrolimus-order-select', 'live'],
      ['tacrolimus-order-sign', 'live'],
      ['tacrolimus-patient-view', 'silent'],
    ]);
    await site.write(oneService!.file, oneService!.text.replace('silent', 'quiet'));
    expect(quotedMessages(hooksReadme)).toContain((await site.complaints()).join('\n'));
  });

  it('... and the long form pilots a rule and starts another on its day', async () => {
    const [, , longForm] = filesToWrite(section(hooksReadme, 'Silence the duration card'));
    await site.write(longForm!.file, longForm!.text);
    const service = (await site.load()).services.find(({ hook }) => hook === 'order-sign')!;
    const mode = (rule: 'aki' | 'trough', userId: string, today: string) =>
      effectiveMode(service, rule, { userId, today });
    expect(mode('aki', 'Practitioner/123', '2026-11-22')).toBe('pilot-shown');
    expect(mode('aki', 'Practitioner/9', '2026-11-22')).toBe('pilot-hidden');
    expect(mode('trough', 'Practitioner/9', '2026-11-30')).toBe('silent');
    expect(mode('trough', 'Practitioner/9', '2026-12-01')).toBe('live');
  });

  it('"Add a local laboratory code" makes the code understood and asked for', async () => {
    const changes = filesToWrite(section(hooksReadme, 'Add a local laboratory code'));
    expect(changes).toHaveLength(2);
    for (const { file, text } of changes) await site.write(file, text);
    const { services, terminology } = await site.load();
    const crea = { system: 'https://lab.example.org/codes', code: 'CREA', display: null };
    expect(terminology.recogniseLab({ codings: [crea], text: null }, null)).toMatchObject({ lab: 'creatinine' });
    const template = services[0]?.sources.creatinine?.template;
    expect(template).toContain('https://lab.example.org/codes|CREA');
    expect(template).toContain('http://loinc.org|2160-0');
    expect(services[0]?.sources.creatinine?.required).toBe(true);
  });
});

describe('hooks/README.md, "Give an EHR its own codes"', () => {
  const text = section(hooksReadme, 'Give an EHR its own codes');

  it('gives the cards of that hospital its orders and its reason, and leaves Epic as it was', async () => {
    const [profile] = filesToWrite(text);
    await site.write(profile!.file, profile!.text);
    const content = await site.load();
    const { 'epic-north': north, epic } = buildProfiles(content);
    const subject = sampleSubjects.find((each) => each.kind === 'finding' && each.finding.id === 'trough-high')!;
    const card = content.cards.render(subject, contextSamples[0]!);
    const [ours, theirs] = [applyProfile(card, north!), applyProfile(card, epic)].map((each) => JSON.stringify(each));
    expect(ours).toContain('"code":"20933"');
    expect(ours).toContain('"system":"urn:oid:1.2.840.114350.1.13.999","code":"17"');
    expect(theirs).not.toMatch(/20933|1\.13\.999/);
  });

  it.each([
    ['dialect: epic-north', 0, /no problems/],
    ['dialect: epic-nort', 1, /epic-nort\.yaml.*client "north" of the clients file uses it; did you mean "epic-north"/],
  ])('... and its last command, with %s, ends with %i', async (dialect, code, words) => {
    const [profile] = filesToWrite(text);
    await site.write(profile!.file, profile!.text);
    const [client = ''] = /`dialect: epic-north`/.exec(text) ?? [];
    expect(client).not.toBe('');
    const place = dirname(site.path);
    await writeFile(
      join(place, 'clients.yaml'),
      `clients:\n  - { id: north, issuer: a, keys: { jwksUrl: 'https://a.example' }, fhirAccess: never, ${dialect} }\n`,
    );
    const [, command = ''] = /`npx tacrolimus-cds (validate [^`]*)`/.exec(text) ?? [];
    const ran = await run(command.split(' '), { cwd: place, width: 200 });
    expect([ran.code, ran.out]).toEqual([code, expect.stringMatching(words)]);
  });
});

describe('cards/README.md', () => {
  const subject = sampleSubjects.find((each) => each.kind === 'finding' && each.finding.id === 'trough-high')!;
  /** The texts in backticks of the numbered steps, in order. */
  const steps = Array.from(
    (section(cardsReadme, 'Reword a summary').split('\n\n')[1] ?? '').matchAll(/`([^`]+)`/g),
    ([, text = '']) => text,
  );

  it('"Reword a summary" rewords it', async () => {
    const [from = '', to = '', find = '', , change = ''] = steps;
    const text = await readFile(from, 'utf8');
    expect(text.split(find)).toHaveLength(2);
    await site.write(to.replace('my-site/', ''), text.replace(find, change));
    expect(shipped.cards.render(subject, contextSamples[0]!).summary).toContain(': repeat, check creatinine');
    expect((await site.load()).cards.render(subject, contextSamples[0]!).summary).toContain(
      ': repeat it today, check creatinine',
    );
  });

  it('the misspelt value says what the README quotes', async () => {
    const text = await readFile('cards/trough-high.md', 'utf8');
    await site.write('cards/trough-high.md', text.replace('**{{ facts.level.', '**{{ facts.levle.'));
    expect(quotedMessages(section(cardsReadme, 'Reword a summary'))).toEqual(await site.complaints());
  });

  it('"Something on all cards" puts it there, and the slip says what the README quotes', async () => {
    const text = section(cardsReadme, 'Something on all cards');
    const [file] = filesToWrite(text);
    await site.write(file!.file, file!.text);
    const card = (await site.load()).cards.render(subject, contextSamples[0]!);
    expect(card.detail).toMatch(/\n\nQuestions: IBD pharmacist, pager 4711\.$/);
    expect(card.links?.at(-1)?.label).toBe('IBD guideline of this hospital');
    await site.write(file!.file, file!.text.replace('already-ordered', 'alredy-ordered'));
    expect(quotedMessages(text)).toEqual(await site.complaints());
  });

  it('a reason of your own is offered by the cards that name it, and counted as the HL7 reason', async () => {
    const [reasons] = filesToWrite(
      section(cardsReadme, 'Reasons of your own for setting a card aside').replace(
        /override-reasons.yaml`, and name the key in the cards that offer it[^]*?that no card offers[.]/,
        'override-reasons.yaml`:',
      ),
    );
    await site.write(reasons!.file, reasons!.text);
    const text = await readFile('cards/trough-high.md', 'utf8');
    await site.write(
      'cards/trough-high.md',
      text.replace('overrideReasons: [', 'overrideReasons: [seen-by-pharmacist, '),
    );
    const { cards, catalogue } = await site.load();
    expect(cards.render(subject, contextSamples[0]!).overrideReasons?.[0]).toEqual({
      system: 'https://hospital.example.org/override-reasons',
      code: 'PHARM',
      display: 'A pharmacist has already dealt with it',
    });
    expect(catalogue.overrideReasons['seen-by-pharmacist']?.hl7Code).toBe('action-completed');
  });
});

describe('both READMEs', () => {
  it.each([
    ['hooks', hooksReadme],
    ['cards', cardsReadme],
  ])('%s/README.md names every file and folder beside it', async (folder, readme) => {
    const findings = sampleSubjects.map((each) => (each.kind === 'finding' ? each.finding.id : 'not-evaluated'));
    const names = (await readdir(folder)).filter(
      (name) => name !== 'README.md' && !findings.some((id) => name === `${id}.md`),
    );
    for (const name of names) expect(readme).toContain(name);
  });
});
