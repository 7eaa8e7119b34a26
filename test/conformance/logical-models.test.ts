import { describe, expect, test } from '@jest/globals';
import { parseFeedback } from '../../src/cds-hooks/feedback/feedback.js';
import { discoveryDocument } from '../../src/cds-hooks/discovery/discovery.js';
import { parseHookRequest } from '../../src/cds-hooks/request/parse-hook-request.js';
import { findJsonFaults, findResponseFaults } from '../../src/cds-hooks/response/validate-response.js';
import type { CdsResponse } from '../../src/domain/card.js';
import { orderSelectBody } from '../cds-hooks/request-samples.js';
import { STUB_SERVICES } from '../server/http/test-app.js';

/** The invariants of the logical models of the CDS Hooks 3.0 ballot: what keeps each, and what breaks it and nothing else. */
const UUIDS = Array.from({ length: 3 }, (_, index) => `0b7ad8a1-6f0c-4c58-9a4c-0c5a3a1f3b5${index}`);
const suggestion = (uuid: string | undefined, more: object = {}) => ({ label: 'Order a level', uuid, ...more });
const response = (card: object): CdsResponse =>
  ({
    cards: [{ uuid: UUIDS[0], summary: 'A card', indicator: 'info', source: { label: 'Us' }, ...card }],
  }) as unknown as CdsResponse;
const suggesting = (action: object, more: object = {}) =>
  response({ selectionBehavior: 'any', suggestions: [suggestion(UUIDS[1], { actions: [action], ...more })] });
const REASON = { code: 'a', system: 'urn:reasons', display: 'Because' };
const NEW = { resourceType: 'ServiceRequest', status: 'draft' };
const SMART = { label: 'App', url: 'https://app.example', type: 'smart', appContext: 'x' };

describe('responses', () => {
  test.each<[invariant: string, kept: CdsResponse, broken: CdsResponse]>([
    [
      'cds-resp-1: at most one recommendation under at-most-one',
      response({
        selectionBehavior: 'at-most-one',
        suggestions: [suggestion(UUIDS[1], { isRecommended: true }), suggestion(UUIDS[2])],
      }),
      response({
        selectionBehavior: 'at-most-one',
        suggestions: [UUIDS[1], UUIDS[2]].map((uuid) => suggestion(uuid, { isRecommended: true })),
      }),
    ],
    [
      'cds-resp-2: a delete names its target and carries no resource',
      suggesting({ type: 'delete', description: 'Remove', resourceId: 'MedicationRequest/1' }),
      suggesting({ type: 'delete', description: 'Remove', resourceId: 'MedicationRequest/1', resource: NEW }),
    ],
    [
      'cds-resp-3: only SMART links have an appContext',
      response({ links: [SMART] }),
      response({ links: [{ ...SMART, type: 'absolute' }] }),
    ],
    [
      'cds-resp-4: an override reason has code, system and display',
      response({ overrideReasons: [REASON] }),
      response({ overrideReasons: [{ ...REASON, display: undefined }] }),
    ],
    [
      'cds-resp-5: an action of a suggestion has a description',
      suggesting({ type: 'create', description: 'Order', resource: NEW }),
      suggesting({ type: 'create', resource: NEW }),
    ],
    [
      'cds-resp-6: suggestions come with a selectionBehavior',
      response({ selectionBehavior: 'any', suggestions: [suggestion(UUIDS[1])] }),
      response({ suggestions: [suggestion(UUIDS[1])] }),
    ],
    [
      'cds-resp-7: no actionSelectionBehavior before a client is known to read it',
      suggesting({ type: 'create', description: 'Order', resource: NEW }),
      suggesting({ type: 'create', description: 'Order', resource: NEW }, { actionSelectionBehavior: 'all' }),
    ],
    ['a card uuid is a UUID', response({}), response({ uuid: 'card-1' })],
    ['json-empty-behavior', response({ detail: 'Text' }), response({ extension: {} })],
  ])('%s', (_invariant, kept, broken) => {
    expect(findResponseFaults(kept)).toEqual([]);
    expect(findResponseFaults(broken)).toHaveLength(1);
  });
});

describe('feedback', () => {
  const entry = { card: UUIDS[0], outcomeTimestamp: '2026-11-22T09:41:00Z' };
  const faults = (one: object) => parseFeedback({ feedback: [{ ...entry, ...one }] }).faults.length;
  test.each<[string, object, object]>([
    ['cds-fb-1: an outcome', { outcome: 'overridden' }, { outcome: 'ignored' }],
    [
      'cds-fb-2: accepted names suggestions',
      { outcome: 'accepted', acceptedSuggestions: [{ id: 'a' }] },
      { outcome: 'accepted' },
    ],
    [
      'cds-fb-3: a reason or a comment',
      { outcome: 'overridden', overrideReason: { reason: { code: 'a', system: 'urn:x' } } },
      { outcome: 'overridden', overrideReason: {} },
    ],
  ])('%s', (_invariant, kept, broken) => {
    expect([faults(kept), faults(broken)]).toEqual([0, 1]);
  });
});

describe('requests', () => {
  const service = { id: 'any', hook: 'order-select' } as const;
  test('cds-r-1: a token without a FHIR server is never used, and a whole prefetch is judged all the same', () => {
    const request = parseHookRequest(service, orderSelectBody({ fhirServer: undefined }));
    expect([request.fhirServer, request.fhirAuthorization]).toEqual([null, null]);
    expect(parseHookRequest(service, orderSelectBody()).fhirAuthorization?.accessToken).toBe('abc.def-123');
  });

  test('cds-r-2: the patient of a token is kept, so that a call that mixes two can be refused', () => {
    expect(parseHookRequest(service, orderSelectBody()).tokenPatient).toBe('pat-1');
  });
});

describe('discovery', () => {
  test('version is a semantic version; hookVersion stands where the site states it, and nowhere else', () => {
    const [first, ...others] = STUB_SERVICES;
    const { services } = discoveryDocument([{ ...first!, hookVersion: '1.0' }, ...others]);
    for (const { version } of services) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(services.map(({ hookVersion }) => hookVersion)).toEqual(['1.0', undefined, undefined, undefined]);
    expect(findJsonFaults({ services }, '')).toEqual([]);
  });
});
