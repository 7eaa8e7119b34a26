import { describe, expect, it } from '@jest/globals';
import type { Card, Link, Suggestion } from '../../src/domain/card.js';
import { applyProfile } from '../../src/ehr/answer/apply-profile.js';
import { profileFile, SHIPPED_PROFILES } from '../../src/ehr/profile/profile-schema.js';
import { bindProfile, type EhrProfile, rewriteTemplate } from '../../src/ehr/profile/ehr-profile.js';
import { lintForProfile } from './lint-for-profile.js';
import { readClientsFile } from '../../src/server/security/clients.js';
import { catalogue, content, profileByName, epicWithOrders, shippedProfiles } from './own-profiles.js';

const { generic, epic, oracle, athena, sandbox } = profileByName;
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';

const uuid = (last: number) => `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`;
const create = (system: string, code: string, resourceType = 'MedicationRequest') => ({
  type: 'create' as const,
  description: 'Draft an order',
  resource: { resourceType, status: 'draft', code: { coding: [{ system, code }], text: 'An order' } },
});
const suggestion = (actions: Suggestion['actions']): Suggestion => ({
  label: 'Do',
  uuid: uuid(2),
  actions: actions ?? [],
});
const card = (changes: Partial<Card> = {}): Card => ({
  uuid: uuid(1),
  summary: 'A summary',
  indicator: 'warning',
  detail: '**Bold** and `code`',
  source: {
    label: 'Guideline',
    url: 'https://guideline.example.org/a',
    topic: { system: 'http://example.org/topics', code: 'Topic1' },
  },
  ...changes,
});
const withActions = (...actions: NonNullable<Suggestion['actions']>) =>
  card({ suggestions: [suggestion(actions)], selectionBehavior: 'any' });
const codingsOf = (each: Card) =>
  each.suggestions?.flatMap(({ actions = [] }) =>
    actions.map(({ resource }) => (resource?.code as { coding: { system: string; code: string }[] }).coding),
  );
const smart: Link = { label: 'App', url: 'https://app.example.org/launch', type: 'smart', appContext: 'x' };
const page: Link = { label: 'Page', url: 'https://page.example.org/p', type: 'absolute' };
const reason = { system: 'http://example.org/reasons', code: 'r1', display: 'A reason' };

describe('a profile for each name that the clients file knows', () => {
  it.each(SHIPPED_PROFILES)('%s', (name) => {
    expect(profileByName[name].name).toBe(name);
    const client = { id: 'a', issuer: 'i', keys: { jwksUrl: 'https://a.example' }, fhirAccess: 'never', dialect: name };
    expect(readClientsFile({ clients: [client] })).toMatchObject({ ok: true });
  });

  it('every setting says what it is for', () => {
    const undescribed = Object.entries(profileFile.shape).filter(([, schema]) => schema.description === undefined);
    expect(undescribed.map(([name]) => name)).toEqual([]);
  });

  it('every profile names where its settings come from', () => {
    for (const { notes } of shippedProfiles) expect(notes.every(({ source }) => source.length > 10)).toBe(true);
  });
});

describe('generic', () => {
  it('changes nothing, whatever is on the card', () => {
    const full = card({
      suggestions: [suggestion([create('http://loinc.org', '2160-0'), create(RXNORM, '1256')])],
      selectionBehavior: 'at-most-one',
      overrideReasons: [reason],
      links: [page, smart],
      extension: { 'org.example.x': { a: 1 } },
    });
    expect(JSON.stringify(applyProfile(full, generic))).toBe(JSON.stringify(full));
  });
});

