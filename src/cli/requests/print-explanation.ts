import { wholeDetail } from '../../domain/card.js';
import { factList, MODE_WORDS, ruleTitle } from '../../engine/explain/words.js';
import { counted, heading, severityText, table, wrap } from '../run/table.js';
import type { CliIo } from '../run/terminal-io.js';
import type { ShownExplanation } from './fetch-trace.js';

/** The explanation as a person reads it: orders, data, facts, drops, rules, cards. */
export function printExplanation(explanation: ShownExplanation, io: Pick<CliIo, 'width' | 'color'>): string {
  const { orders, sources, incomplete, facts, dropped, rules, cards, answer, notShown } = explanation;
  return [
    `Service ${explanation.service} (${explanation.hook}), content ${explanation.contentVersion}`,
    `As of ${explanation.asOf}, calendar of ${explanation.timeZone}`,
    ...(orders.length === 0 ? [] : [heading('Orders in the request')]),
    ...(orders.length === 0
      ? []
      : [
          table(
            ['Order', 'Status', 'The hook is about it', 'Recognised as'],
            orders.map(({ display, status, triggering, recognised }) => [
              display,
              status,
              triggering ? 'yes' : 'no',
              recognised,
            ]),
            io.width,
          ),
        ]),
    heading('Where the data came from'),
    ...sourceLines(sources).map((line) => wrap(line, io.width, '', '  ')),
    ...sources
      .filter(({ book }) => book !== '')
      .map(({ source, book }) => wrap(`${source}: ${book}`, io.width, '', '  ')),
    ...incomplete.map(({ kind, state }) => `${kind}: ${state}`),
    heading(`Facts (${facts.length})`),
    facts.length === 0
      ? 'none'
      : table(
          ['What', 'As recorded', 'Converted', 'Time', 'Notes', 'Record'],
          facts.map((fact) => [fact.what, fact.reported, fact.converted, fact.time, fact.notes, fact.reference]),
          io.width,
        ),
    heading(`Left out (${dropped.length})`),
    dropped.length === 0
      ? 'nothing'
      : table(
          ['Source', 'What was recorded', 'Why it does not count'],
          dropped.map(({ source, reported, why }) => [source, reported, why]),
          io.width,
        ),
    ...rules.map((rule) => ruleText(rule, io.width)),
    heading(`Answer: HTTP ${answer.status}, ${counted(cards.length, 'card')}`),
    wrap(answer.why, io.width),
    ...cards.map((card) => cardText(card, io)),
    ...(notShown.length === 0 ? [] : [heading(`Found, and not shown (${notShown.length})`)]),
    ...notShown.map(({ finding, why }) => wrap(`- ${finding}: ${why}`, io.width, '', '  ')),
  ].join('\n');
}

/** Sources that were obtained alike and have no problem share a line. */
function sourceLines(sources: ShownExplanation['sources']): string[] {
  const ways = new Map<string, string[]>();
  for (const { source, obtained, problems } of sources) {
    const way = [obtained, ...problems].join('; ');
    ways.set(way, [...(ways.get(way) ?? []), source]);
  }
  return [...ways].map(([way, names]) => `${way}: ${names.join(', ')}`);
}

function ruleText({ rule, mode, path, outcome, findings }: ShownExplanation['rules'][number], width: number): string {
  const modeNote = mode === 'live' ? '' : ` - ${MODE_WORDS[mode]}`;
  return [
    heading(`${ruleTitle(rule)}${modeNote}`),
    ...path.map(({ looked, saw }) => wrap(`- ${looked}: ${saw}`, width, '', '  ')),
    wrap(`=> ${outcome}`, width, '', '   '),
    ...findings.map((finding) => wrap(factList(finding.facts), width, '   ')),
  ].join('\n');
}

function cardText(card: ShownExplanation['cards'][number], io: Pick<CliIo, 'width' | 'color'>): string {
  const severity = severityText(card.indicator, false);
  const head = wrap(`${severity}  ${card.summary}`, io.width, '', '  ').slice(severity.length);
  return `\n${severityText(card.indicator, io.color)}${head}\n${wrap(wholeDetail(card), io.width, '  ', '    ')}`;
}
