import { setImmediate as turn } from 'node:timers/promises';
import { type Content, contentOf, loadContent } from '../../content/load-content.js';
import { ContentError, formatProblem } from '../../content/files/content-error.js';
import type { HookRequest } from '../../domain/hook-request.js';
import type { CardRenderer, Chart, Logger } from '../../domain/ports.js';
import type { ShadowCard, ShadowComparison, ShadowCounts } from '../../domain/shadow-counts.js';
import { findProfileFaults } from '../../ehr/profile/build-profiles.js';
import { evaluate as evaluateCall, type Evaluation } from '../../engine/evaluate/evaluate.js';
import { RULES } from '../../rules/index.js';
import { checkContent } from './check-content.js';
import type { ServiceDeps, ServiceSettings } from './settings.js';

/** A call that was answered, as far as a second content needs it. */
export interface AnsweredCall {
  /** Id of the service that was called. */
  readonly service: string;
  readonly request: HookRequest;
  readonly evaluation: Evaluation;
  /** Milliseconds since the epoch. */
  readonly asOf: number;
}

export interface ShadowDeps {
  /** @throws ContentError */
  readonly load: () => Promise<Content>;
  readonly log: Logger;
  readonly counts: ShadowCounts;
  /** Tests bring their own. */
  readonly evaluate?: typeof evaluateCall;
}

export interface Shadow {
  /** Takes note of an answered call, and returns at once. */
  see(call: AnsweredCall): void;
  /** Reads its content again; where that is refused, what it had stays. */
  reload(): Promise<void>;
  close(): void;
}

/** Each call that waits holds a chart. Whoever is behind by so many is not needed for a rate. */
const MOST_WAITING = 20;

/**
 * A second content beside the one in force. It sees the calls that were answered, one at a time, on the chart that the live content has
 * read: nothing is fetched for it, and nobody is shown anything. Where live calls leave it no time it lets calls go, and counts them.
 */
export async function openShadow({ load, log, counts, evaluate = evaluateCall }: ShadowDeps): Promise<Shadow> {
  let content: Content | null = null;
  let waiting: AnsweredCall[] = [];
  let working = false;
  const reload = async (): Promise<void> => {
    try {
      content = await load();
      counts.shadowLoaded(content.version);
      log.info({ contentVersion: content.version }, 'shadow content loaded');
    } catch (error) {
      const problems = error instanceof ContentError ? error.problems.map(formatProblem) : [kindOf(error)];
      log.error({ problems }, 'shadow content refused');
    }
  };
  await reload();

  async function work(): Promise<void> {
    working = true;
    // The answer is sent before this turn begins, and others have theirs between two calls.
    await turn();
    for (let call = waiting.shift(); call !== undefined && content !== null; call = waiting.shift()) {
      const inForce = content;
      counts.shadowed(await put(call, inForce).catch((error: unknown) => failed(error, call, inForce)));
      await turn();
    }
    working = false;
  }

  async function put(
    { service: id, request, evaluation, asOf }: AnsweredCall,
    inForce: Content,
  ): Promise<ShadowComparison> {
    const service = inForce.services.find((each) => each.id === id);
    const chart = chartOf(evaluation);
    const base = { at: asOf, event: evaluation.event, shadowVersion: inForce.version };
    if (service === undefined || chart === null) return { ...base, result: 'no-service', live: [], shadow: [] };
    const shadow = await evaluate(service, request, chart, {
      content: { ...inForce, cards: NO_WORDS },
      rules: RULES,
      asOf,
      newUuid: () => NO_UUID,
    });
    log.info({ shadow: shadow.event, live: evaluation.event.contentVersion }, 'shadow evaluated');
    return { ...base, result: 'compared', live: shownCards(evaluation), shadow: shownCards(shadow) };
  }

  function failed(error: unknown, call: AnsweredCall, inForce: Content): ShadowComparison {
    log.warn({ kind: kindOf(error) }, 'shadow failed');
    return nothingOf('failed', call, inForce);
  }

  return {
    see(call) {
      if (content === null || call.evaluation.snapshot === null) return;
      if (waiting.length >= MOST_WAITING) {
        counts.shadowed(nothingOf('shed', call, content));
        return;
      }
      // Neither the token nor the resources of the request wait with it.
      const request = { ...call.request, fhirServer: null, fhirAuthorization: null, orders: [], prefetch: new Map() };
      waiting.push({ ...call, request });
      if (!working) void work();
    },
    reload,
    close() {
      waiting = [];
      content = null;
    },
  };
}

/** The shadow that the settings name; null where they name none. */
export async function shadowOf(
  { hooksDir, cardsDir, shadowDir = null }: ServiceSettings,
  { log }: Pick<ServiceDeps, 'log'>,
  counts: ShadowCounts,
): Promise<Shadow | null> {
  if (shadowDir === null) return null;
  const directories = { hooksDir, cardsDir, overlayDir: shadowDir };
  let isFirst = true;
  return openShadow({
    load: async () => {
      // Later ones are checked in a process of their own, as those of the live content are.
      const first = isFirst;
      isFirst = false;
      return first
        ? loadContent(directories, findProfileFaults)
        : contentOf(await checkContent(directories), findProfileFaults);
    },
    log,
    counts,
  });
}

/** The chart that the live content has read: what its own value sets recognised. */
function chartOf({ orders, snapshot }: Evaluation): Chart | null {
  if (snapshot === null) return null;
  const read = () => Promise.resolve(snapshot);
  return { orders, firstLook: read, snapshot: read };
}

/**
 * What a call told, or would have told if nobody had been told before: the second content has nobody's memory, so repeats count on both
 * sides.
 */
function shownCards({ answer, event, findings, suppressed }: Evaluation): readonly ShadowCard[] {
  if (answer.kind !== 'cards') return [];
  const repeats = new Set(
    suppressed.filter(({ why }) => why === 'already-shown' || why === 'snoozed').map(({ finding }) => finding),
  );
  const again = event.rules.flatMap(({ rule, findings: found }) =>
    found.filter(({ id }) => repeats.has(id)).map(({ severity }) => ({ rule, severity })),
  );
  const gaps = answer.cards.length > findings.length ? [{ rule: null, severity: null }] : [];
  return [...findings.map(({ rule, severity }) => ({ rule, severity })), ...again, ...gaps];
}

function nothingOf(
  result: 'shed' | 'failed',
  { asOf, evaluation }: AnsweredCall,
  { version }: Content,
): ShadowComparison {
  return { result, at: asOf, event: evaluation.event, shadowVersion: version, live: [], shadow: [] };
}

const NO_UUID = '00000000-0000-4000-8000-000000000000';

/** Nobody reads these cards: they are counted. */
const NO_WORDS: CardRenderer = {
  render: (subject) => ({
    uuid: NO_UUID,
    summary: '',
    indicator: subject.kind === 'finding' ? subject.finding.severity : 'info',
    source: { label: 'shadow' },
  }),
};

/** The words of an error may quote a record. */
function kindOf(error: unknown): string {
  return error instanceof Error ? error.name : 'Error';
}