describe('suggestions', () => {
  it.each<[string, EhrProfile, Card, number]>([
    [
      'Epic carries out one action per suggestion: two -> left out',
      epic,
      withActions(create(RXNORM, '1'), create(RXNORM, '2')),
      0,
    ],
    [
      'Epic creates and deletes, it does not update -> left out',
      epic,
      withActions({ ...create(RXNORM, '1'), type: 'update' }),
      0,
    ],
    ['Epic deletes', epic, withActions({ type: 'delete', description: 'd', resourceId: 'MedicationRequest/1' }), 1],
    ['Epic knows RxNorm', epic, withActions(create(RXNORM, '1256')), 1],
    ['Epic lists no LOINC for orders -> left out', epic, withActions(create('http://loinc.org', '2160-0')), 0],
    [
      'The Sandbox acts on the first action alone: two -> left out',
      sandbox,
      withActions(create(RXNORM, '1'), create(RXNORM, '2')),
      0,
    ],
    [
      'athenahealth: nothing known against two actions',
      athena,
      withActions(create(RXNORM, '1'), create(RXNORM, '2')),
      1,
    ],
  ])('%s', (_fact, profile, given, count) => {
    const applied = applyProfile(given, profile);
    expect(applied.suggestions?.length ?? 0).toBe(count);
    expect(applied.selectionBehavior === undefined).toBe(count === 0);
  });

  it.each<[string, EhrProfile, 'any' | 'at-most-one', string]>([
    ['Epic takes only any', epic, 'at-most-one', 'any'],
    ['Oracle follows 1.0, which has only at-most-one', oracle, 'any', 'at-most-one'],
    ['athenahealth: suggestions of a card exclude each other', athena, 'any', 'at-most-one'],
    ['the Sandbox does not look at it', sandbox, 'any', 'any'],
  ])('selectionBehavior: %s', (_fact, profile, sent, expected) => {
    const given = { ...withActions(create(RXNORM, '1256')), selectionBehavior: sent };
    expect(applyProfile(given, profile).selectionBehavior).toBe(expected);
  });

  it('under at-most-one, two recommendations are none (CDS Hooks 3.0 cds-resp-1)', () => {
    const one = suggestion([create(RXNORM, '1')]);
    const given = card({
      suggestions: [
        { ...one, isRecommended: true },
        { ...one, uuid: uuid(3), isRecommended: true },
      ],
      selectionBehavior: 'any',
    });
    expect(applyProfile(given, athena).suggestions?.map(({ isRecommended }) => isRecommended)).toEqual([false, false]);
    expect(lintForProfile(applyProfile(given, athena), athena)).toEqual([]);
  });

  it.each([
    ['RxNorm', RXNORM, 'urn:oid:2.16.840.1.113883.6.88'],
    ['NDC', 'http://hl7.org/fhir/sid/ndc', 'urn:oid:2.16.840.1.113883.6.69'],
    ['ICD-10-CM', 'http://hl7.org/fhir/sid/icd-10-cm', 'urn:oid:2.16.840.1.113883.6.90'],
  ])('Epic writes %s as an OID', (_name, system, spelling) => {
    expect(codingsOf(applyProfile(withActions(create(system, '1')), epic))).toEqual([
      [{ system: spelling, code: '1' }],
    ]);
  });

  it('an order that the site built for Epic stands in for the code that Epic does not know', () => {
    const site = epicWithOrders({ 'order-creatinine': '4711' });
    const applied = applyProfile(withActions(create('http://loinc.org', '2160-0', 'ServiceRequest')), site);
    expect(codingsOf(applied)).toMatchObject([
      [{ system: 'urn:com.epic.cdshooks.action.code.system.preference-list-item', code: '4711' }],
    ]);
  });

  it('an order of the site stands before a standard code that Epic knows', () => {
    const site = epicWithOrders({ 'draft-azathioprine': '4712' });
    const codes = codingsOf(applyProfile(withActions(create(RXNORM, '1256')), site))
      ?.flat()
      .map(({ code }) => code);
    expect(codes).toEqual(['4712', '1256']);
  });
});

