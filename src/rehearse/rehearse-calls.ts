import { type CapturedBody, evaluateCaptured } from './evaluate/evaluate-captured.js';
import { rehearsedContent } from './evaluate/rehearsed-content.js';
import { sorted } from './evaluate/tally.js';
import type { LocatedContent } from './rehearse.js';
import { buildRehearsal } from './result/build-rehearsal.js';
import type { Rehearsal } from './result/rehearsal.js';
import { writeRehearsal } from './result/write-rehearsal.js';
import { runIdOf } from './run/plan.js';

export interface RehearsedCalls {
  /** Where they come from, as the user named it. */
  readonly name: string;
  readonly calls: readonly CapturedBody[];
  /** Captures that are no JSON, by their place. */
  readonly broken: readonly number[];
  readonly content: LocatedContent;
  readonly vs: LocatedContent | null;
  /** The folder of the results. */
  readonly out: string;
}

/** What captured hook calls would have got: the same counts as of an export, without what came later. */
export async function rehearseCalls({ name, calls, broken, content, vs, out }: RehearsedCalls): Promise<Rehearsal> {
  const [is, other] = [rehearsedContent(content.content), vs === null ? null : rehearsedContent(vs.content)];
  const tally = sorted(await evaluateCaptured(calls, is, other));
  const moments = calls.map(({ at }) => at);
  const end = moments.reduce((last, at) => Math.max(last, at), 0);
  const versions = { contentVersion: content.content.version, vsVersion: vs?.content.version ?? null };
  const lines = calls.length + broken.length;
  const made = buildRehearsal({
    of: 'calls',
    plan: { runId: runIdOf([versions, tally]), ...versions, from: 0, to: end, end, types: [], noneOf: [] },
    reduced: {
      files: [{ file: name, lines, kept: calls.length, noPatient: 0, broken: broken.length }],
      brokenLines: broken.length === 0 ? [] : [{ file: name, lines: broken.slice(0, MOST_NAMED) }],
      cutShort: [],
      drugsNotIdentified: 0,
    },
    tally,
    content: is,
    labels: { content: content.label, vs: vs?.label ?? null },
  });
  await writeRehearsal(made, out);
  return made;
}

/** Up to so many broken lines are named one by one. */
const MOST_NAMED = 20;
