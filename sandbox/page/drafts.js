import { drugOf, textOf } from './fhir-chart.js';

/**
 * What has become of the orders of a story since its chart was opened: cards may add, change and take back drafts.
 *
 * @typedef {{ removed: ReadonlySet<string>, changed: ReadonlyMap<string, any>, added: readonly any[] }} Drafts
 */

/** @type {Drafts} */
export const UNTOUCHED = { removed: new Set(), changed: new Map(), added: [] };

/** Where each hook keeps its drafts. */
const DRAFTS_IN_CONTEXT = ['draftOrders', 'medications'];

/**
 * Carries out one action of a suggestion, as an EHR does.
 *
 * @param {Drafts} drafts
 * @param {any} action
 * @param {any} request - a request of the story, with the orders as they were drafted
 * @returns {{ drafts: Drafts, said: string }}
 */
export function carryOut(drafts, action, request) {
  switch (action.type) {
    case 'create': {
      const resource = { ...action.resource, id: action.resource.id ?? `accepted-${drafts.added.length + 1}` };
      const said = `Drafted: ${nameOf(resource)}. It is signed with the order.`;
      return { drafts: { ...drafts, added: [...drafts.added, resource] }, said };
    }
    case 'update': {
      const reference = referenceOf(action.resource);
      if (!has(drafts, request, reference)) return { drafts, said: NO_SUCH_DRAFT };
      const changed = new Map([...drafts.changed, [reference, action.resource]]);
      return { drafts: { ...drafts, changed }, said: `Changed: ${nameOf(action.resource)}.` };
    }
    case 'delete': {
      const reference = shortReference(action.resourceId);
      const gone = resourcesIn(request, drafts).find((resource) => referenceOf(resource) === reference);
      if (gone === undefined) return { drafts, said: NO_SUCH_DRAFT };
      const removed = new Set([...drafts.removed, reference]);
      return { drafts: { ...drafts, removed }, said: `Taken back: ${nameOf(gone)}. It will not be signed.` };
    }
    default:
      return { drafts, said: `This page cannot carry out "${action.type}".` };
  }
}

const NO_SUCH_DRAFT = 'There is no such draft any more; nothing was changed.';

/** The body of a call with the drafts as they are now. */
export function requestWith(request, drafts) {
  const { selections, ...context } = request.context;
  const key = DRAFTS_IN_CONTEXT.find((name) => name in context);
  if (key === undefined) return request;
  const bundle = { ...context[key], entry: resourcesIn(request, drafts).map((resource) => ({ resource })) };
  const chosen = selections?.filter((reference) => !drafts.removed.has(reference));
  return { ...request, context: { ...context, ...(chosen && { selections: chosen }), [key]: bundle } };
}

/** The drafts of a request, after what was done to them. */
function resourcesIn(request, { removed, changed, added }) {
  const key = DRAFTS_IN_CONTEXT.find((name) => name in request.context);
  const drafted = key === undefined ? [] : request.context[key].entry.map(({ resource }) => resource);
  return [...drafted, ...added]
    .map((resource) => changed.get(referenceOf(resource)) ?? resource)
    .filter((resource) => !removed.has(referenceOf(resource)));
}

function has(drafts, request, reference) {
  return resourcesIn(request, drafts).some((resource) => referenceOf(resource) === reference);
}

export function nameOf(resource) {
  return resource.resourceType === 'MedicationRequest'
    ? drugOf(resource, [])
    : (textOf(resource.code) ?? resource.resourceType);
}

const referenceOf = ({ resourceType, id }) => `${resourceType}/${id}`;
/** `https://ehr.example/fhir/MedicationRequest/17` and `MedicationRequest/17` are one. */
const shortReference = (reference) => String(reference).split('/').slice(-2).join('/');