describe('what is shown around a card', () => {
  it.each<[string, EhrProfile, boolean]>([
    ['Oracle follows 1.0, which has no override reasons', oracle, false],
    ['Epic shows them', epic, true],
    ['the Sandbox shows them on cards with a uuid', sandbox, true],
  ])('override reasons: %s', (_fact, profile, shown) => {
    expect(applyProfile(card({ overrideReasons: [reason] }), profile).overrideReasons !== undefined).toBe(shown);
  });

  it('an override reason takes the code of the EHR where the profile has one, and keeps its display', () => {
    const codes = { 'already-done': { system: 'urn:oid:1.2.3', code: '900' } };
    const { overrideReasons } = content.catalogue;
    const own = bindProfile(
      { ...epic, overrideReasons: { ...epic.overrideReasons, codes } },
      () => catalogue.suggestions,
      overrideReasons,
    );
    const { system, code, display } = overrideReasons['already-done']!;
    const once = applyProfile(card({ overrideReasons: [{ system, code, display }, reason] }), own);
    expect(once.overrideReasons).toEqual([{ system: 'urn:oid:1.2.3', code: '900', display }, reason]);
    expect(applyProfile(once, own)).toEqual(once);
  });

  it.each<[string, EhrProfile, string[]]>([
    [
      'the Sandbox: SMART links are dead, and the address of the source cannot be opened',
      sandbox,
      ['page.example.org', 'guideline.example.org'],
    ],
    ['Epic: both kinds', epic, ['page.example.org', 'app.example.org']],
  ])('links: %s', (_fact, profile, hosts) => {
    const applied = applyProfile(card({ links: [page, smart] }), profile);
    expect(applied.links?.map(({ url }) => new URL(url).host)).toEqual(hosts);
  });

  it.each([
    ['https://page.example.org', true],
    ['https://page.example.org/', true],
    ['https://page.example.org/p', true],
    ['https://page.example.org/other', false],
    ['https://page.example.org.evil.example', false],
    ['https://page.example', false],
  ])('an allow-list with %s: a link to https://page.example.org/p is shown: %s', (entry, shown) => {
    const strict = { ...oracle, links: { ...oracle.links, allowList: [entry] } };
    expect(applyProfile(card({ links: [page] }), strict).links !== undefined).toBe(shown);
  });

  it.each<[string, EhrProfile, string, number]>([
    ['Epic: letters and digits', epic, 'Topic-1', 1],
    ['Epic: at most 100', epic, 'T'.repeat(101), 1],
    ['Epic: 100 is allowed', epic, 'T'.repeat(100), 0],
    ['Oracle: nothing known', oracle, 'Topic-1', 0],
  ])('topic code: %s', (_fact, profile, code, faults) => {
    const given = card({ source: { ...card().source, topic: { system: 'http://example.org/topics', code } } });
    const applied = applyProfile(given, profile);
    // Acknowledgements hang on it, so it is reported and never mended.
    expect(applied.source.topic?.code).toBe(code);
    expect(lintForProfile(applied, profile).filter((fault) => fault.includes('topic'))).toHaveLength(faults);
  });

  it('Epic is told the format of a detail that is not Markdown', () => {
    const text: EhrProfile = { ...epic, detail: { ...epic.detail, format: 'text' } };
    const applied = applyProfile(card(), text);
    expect(applied.detail).toBe('Bold and code');
    expect(applied.extension?.['com.epic.cdshooks.card.detail.content-type']).toBe('text/plain');
    const html: EhrProfile = { ...epic, detail: { ...epic.detail, format: 'html' } };
    expect(applyProfile(card(), html).detail).toBe('<p><strong>Bold</strong> and <code>code</code></p>');
    expect(applyProfile(card(), html).extension?.['com.epic.cdshooks.card.detail.content-type']).toBe('text/html');
  });
});

describe('hooks, tokens and feedback', () => {
  it.each<[string, EhrProfile, string[]]>([
    ['Epic calls three', epic, ['patient-view', 'order-select', 'order-sign']],
    ['Oracle documents patient-view alone', oracle, ['patient-view']],
    ['athenahealth calls when orders are added', athena, ['order-select', 'order-sign']],
    ['the Sandbox never calls medication-prescribe', sandbox, ['patient-view', 'order-select', 'order-sign']],
  ])('%s', (_fact, profile, hooks) => expect(profile.hooks).toEqual(hooks));

  it.each<[string, EhrProfile, string[], number | null]>([
    ['Epic signs with RS384 for 15 minutes', epic, ['RS384'], 15],
    ['the Sandbox signs with ES384 for 5 minutes', sandbox, ['ES384'], 5],
  ])('%s', (_fact, { token }, algorithms, minutes) => {
    expect(token).toMatchObject({ algorithms, lifetimeMinutes: minutes });
  });

  it('Epic spells the reason of an answer in the plural, and names its own reasons in an extension', () => {
    expect(epic.feedback.reasonFields).toEqual(['overrideReason', 'overrideReasons']);
    expect(epic.feedback.builtInReasonExtension?.display).toBe(
      'com.epic.cdshooks.feedback.overrideReason.reasonDisplay',
    );
  });

  it('Oracle sends no feedback', () => expect(oracle.feedback.sent).toBe(false));
});

describe('searches', () => {
  const observation = 'Observation?patient={{context.patientId}}&code=http://loinc.org|2160-0&_sort=-date&_count=200';
  const orders = 'MedicationRequest?patient={{context.patientId}}&_count=200';
  it.each<[string, EhrProfile, string, string]>([
    ['Oracle sorts by itself', oracle, observation, observation.replace('&_sort=-date', '')],
    ['Oracle gives at most 200 entries', oracle, orders.replace('200', '500'), orders],
    ['athenahealth insists on the intent', athena, orders, orders.replace('&_count', '&intent=order,plan&_count')],
    ['Epic: as it is', epic, observation, observation],
    ['a read is never touched', athena, 'Patient/{{context.patientId}}', 'Patient/{{context.patientId}}'],
  ])('%s', (_fact, { search }, template, expected) => {
    expect(rewriteTemplate(template, search)).toBe(expected);
    expect(rewriteTemplate(expected, search)).toBe(expected);
  });

  it('Epic cannot be asked for care plans without a category', () => {
    expect(Object.keys(epic.search.leaveOut)).toEqual(['carePlans']);
  });
});
