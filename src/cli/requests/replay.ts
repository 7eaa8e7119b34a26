import { ruleTitle } from '../../engine/explain/words.js';
import { openContent } from '../content/content-folder.js';
import { folderOf } from '../content/diff.js';
import { heading, json, wrap } from '../run/table.js';
import { type CliIo, EXIT, readJsonInput, readMoment } from '../run/terminal-io.js';
import { type CallOptions, explainCapture } from './captured-call.js';
import { compareExplanations, type Replay } from './compare-explanations.js';

export interface ReplayOptions {
  readonly content?: string;
  readonly vs: string;
  readonly service?: string;
  readonly asOf?: string;
  readonly json?: boolean;
}

/** `replay <request.json> --content A --vs B`: which cards change, and what flipped them. Exit code 1 where any does. */
export async function replay(path: string, options: ReplayOptions, io: CliIo): Promise<number> {
  const captured = await readJsonInput(path, io);
  const [a, b] = [
    await openContent(folderOf(options.content ?? 'shipped'), io),
    await openContent(folderOf(options.vs), io),
  ];
  const call: CallOptions = {
    service: options.service ?? null,
    asOf: readMoment(options.asOf ?? null, io),
    allowFetch: false,
  };
  const found = compareExplanations(
    { ...(await explainCapture(captured, a, call)), params: a.content.params },
    { ...(await explainCapture(captured, b, call)), params: b.content.params },
  );
  io.out(options.json === true ? json(found) : printReplay(found, io.width));
  return found.rules.length === 0 && found.cards.length === 0 ? EXIT.ok : EXIT.findings;
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
