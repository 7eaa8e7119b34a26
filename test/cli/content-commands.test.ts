import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ContentDiff } from '../../src/cli/content/diff.js';
import type { ContentSummary } from '../../src/cli/content/validate.js';
import { run, runJson } from './cli-harness.js';
import { edited, Site } from './site.js';

let site: Site;
let broken: Site;
beforeAll(async () => {
  site = await Site.make({
    'hooks/rules.yaml': 'modes:\n  aki: silent\ntrough:\n  limit: 12\nburden:\n  maxCardsPer100Orders: 40\n',
    'hooks/services/tacrolimus-order-sign.yaml': [
      'rules:',
      '  duration: silent',
      '  trough: { mode: pilot, users: [Practitioner/7], reviewBy: 2026-10-01 }',
      '',
    ].join('\n'),
    'hooks/valuesets/lab-creatinine-blood.csv':
      'system,code,display\nhttps://lab.example.org/codes,CREA,Creatinine plasma\n',
    'cards/trough-high.md': await edited(
      'cards/trough-high.md',
      'Diarrhoea can raise the level.',
      'Diarrhoea and grapefruit can raise the level.',
    ),
    'cards/gaps.yaml': 'missing:\n  no-level:\n    short: no level at all\n',
  });
  broken = await Site.make({ 'hooks/rules.yaml': 'trough:\n  limit: 150\n  critcal: 22\n' });
});
afterAll(() => Promise.all([site.discard(), broken.discard()]));

describe('validate', () => {
  test('the shipped content has no problems, and exit code 0', async () => {
    const { code, out } = await run(['validate']);
    expect(code).toBe(0);
    expect(out).toMatch(/^the shipped content: no problems\. Version \d+\.\d+\.\d+\+[0-9a-f]{12}, 5 services/);
    expect(out).toMatch(
      /tacrolimus-patient-view +│ live: aki, trough[^│]*duration;[^│]*│\n│ +│ off: interaction, start/,
    );
    expect(out).toMatch(/Settings that differ from the built-in ones\n-+\nnone/);
  });

  test('a site: what is in force, what differs, what is overdue', async () => {
    const { code, out } = await run(['validate', site.folder]);
    expect(code).toBe(0);
    expect(out).toContain('trough.limit: 15 -> 12 ng/mL: a level above 12 fires');
    expect(out).toMatch(
      /Warnings\n-+\n.*tacrolimus-order-sign rules\.trough: mode pilot was to be reviewed by 2026-10-01/,
    );
    const summary = await runJson<ContentSummary & { ok: boolean }>(['validate', site.folder]);
    expect(summary.ok).toBe(true);
    expect(summary.services.find(({ id }) => id === 'tacrolimus-order-sign')?.modes).toEqual({
      aki: 'silent (whole site)',
      trough: 'pilot, review by 2026-10-01, for Practitioner/7',
      electrolyte: 'live',
      interaction: 'live',
      start: 'live',
      'thiopurine-plan': 'live',
      duration: 'silent',
      monitoring: 'live',
    });
  });

  test('every problem with its place, and exit code 1', async () => {
    const { code, out } = await run(['validate', broken.folder]);
    expect(code).toBe(1);
    expect(out).toMatch(/hooks\/rules\.yaml:2:10 trough\.limit: 150 .*above the allowed maximum 25/);
    expect(out).toMatch(/hooks\/rules\.yaml:3:3 trough\.critcal: unknown key/);
    expect(out).toMatch(/2 problems in .*; the service would not start with it\.$/);
  });

  test('a folder that is not there is exit code 2', async () => {
    expect(await run(['validate', 'no-such-folder'])).toEqual({
      code: 2,
      out: '',
      err: 'no-such-folder: there is no such folder',
    });
  });
});

describe('diff', () => {
  test('thresholds, modes, wording and codes in words; exit code 1', async () => {
    const { code, out } = await run(['diff', 'shipped', site.folder]);
    expect(code).toBe(1);
    expect(out).toContain('trough.limit: 15 -> 12 ng/mL: a level above 12 fires');
    expect(out).toContain('burden.maxCardsPer100Orders: none -> 40');
    expect(out).toContain(
      'tacrolimus-order-sign: duration: live -> silent: the rule is evaluated and counted, shows no card',
    );
    expect(out).toContain('whole site: aki: live -> silent: the rule is evaluated and counted, shows no card');
    expect(out.replace(/\s+/g, ' ')).toContain('Diarrhoea {+and grapefruit+} can raise the level.');
    expect(out).toContain('lab-creatinine-blood: added https://lab.example.org/codes|CREA Creatinine plasma');
  });

  test('a list is compared entry by entry, whatever its comments and quotes', async () => {
    const { wording } = await runJson<ContentDiff>(['diff', 'shipped', site.folder]);
    expect(wording.map(({ file }) => file)).toEqual(['cards/gaps.yaml', 'cards/trough-high.md']);
    expect(wording[0]?.what).toMatch(/^missing\.no-level\.short: no \[-level.*-\] \{\+level at all\+\}$/);
  });

  test('a content and itself do not differ: exit code 0', async () => {
    const { code, out } = await run(['diff', 'shipped', 'shipped']);
    expect([code, out]).toEqual([0, expect.stringMatching(/^No difference in effect/)]);
  });

  test('content that cannot be used is exit code 2, with all its problems', async () => {
    const { code, err } = await run(['diff', 'shipped', broken.folder]);
    expect(code).toBe(2);
    expect(err.split('\n')).toHaveLength(3);
  });
});
