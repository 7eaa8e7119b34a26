import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Explanation } from '../../src/engine/explain/explanation.js';
import type { Replay } from '../../src/cli/requests/compare-explanations.js';
import type { ReplayOfMany } from '../../src/cli/requests/replay.js';
import { captures, type Captured } from './captured.js';
import { run, runJson } from './cli-harness.js';
import { Site } from './site.js';

let site: Site;
let request: (storyId: string, hook?: 'order-sign' | 'patient-view') => Captured;
const save = (body: unknown) => site.write('request.json', JSON.stringify(body));

beforeAll(async () => {
  request = await captures();
  site = await Site.make({
    'once/hooks/rules.yaml': 'oneAlertPerDecision:\n  enabled: true\n  snooze:\n    hours:\n      warning: 2\n',
    'limit/hooks/rules.yaml': 'trough:\n  limit: 17\n  critical: 22\n',
    'words/hooks/valuesets/lab-tacrolimus-trough.csv':
      'system,code,display\nhttps://lab.example.org/codes,TACRO,Trough\n',
    'off/hooks/services/tacrolimus-order-sign.yaml': 'rules:\n  trough: off\n',
  });
});
afterAll(() => site.discard());

describe('explain', () => {
  test.each([
    [
      'clarithromycin alone: the service for other drugs',
      'clarithromycin 250 MG Oral Tablet',
      [],
      'tacrolimus-interaction',
    ],
    [
      'the other service where it is named',
      'clarithromycin 250 MG Oral Tablet',
      ['--service', 'tacrolimus-order-sign'],
      'tacrolimus-order-sign',
    ],
    [
      'a drug that nobody looks for: the service of the hook',
      'paracetamol 500 MG Oral Tablet',
      [],
      'tacrolimus-order-sign',
    ],
    ['tacrolimus: the service of the hook', null, [], 'tacrolimus-order-sign'],
  ])('two services on one hook, %s', async (_what, drug, options, service) => {
    const body = request('trough-15-1');
    const draft = {
      resourceType: 'MedicationRequest',
      id: 'other',
      status: 'draft',
      intent: 'order',
      subject: { reference: `Patient/${String(body.context.patientId)}` },
      medicationCodeableConcept: { text: drug },
    };
    const draftOrders = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: draft }] };
    const asked = drug === null ? body : { ...body, context: { ...body.context, draftOrders } };
    expect((await runJson<Explanation>(['explain', await save(asked), ...options])).service).toBe(service);
  });

  describe('--after: one alert per decision, rehearsed without a store', () => {
    const story = 'aki-stage-1-high-trough';
    const after = async (options: readonly string[], user?: string) => {
      const earlier = await site.write('earlier.json', JSON.stringify(request(story, 'patient-view')));
      const later = request(story);
      const body = user === undefined ? later : { ...later, context: { ...later.context, userId: user } };
      return runJson<Explanation>([
        'explain',
        await save(body),
        '--content',
        site.path('once'),
        '--after',
        earlier,
        ...options,
      ]);
    };

    test('set aside for a reason of the list: the warning is not told again, and the reason is told', async () => {
      const { cards, notShown } = await after(['--set-aside', 'already-done']);
      expect(cards.map(({ indicator }) => indicator)).toEqual(['critical']);
      expect(notShown).toEqual([{ finding: 'trough-high', why: expect.stringMatching(/has set it aside/) }]);
    });

    test.each([
      ['left unanswered', [], undefined],
      ['set aside for another reason', ['--set-aside', 'evidence-disputed'], undefined],
      ['set aside by another user', ['--set-aside', 'already-done'], 'Practitioner/another'],
    ])('%s: told', async (_what, options, user) => {
      const { cards, notShown } = await after(options, user);
      expect(cards).toHaveLength(2);
      expect(notShown).toEqual([]);
    });

    test('as a person reads it', async () => {
      const earlier = await site.write('earlier.json', JSON.stringify(request(story, 'patient-view')));
      const options = ['--content', site.path('once'), '--after', earlier, '--set-aside', 'already-done'];
      const { out } = await run(['explain', await save(request(story)), ...options]);
      expect(out).toContain('Found, and not shown (1)');
      expect(out.replace(/\s+/g, ' ')).toContain('- trough-high: this user has set it aside');
    });

    test.each([
      [['--set-aside', 'already-done'], /needs --after/],
      [['--after', 'earlier.json', '--set-aside', 'done'], /has no such reason; there are not-eligible/],
    ])('%j is refused', async (options, message) => {
      await site.write('earlier.json', JSON.stringify(request(story, 'patient-view')));
      const inFolder = options.map((option) => (option === 'earlier.json' ? site.path(option) : option));
      const { code, err } = await run(['explain', await save(request(story)), ...inFolder]);
      expect(code).toBe(2);
      expect(err).toMatch(message);
    });
  });

  test('facts with unit and time, the path of each rule, the cards', async () => {
    const { code, out } = await run(['explain', await save(request('aki-stage-1-high-trough'))]);
    expect(code).toBe(0);
    expect(out).toContain('tacrolimus, systemic, immediate');
    expect(out).toMatch(/^creatinine: \d+ seen: \d+ creatinine$/m);
    expect(out).toMatch(/Creatinine .*130 umol\/L/);
    expect(out.replace(/\s+/g, ' ')).toContain(
      'against the lowest of 7 days before: 130 / 80 umol/L (2026-11-17) = 1.625 times',
    );
    expect(out).toContain('- above 15 ng/mL (trough.limit): above');
    expect(out).toContain('=> trough-high warning');
    expect(out).toContain('=> silent: checked, nothing to say');
    expect(out).toMatch(/Answer: HTTP 200, 2 cards/);
    expect(out).toMatch(/CRITICAL {2}AKI warning stage 1/);
    expect(out.split('\n').every((line) => line.length <= 100)).toBe(true);
  });

  test('what was left out, and why; what nobody can tell, and why', async () => {
    const found = await runJson<Explanation>(['explain', await save(request('units-missing'))]);
    expect(found.dropped.map(({ source, why }) => `${source}: ${why}`)).toContain(
      'creatinine: it has no unit (no-unit)',
    );
    expect(found.rules.find(({ rule }) => rule === 'aki')?.outcome).toMatch(
      /^indeterminate: 3 creatinine results were left out and may be the newest: .* \(creatinine-unusable\)/,
    );
  });

  test('an order that is not tacrolimus is named, and nothing was evaluated', async () => {
    const { out } = await run(['explain', await save(request('topical-order'))]);
    expect(out).toContain('topical');
    expect(out).toContain('none of the orders that the hook is about is systemic tacrolimus');
  });

  test('without data and without a server the service would answer 412: exit code 1', async () => {
    const { code, out } = await run(['explain', await save({ ...request('all-quiet'), prefetch: {} })]);
    expect(code).toBe(1);
    expect(out).toContain('not in the request, and no server was asked');
    expect(out).toMatch(/Answer: HTTP 412, 0 cards/);
  });

  test('the FHIR server of the request is not asked, and its token is printed nowhere', async () => {
    const body = {
      ...request('all-quiet'),
      prefetch: {},
      // Nobody listens there: asking would fail in another way than not asking.
      fhirServer: 'http://127.0.0.1:9/fhir',
      fhirAuthorization: {
        access_token: 'SECRET-TOKEN',
        token_type: 'Bearer',
        expires_in: 300,
        scope: 'patient/*.read',
        subject: 'cds',
      },
    };
    const path = await save(body);
    const [text, json] = [await run(['explain', path]), await run(['explain', path, '--json'])];
    expect(text.out).toContain('not in the request, and no server was asked');
    expect(text.out + text.err + json.out + json.err).not.toContain('SECRET-TOKEN');
    const asked = await run(['explain', path, '--allow-fetch']);
    expect(asked.out).toContain('could not be read');
    expect(asked.out + asked.err).not.toContain('SECRET-TOKEN');
  });

  test('--as-of is the moment of the call', async () => {
    const path = await save(request('trough-15-1'));
    const later = await runJson<Explanation>(['explain', path, '--as-of', '2027-06-01']);
    expect(later.asOf).toBe('2027-06-01T12:00:00.000Z');
    expect(later.rules.find(({ rule }) => rule === 'trough')?.outcome).toMatch(/ days old; .*\(level-stale\)$/);
    expect(await run(['explain', path, '--as-of', 'yesterday'])).toMatchObject({
      code: 2,
      err: '--as-of yesterday: write a date such as 2026-11-22, or 2026-11-22T17:00:00Z',
    });
  });

  test('patient-view, from standard input, in a captured envelope', async () => {
    const captured = JSON.stringify({ url: '/cds-services/x', body: request('trough-20-1', 'patient-view') });
    const { code, out } = await run(['explain', '-'], { readStdin: () => Promise.resolve(captured) });
    expect(code).toBe(0);
    expect(out).toContain('Service tacrolimus-patient-view');
    expect(out).toContain('=> trough-high critical');
  });

  test.each([
    ['no JSON', '{"a": \n oops', /request\.json: is not JSON/],
    ['no hook', '{"context": {}}', /no service answers the hook of this request; name one with --service/],
    [
      'no patient',
      '{"hook": "order-sign", "hookInstance": "x", "context": {}}',
      /The service would refuse this request/,
    ],
  ])('unreadable input (%s) is exit code 2, in words', async (_what, text, message) => {
    const { code, out, err } = await run(['explain', await site.write('request.json', text)]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });
});

