import { ruleTitle } from '../../engine/explain/words.js';
import type { OpenContent } from '../content/content-folder.js';
import { openContent } from '../content/content-folder.js';
import { folderOf } from '../content/diff.js';
import { counted, heading, json, table, wrap } from '../run/table.js';
import { CliError, type CliIo, EXIT, readMoment } from '../run/terminal-io.js';
import { explainCapture } from './captured-call.js';
import { compareExplanations, type Replay } from './compare-explanations.js';
import { type Capture, momentOfCapture, parsedCapture, readCaptures } from './read-captures.js';

export interface ReplayOptions {
  readonly content?: string;
  readonly vs: string;
  readonly service?: string;
  readonly asOf?: string;
  readonly json?: boolean;
}

/** Many calls under two contents: what changes, how often, and where it was first seen. No fact of a patient is in it. */
export interface ReplayOfMany {
  readonly versions: Replay['versions'];
  readonly requests: number;
  readonly changed: number;
  readonly changes: readonly ReplayedChange[];
  /** Requests that cannot be explained, by the reason. */
  readonly refused: readonly { readonly why: string; readonly requests: number; readonly first: string }[];
}

interface ReplayedChange {
  readonly finding: string;
  /** `appears`, `disappears`, `warning -> critical`, `wording`. */
  readonly what: string;
  /** Thresholds and modes that flip the rule; empty where the facts are read differently. */
  readonly because: readonly string[];
  readonly requests: number;
  readonly first: string;
}

/** `replay <requests...> --content A --vs B`: which cards change, and what flipped them. Exit code 1 where any does. */
export async function replay(paths: readonly string[], options: ReplayOptions, io: CliIo): Promise<number> {
  const captures = await readCaptures(paths, io);
  const contents = {
    before: await openContent(folderOf(options.content ?? 'shipped'), io),
    after: await openContent(folderOf(options.vs), io),
  };
  const [only, ...others] = captures;
  if (only === undefined) throw new CliError(`${paths.join(' ')}: no request; one JSON body per line, or per file`);
  if (others.length > 0) return replayMany(captures, contents, options, io);
  const captured = parsedCapture(only);
  if (captured === undefined) throw new CliError(`${paths.join(' ')}: is not JSON`);
  const found = await compare(captured, contents, options, readMoment(options.asOf ?? null, io));
  io.out(options.json === true ? json(found) : printReplay(found, io.width));
  return found.rules.length === 0 && found.cards.length === 0 ? EXIT.ok : EXIT.findings;
}

interface Contents {
  readonly before: OpenContent;
  readonly after: OpenContent;
}

async function compare(captured: unknown, { before, after }: Contents, options: ReplayOptions, asOf: number) {
  const call = { service: options.service ?? null, asOf, allowFetch: false };
  return compareExplanations(
    { ...(await explainCapture(captured, before, call)), params: before.content.params },
    { ...(await explainCapture(captured, after, call)), params: after.content.params },
  );
}

async function replayMany(
  captures: readonly Capture[],
  contents: Contents,
  options: ReplayOptions,
  io: CliIo,
): Promise<number> {
  const changes = new Map<string, ReplayedChange>();
  const refused = new Map<string, ReplayOfMany['refused'][number]>();
  let changed = 0;
  for (const capture of captures) {
    const captured = parsedCapture(capture);
    // Each at its own moment: a capture of last month is judged as it was then.
    const stated = options.asOf === undefined ? momentOfCapture(captured) : null;
    const found = await compare(captured, contents, options, stated ?? readMoment(options.asOf ?? null, io)).catch(
      (error: unknown) => {
        if (!(error instanceof CliError)) throw error;
        return captured === undefined ? 'is not JSON' : error.message;
      },
    );
    if (typeof found === 'string') {
      addTo(refused, found, { why: found, first: capture.place });
      continue;
    }
    const seen = changesOf(found);
    if (seen.length > 0) changed += 1;
    for (const change of seen) addTo(changes, JSON.stringify(change), { ...change, first: capture.place });
  }
  const result: ReplayOfMany = {
    versions: { before: contents.before.content.version, after: contents.after.content.version },
    requests: captures.length,
    changed,
    changes: [...changes.values()].sort((a, b) => b.requests - a.requests),
    refused: [...refused.values()].sort((a, b) => b.requests - a.requests),
  };
  io.out(options.json === true ? json(result) : printMany(result, io.width));
  return changed === 0 ? EXIT.ok : EXIT.findings;
}

function addTo<Row extends object>(rows: Map<string, Row & { requests: number }>, key: string, row: Row): void {
  const known = rows.get(key);
  if (known === undefined) rows.set(key, { ...row, requests: 1 });
  else known.requests += 1;
}

/** Wording may hold facts of the patient, and so may facts that flip a rule: of many requests only is said that it is so. */
function changesOf({ rules, cards }: Replay): Pick<ReplayedChange, 'finding' | 'what' | 'because'>[] {
  return cards.map(({ rule, finding, what }) => {
    const because = rules.find((each) => each.rule === rule)?.because ?? [];
    const kinds = what.map((change) => /^(?:appears|disappears|\w+ -> \w+)/.exec(change)?.[0] ?? 'wording');
    return {
      finding,
      what: [...new Set(kinds)].join(', '),
      because: because.filter((cause) => !/^(?:now|no longer) /.test(cause)),
    };
  });
}

function printMany({ versions, requests, changed, changes, refused }: ReplayOfMany, width: number): string {
  const evaluated = requests - refused.reduce((sum, { requests: count }) => sum + count, 0);
  return [
    `${versions.before} -> ${versions.after}: ${changed} of ${counted(evaluated, 'request')} get other cards.`,
    ...(changes.length === 0
      ? []
      : [
          table(
            ['Card', 'What', 'Because', 'Requests', 'First seen'],
            changes.map(({ finding, what, because, requests: count, first }) => [
              ...[finding, what, because.join('; ') || 'other content, or facts read differently'],
              ...[String(count), first],
            ]),
            width,
          ),
        ]),
    ...refused.map(({ why, requests: count, first }) =>
      wrap(`${counted(count, 'request')} left out (first: ${first}): ${why}`, width, '', '  '),
    ),
  ].join('\n');
}

function printReplay({ versions, rules, cards }: Replay, width: number): string {
  if (rules.length === 0 && cards.length === 0) {
    return `The same cards under both contents (${versions.before}, ${versions.after}).`;
  }
  return [
    `${versions.before} -> ${versions.after}`,
    ...rules.map(({ rule, before, after, because }) =>
      [
        heading(ruleTitle(rule)),
        wrap(`was: ${before}`, width, '', '  '),
        wrap(`is:  ${after}`, width, '', '  '),
        ...because.map((cause) => wrap(`because ${cause}`, width, '', '  ')),
      ].join('\n'),
    ),
    heading('Cards'),
    ...(cards.length === 0 ? ['the same'] : []),
    ...cards.flatMap(({ finding, what }) => what.map((change) => wrap(`${finding}: ${change}`, width, '', '  '))),
  ].join('\n');
}
