import { expect, test } from '@jest/globals';

/** What the small EHR page does with the actions of a suggestion. Scripts of a page have no types outside of it. */
interface DraftsScript {
  readonly UNTOUCHED: unknown;
  readonly carryOut: (drafts: unknown, action: object, request: object) => { drafts: unknown; said: string };
  readonly requestWith: (request: object, drafts: unknown) => unknown;
}
const script = new URL('../../sandbox/page/drafts.js', import.meta.url).href;
const { carryOut, requestWith, UNTOUCHED } = (await import(script)) as DraftsScript;

const tacrolimus = {
  resourceType: 'MedicationRequest',
  id: 'draft',
  medicationCodeableConcept: { text: 'tacrolimus' },
};
const test17 = { resourceType: 'ServiceRequest', id: '17', code: { text: 'Creatinine' } };
const bundle = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: tacrolimus }, { resource: test17 }] };
const select = { context: { patientId: 'p', selections: ['MedicationRequest/draft'], draftOrders: bundle } };

interface Sent {
  readonly context: {
    readonly selections?: readonly string[];
    readonly draftOrders?: { readonly entry: readonly { readonly resource: object }[] };
  };
}
const draftsIn = (request: unknown) => (request as Sent).context.draftOrders?.entry.map(({ resource }) => resource);

test('without a change the request goes out as it was', () => {
  expect(requestWith(select, UNTOUCHED)).toEqual(select);
  const view = { context: { patientId: 'p' } };
  expect(requestWith(view, UNTOUCHED)).toEqual(view);
});

test('delete: the draft and its selection are gone, by a short or a whole reference', () => {
  for (const resourceId of ['MedicationRequest/draft', 'https://ehr.example/fhir/MedicationRequest/draft']) {
    const { drafts, said } = carryOut(UNTOUCHED, { type: 'delete', resourceId }, select);
    expect(said).toBe('Taken back: tacrolimus. It will not be signed.');
    const sent = requestWith(select, drafts) as Sent;
    expect([draftsIn(sent), sent.context.selections]).toEqual([[test17], []]);
  }
});

test('update: the draft is replaced where it stands', () => {
  const less = { ...tacrolimus, dosageInstruction: [{ text: '1 mg twice daily' }] };
  const { drafts, said } = carryOut(UNTOUCHED, { type: 'update', resource: less }, select);
  expect([said, draftsIn(requestWith(select, drafts))]).toEqual(['Changed: tacrolimus.', [less, test17]]);
});

test('create: a draft of its own, which a later card may take back', () => {
  const level = { resourceType: 'ServiceRequest', code: { text: 'Tacrolimus trough' } };
  const first = carryOut(UNTOUCHED, { type: 'create', resource: level }, select);
  const both = carryOut(first.drafts, { type: 'create', resource: level }, select);
  expect(draftsIn(requestWith(select, both.drafts))?.slice(2)).toEqual([
    { ...level, id: 'accepted-1' },
    { ...level, id: 'accepted-2' },
  ]);
  const gone = carryOut(both.drafts, { type: 'delete', resourceId: 'ServiceRequest/accepted-1' }, select);
  expect(draftsIn(requestWith(select, gone.drafts))).toHaveLength(3);
});

test.each([
  ['taken back twice', { type: 'delete', resourceId: 'MedicationRequest/draft' }],
  ['changed after it was taken back', { type: 'update', resource: tacrolimus }],
])('%s: nothing is changed, and that is said', (_what, action) => {
  const { drafts } = carryOut(UNTOUCHED, { type: 'delete', resourceId: 'MedicationRequest/draft' }, select);
  const again = carryOut(drafts, action, select);
  expect([again.drafts, again.said]).toEqual([drafts, 'There is no such draft any more; nothing was changed.']);
});

test('an action that CDS Hooks does not know is not claimed to be done', () => {
  expect(carryOut(UNTOUCHED, { type: 'approve' }, select).said).toBe('This page cannot carry out "approve".');
});
