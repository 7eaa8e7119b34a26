import { readdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Content } from '../../content/load-content.js';
import { RULE_IDS } from '../../rules/index.js';
import { counted, heading, json, table, wrap } from '../run/table.js';
import { CliError, type CliIo, EXIT, readInput } from '../run/terminal-io.js';
import { openContent } from './content-folder.js';
import { answerCase, answerInWords } from './answer-case.js';
import { caseSheet } from './case-sheet.js';
import { type PlacedCase, readTable } from './read-tables.js';
import { type CaseReport, type CaseResult, changedParams, runCases } from './run-cases.js';

export interface TestCasesOptions {
  readonly content?: string;
  readonly json?: boolean;
  /** File for the sheet to be signed. */
  readonly sheet?: string;
}

/**
 * `test-cases [file...]`: evaluates tables of cases with the thresholds in force; without a file the shipped ones.
 * Exit code 1 where a row gets another answer, 2 where a row cannot be read.
 */
export async function testCases(files: readonly string[], options: TestCasesOptions, io: CliIo): Promise<number> {
  const { content, label } = await openContent(options.content ?? null, io);
  const paths = files.length === 0 ? await shippedTables(io) : files;
  const tables = await Promise.all(
    paths.map(async (path) => readTable(path, await readInput(path, io), content.params)),
  );
  const cases = tables.flatMap(({ cases }) => cases);
  const ran = await withCards(runCases(cases, content.params), cases, content);
  if (options.sheet !== undefined) await writeSheet(options.sheet, cases, ran, { content, label }, io);
  const report: CaseReport = { ...ran, faults: [...tables.flatMap(({ faults }) => faults), ...ran.faults] };
  io.out(options.json === true ? json({ version: content.version, ...report }) : printReport(report, label, io.width));
  if (report.faults.length > 0) return EXIT.unusable;
  return report.results.every(({ ok }) => ok) ? EXIT.ok : EXIT.findings;
}

function placeOf({ file, line, case: title }: Pick<CaseResult, 'file' | 'line' | 'case'>): string {
  return `${file}:${line} ${title}`;
}

/** The results, also of the cards that rows name: those take the whole way of a call. */
async function withCards(report: CaseReport, cases: readonly PlacedCase[], content: Content): Promise<CaseReport> {
  const missed = new Map<string, string>();
  const paramsOf = changedParams(content.params);
  for (const { file, line, row } of cases) {
    if (row.cards === undefined) continue;
    const got = answerInWords(await answerCase(row, content, paramsOf(row.params)));
    if ([...got].sort().join() !== [...row.cards].sort().join())
      missed.set(placeOf({ file, line, case: row.case }), `cards: ${got.join(' + ') || 'none'}`);
  }
  const results = report.results.map((result) => {
    const cards = missed.get(placeOf(result));
    return cards === undefined ? result : { ...result, got: `${result.got}\n${cards}`, ok: false };
  });
  return { ...report, results };
}

async function writeSheet(
  path: string,
  cases: readonly PlacedCase[],
  { results }: CaseReport,
  { content, label }: { readonly content: Content; readonly label: string },
  io: CliIo,
): Promise<void> {
  const resultOf = new Map(results.map((result) => [placeOf(result), result]));
  const rows = cases.flatMap((placed) => {
    const result = resultOf.get(placeOf({ ...placed, case: placed.row.case }));
    return result === undefined ? [] : [{ placed, result }];
  });
  const sheet = await caseSheet(rows, content, changedParams(content.params), label);
  await writeFile(resolve(io.cwd, path), sheet).catch(() => {
    throw new CliError(`--sheet ${path}: cannot be written`);
  });
  io.err(`${counted(rows.length, 'case')} written to ${path}.`);
}

async function shippedTables(io: CliIo): Promise<string[]> {
  const folder = join(io.packageRoot, 'hooks', 'cases');
  const names = (await readdir(folder)).filter((name) => /\.(yaml|csv)$/.test(name)).sort();
  return names.map((name) => relative(io.cwd, join(folder, name)));
}

function printReport({ results, faults, unreached }: CaseReport, label: string, width: number): string {
  const differing = results.filter(({ ok }) => !ok);
  const expected = results.length - differing.length;
  return [
    `${counted(results.length, 'row')} under ${label}: ${expected} as expected, ${differing.length} different, ${faults.length} unreadable.`,
    ...(faults.length === 0 ? [] : [heading('Rows that cannot be read')]),
    ...faults.map(({ file, line, message }) => wrap(`${file}:${line} ${message}`, width)),
    ...(differing.length === 0 ? [] : [heading('Rows with another answer')]),
    ...(differing.length === 0
      ? []
      : [
          table(
            ['Where', 'Case', 'Expected', 'Got'],
            differing.map((row) => [`${row.file}:${row.line}`, row.case, row.expected, row.got]),
            width,
          ),
        ]),
    heading('Answers that no row reaches'),
    unreached.length === 0
      ? 'none: every answer of every rule is reached'
      : RULE_IDS.filter((rule) => unreached.some((each) => each.rule === rule))
          .map((rule) => {
            const branches = unreached.filter((each) => each.rule === rule).map(({ branch }) => branch);
            return wrap(`${rule}: ${branches.join(', ')}`, width, '', '  ');
          })
          .join('\n'),
  ].join('\n');
}
