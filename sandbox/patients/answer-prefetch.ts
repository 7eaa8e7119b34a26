import type { FhirResource } from 'fhir/r4.js';
import { answerGet, searchPairs } from '../fhir-server/answer.js';
import { FhirProblem } from '../fhir-server/fhir-problem.js';
import type { ResourceStore } from '../fhir-server/resource-store.js';
import { resolveToken, type TokenScope } from './resolve-token.js';

/** What the tokens of a prefetch template stand for. */
export interface PrefetchContext {
  readonly patientId: string;
  readonly userId: string;
  /** FHIR date. */
  readonly today: string;
  /** Base of the links in the answers. */
  readonly fhirServer: string;
  /** Leaves `_count` aside, so that no answer is cut short. Default false: an EHR's prefetch is the first page. */
  readonly ignoreCount?: boolean;
  /** The orders of the call, for an EHR that follows FHIRPath tokens into them (CDS Hooks 3.0); such templates stay unanswered without. */
  readonly draftOrders?: unknown;
}

export type Prefetch = Readonly<Record<string, FhirResource>>;

/**
 * What an EHR puts into `prefetch` (CDS Hooks 2.0, "Prefetch Template"). A template that cannot be resolved or answered
 * leaves its key out, as an EHR does.
 *
 * @param templates - key to template: `Observation?patient={{context.patientId}}&date=ge{{today() - 365 days}}`
 */
export function answerPrefetch(
  templates: Readonly<Record<string, string>>,
  store: ResourceStore,
  context: PrefetchContext,
): Prefetch {
  const answers: Record<string, FhirResource> = {};
  for (const [key, template] of Object.entries(templates)) {
    const answer = answerTemplate(template, store, context, answers);
    if (answer !== null) answers[key] = answer;
  }
  return answers;
}

function answerTemplate(
  template: string,
  store: ResourceStore,
  context: PrefetchContext,
  before: Prefetch,
): FhirResource | null {
  const scope = scopeOf(store, context, before);
  const resolved = template.replaceAll(
    /\{\{([^{}]*)\}\}/g,
    (token, name: string) => tokenValue(name.trim(), context) ?? (scope && resolveToken(name, scope)) ?? token,
  );
  if (resolved.includes('{{')) return null;
  const [path = '', query = ''] = resolved.split('?', 2);
  const pairs = searchPairs(query).filter(([name]) => context.ignoreCount !== true || name !== '_count');
  const limits = { defaultSize: Number.MAX_SAFE_INTEGER, maxSize: Number.MAX_SAFE_INTEGER };
  try {
    return answerGet({ store, base: context.fhirServer, limits }, path, pairs).body;
  } catch (error) {
    if (error instanceof FhirProblem) return null;
    throw error;
  }
}

function scopeOf(store: ResourceStore, { draftOrders }: PrefetchContext, before: Prefetch): TokenScope | null {
  if (draftOrders === undefined) return null;
  const earlier = Object.entries(before).map(([key, answer]): [string, unknown] => [`%${key}`, answer]);
  return {
    roots: Object.fromEntries([['context', { draftOrders }], ...earlier]),
    resolve: (reference) => {
      const [type = '', id = ''] = reference.split('/');
      return store.read(type, id);
    },
  };
}

const MS_PER_DAY = 86_400_000;

function tokenValue(name: string, context: PrefetchContext): string | null {
  if (name === 'context.patientId') return context.patientId;
  if (name === 'context.userId') return context.userId;
  if (name === 'userPractitionerId') return context.userId.replace('Practitioner/', '');
  const today = /^today\(\)(?:\s*([+-])\s*(\d+)\s*days?)?$/.exec(name);
  if (today === null) return null;
  const days = Number(today[2] ?? 0) * (today[1] === '-' ? -1 : 1);
  return new Date(Date.parse(context.today) + days * MS_PER_DAY).toISOString().slice(0, 10);
}