describe('replay', () => {
  test('a threshold that flips a rule is named, with the card that goes', async () => {
    const path = await save(request('trough-15-1'));
    const { code, out } = await run(['replay', path, '--vs', site.path('limit')]);
    expect(code).toBe(1);
    expect(out).toContain('was: trough-high warning');
    expect(out).toContain('is:  silent: checked, nothing to say');
    expect(out).toContain('because trough.limit: 15 -> 17 ng/mL: a level above 17 fires');
    expect(out).not.toContain('because trough.critical');
    expect(out).toContain('trough-high: disappears: warning, Tacrolimus 15.1 ng/mL');
  });

  test('a mode is named', async () => {
    const path = await save(request('trough-15-1'));
    const { rules } = await runJson<Replay>(['replay', path, '--vs', site.path('off')]);
    expect(rules).toEqual([
      { rule: 'trough', before: 'trough-high warning', after: 'off: not evaluated', because: ['mode: live -> off'] },
    ]);
  });

  test('a code that only one content knows is named with the fact', async () => {
    const body = request('trough-15-1');
    const local = JSON.stringify(body)
      .replaceAll('http://loinc.org","code":"77348-1', 'https://lab.example.org/codes","code":"TACRO')
      .replaceAll('77348-1', 'TACRO');
    const path = await site.write('request.json', local);
    const { rules } = await runJson<Replay>(['replay', path, '--vs', site.path('words')]);
    expect(rules.map(({ rule, after }) => [rule, after])).toContainEqual(['trough', 'trough-high warning']);
    expect(rules.find(({ rule }) => rule === 'trough')?.because.join('\n')).toMatch(
      /now used: Tacrolimus level, 15\.1 ng\/mL/,
    );
  });

  test('of a folder it counts what changes and why, each request at its own moment, and tells nothing of a patient', async () => {
    const stories = ['trough-15-1', 'all-quiet', 'trough-15-1'];
    for (const [at, id] of stories.entries())
      await site.write(`month/${at}.json`, JSON.stringify({ at: '2026-11-22T17:00:00Z', body: request(id) }));
    await site.write('month/broken.ndjson', '{"hook":\n{"hook":"order-sign"}\n');
    const argv = ['replay', site.path('month'), '--vs', site.path('limit')];
    const told = await runJson<ReplayOfMany>(argv, { now: () => Date.parse('2031-01-01T00:00:00Z') });
    expect(told).toMatchObject({
      requests: 5,
      changed: 2,
      changes: [
        {
          ...{ finding: 'trough-high', what: 'disappears', requests: 2, first: '0.json:1' },
          because: expect.arrayContaining([expect.stringContaining('trough.limit: 15 -> 17 ng/mL')]),
        },
      ],
      refused: [
        { why: 'is not JSON', first: 'broken.ndjson:1' },
        { why: expect.stringContaining('would refuse'), first: 'broken.ndjson:2' },
      ],
    });
    const { code, out } = await run(argv);
    expect(code).toBe(1);
    expect(out).toContain('2 of 3 requests get other cards.');
    expect(out).not.toMatch(/15\.1|2026-11-/);
  });

  test('no difference is exit code 0', async () => {
    const { code, out } = await run(['replay', await save(request('all-quiet')), '--vs', 'shipped']);
    expect([code, out]).toEqual([0, expect.stringMatching(/^The same cards under both contents/)]);
  });
});
