import { describe, expect, it } from '@jest/globals';
import type { CdsResponse } from '../../src/domain/card.js';
import { findResponseFaults } from '../../src/cds-hooks/response/validate-response.js';
import {
  cardWith,
  cardWithAction,
  cardWithLink,
  cardWithSuggestion,
  CREATE_ACTION,
  FULL_CARD,
  responseWith,
} from '../cds-hooks/card-samples.js';

type Case = readonly [what: string, response: unknown, path: string];
const faultsOf = (response: unknown) => findResponseFaults(response as CdsResponse);

/** The fault is found, and named by its path. */
const isFound = (_what: string, response: unknown, path: string) =>
  expect(faultsOf(response).join('\n')).toContain(path);
const card = (changes: Readonly<Record<string, unknown>>) => responseWith(cardWith(changes));
const suggestion = (changes: Readonly<Record<string, unknown>>) => responseWith(cardWithSuggestion(changes));
const action = (changes: Readonly<Record<string, unknown>>) =>
  responseWith(cardWithAction({ ...CREATE_ACTION, ...changes }));
const link = (changes: Readonly<Record<string, unknown>>) => responseWith(cardWithLink(changes));
const source = (changes: Readonly<Record<string, unknown>>) => card({ source: { ...FULL_CARD.source, ...changes } });
const deletion = { type: 'delete', description: 'Remove the order', resourceId: 'MedicationRequest/1' };

it('[C-060] a card with every member has no fault', () => {
  expect(faultsOf(responseWith(FULL_CARD))).toEqual([]);
});

it('[C-062] no cards at all is a valid response', () => {
  expect(faultsOf({ cards: [] })).toEqual([]);
});

describe('faults that are found', () => {
  it.each<Case>([
    ['no cards', {}, 'cards is required'],
    ['cards that are an object', { cards: {} }, 'cards'],
    ['a card that is null', responseWith(null), 'cards[0]'],
  ])('[C-060] %s', isFound);

  it.each<Case>([
    ['empty', { cards: [], systemActions: [] }, 'systemActions'],
    ['no action', { cards: [], systemActions: [{ type: 'other' }] }, 'systemActions[0]'],
  ])('[C-061] systemActions %s', isFound);

  it.each<Case>([
    ['a null member', card({ detail: null }), 'cards[0].detail must not be null'],
    [
      'null deep in a resource',
      action({ resource: { resourceType: 'X', a: [{ b: null }] } }),
      'resource.a[0].b must not be null',
    ],
    [
      'NaN, which JSON sends as null',
      action({ resource: { resourceType: 'X', n: NaN } }),
      'resource.n must be a finite number',
    ],
  ])('[C-003] %s', isFound);

  it.each<Case>([
    ['empty text', card({ detail: '' }), 'cards[0].detail'],
    ['an empty object', card({ extension: {} }), 'cards[0].extension must not be an empty object'],
    [
      'an empty array in a resource',
      action({ resource: { resourceType: 'X', note: [] } }),
      'resource.note must not be an empty array',
    ],
  ])('[C-004] [C-005] %s', isFound);

  it('[C-005] a member that is undefined is left out, and no fault', () => {
    expect(faultsOf(card({ detail: undefined, links: undefined }))).toEqual([]);
  });

  it.each<Case>([
    ['a resource without resourceType', action({ resource: { status: 'draft' } }), 'resource.resourceType'],
    ['a resource that is text', action({ resource: 'ServiceRequest/1' }), 'resource'],
  ])('[C-006] %s', isFound);

  it.each<Case>([
    ['none', card({ uuid: undefined }), 'cards[0].uuid'],
    ['not a UUID', card({ uuid: 'card-1' }), 'cards[0].uuid'],
    ['the same on two cards', responseWith(FULL_CARD, FULL_CARD), 'cards[1].uuid must be unique'],
    ['a suggestion that has its card’s', suggestion({ uuid: FULL_CARD.uuid }), 'suggestions[0].uuid must be unique'],
  ])('[C-070] [C-108] uuid: %s', isFound);

  it.each<Case>([
    ['none', card({ summary: undefined }), 'cards[0].summary'],
    ['140 characters', card({ summary: 'x'.repeat(140) }), 'cards[0].summary must be under 140'],
    ['two lines', card({ summary: 'a\nb' }), 'cards[0].summary must be one line'],
  ])('[C-071] summary: %s', isFound);

  it('[C-071] a summary of 139 characters is no fault', () => {
    expect(faultsOf(card({ summary: 'x'.repeat(139) }))).toEqual([]);
  });

  it.each<Case>([
    ['a tag', card({ detail: 'a <b>bold</b> word' }), 'cards[0].detail'],
    ['a tag that loads', card({ detail: '<img src=x onerror=alert(1)>' }), 'cards[0].detail'],
    ['a comment', card({ detail: 'a <!-- b -->' }), 'cards[0].detail'],
    ['a script link', card({ detail: '[x](javascript:alert(1))' }), 'cards[0].detail'],
    ['a tag behind an escaped backslash', card({ detail: 'a \\\\<b>' }), 'cards[0].detail'],
  ])('[C-072] HTML in detail: %s', isFound);

  it.each([
    'trough <5 ng/mL',
    'a < b',
    '\\<word\\>',
    '<https://example.org>',
    '&lt;b&gt;',
    'No data: the chart has none',
  ])('[C-072] %s is Markdown, not HTML', (detail) => {
    expect(faultsOf(card({ detail }))).toEqual([]);
  });

  it.each<Case>([
    ['hard-stop (before 1.0)', card({ indicator: 'hard-stop' }), 'cards[0].indicator'],
    ['none', card({ indicator: undefined }), 'cards[0].indicator'],
  ])('[C-073] indicator: %s', isFound);

  it.each<Case>([
    ['none', card({ source: undefined }), 'cards[0].source'],
    ['no label', source({ label: undefined }), 'cards[0].source.label'],
  ])('[C-074] source: %s', isFound);

  it.each<Case>([['relative', source({ url: '/about' }), 'cards[0].source.url']])('[C-075] source.url: %s', isFound);
  it.each<Case>([['relative', source({ icon: 'icon.png' }), 'cards[0].source.icon']])(
    '[C-076] source.icon: %s',
    isFound,
  );

  it.each<Case>([
    ['no system', source({ topic: { code: 'a' } }), 'source.topic.system'],
    ['no code', source({ topic: { system: 'a' } }), 'source.topic.code'],
  ])('[C-077] [C-098] topic: %s', isFound);

  it.each<Case>([
    ['empty', card({ suggestions: [] }), 'cards[0].suggestions'],
    ['not an array', card({ suggestions: {} }), 'cards[0].suggestions'],
  ])('[C-078] suggestions: %s', isFound);

  it.each<Case>([
    ['missing beside suggestions', card({ selectionBehavior: undefined }), 'cards[0].selectionBehavior is required'],
    ['a word nobody defined', card({ selectionBehavior: 'all' }), 'cards[0].selectionBehavior'],
  ])('[C-079] selectionBehavior: %s', isFound);

  it.each<Case>([
    ['no display', card({ overrideReasons: [{ system: 'a', code: 'b' }] }), 'overrideReasons[0].display'],
    ['empty', card({ overrideReasons: [] }), 'cards[0].overrideReasons'],
  ])('[C-080] overrideReasons: %s', isFound);

  it.each<Case>([['empty', card({ links: [] }), 'cards[0].links']])('[C-081] links: %s', isFound);
  it.each<Case>([['none', suggestion({ label: undefined }), 'suggestions[0].label']])(
    '[C-082] suggestion label: %s',
    isFound,
  );
  it.each<Case>([['none', suggestion({ uuid: undefined }), 'suggestions[0].uuid']])(
    '[C-083] suggestion uuid: %s',
    isFound,
  );

  it.each<Case>([
    ['text', suggestion({ isRecommended: 'yes' }), 'suggestions[0].isRecommended'],
    [
      'two under at-most-one',
      card({
        suggestions: [
          FULL_CARD.suggestions?.[0],
          { label: 'B', uuid: '5a0f7f4e-0f5c-4b8e-9a55-0d5f6f0f6a03', isRecommended: true },
        ],
      }),
      'cards[0].suggestions may recommend at most one',
    ],
  ])('[C-084] isRecommended: %s', isFound);

  it.each<Case>([['empty', suggestion({ actions: [] }), 'suggestions[0].actions']])('[C-085] actions: %s', isFound);

  it.each<Case>([
    ['present', suggestion({ actionSelectionBehavior: 'all' }), 'actionSelectionBehavior must be absent'],
  ])('[C-055] [C-086] actionSelectionBehavior: %s', isFound);

  it.each<Case>([
    ['none', action({ type: undefined }), 'actions[0].type'],
    ['a word nobody defined', action({ type: 'replace' }), 'actions[0].type'],
  ])('[C-087] action type: %s', isFound);

  it.each<Case>([['none', action({ description: undefined }), 'actions[0].description']])(
    '[C-088] action description: %s',
    isFound,
  );
  it.each<Case>([['no resource', action({ resource: undefined }), 'actions[0].resource']])(
    '[C-089] create: %s',
    isFound,
  );
  it.each<Case>([
    ['no resource', action({ type: 'update', resource: undefined }), 'actions[0].resource'],
    ['a resource without id', action({ type: 'update' }), 'actions[0].resource.id'],
  ])('[C-090] update: %s', isFound);

  it.each<Case>([
    ['no resourceId', action({ ...deletion, resource: undefined, resourceId: undefined }), 'actions[0].resourceId'],
    [
      'an absolute resourceId',
      action({ ...deletion, resource: undefined, resourceId: 'https://a/B/1' }),
      'actions[0].resourceId',
    ],
    ['a resource', action(deletion), 'actions[0].resource must be absent'],
  ])('[C-091] delete: %s', isFound);

  it('[C-091] a delete by relative reference is no fault', () => {
    expect(faultsOf(responseWith(cardWithAction(deletion)))).toEqual([]);
  });

  it.each<Case>([
    ['no label', link({ label: undefined }), 'links[0].label'],
    ['type popup', link({ type: 'popup' }), 'links[0].type'],
  ])('[C-094] link: %s', isFound);

  it.each<Case>([
    ['relative', link({ url: '/a' }), 'links[0].url'],
    ['javascript:', link({ url: 'javascript:alert(1)' }), 'links[0].url'],
  ])('[C-095] link url: %s', isFound);

  it.each<Case>([
    ['on an absolute link', link({ appContext: 'x' }), 'links[0].appContext must be absent'],
    ['not text', link({ type: 'smart', appContext: { a: 1 } }), 'links[0].appContext'],
  ])('[C-096] appContext: %s', isFound);

  it.each<Case>([['text', link({ autolaunchable: 'true' }), 'links[0].autolaunchable']])(
    '[C-097] autolaunchable: %s',
    isFound,
  );
  it.each<Case>([
    ['on a card an array', card({ extension: [1] }), 'cards[0].extension'],
    ['on the response text', { cards: [], extension: 'x' }, 'extension'],
  ])('[C-099] extension: %s', isFound);
});

it('no fault quotes a value', () => {
  const secret = 'Jane Doe 1971-04-02';
  const response = card({
    indicator: secret,
    uuid: secret,
    summary: secret.repeat(9),
    links: [{ url: secret, type: secret }],
  });
  expect(faultsOf(response).join('\n')).not.toContain(secret);
});
