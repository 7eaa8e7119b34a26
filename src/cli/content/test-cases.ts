import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { RULE_IDS } from '../../rules/index.js';
import { counted, heading, json, table, wrap } from '../run/table.js';
import { type CliIo, EXIT, readInput } from '../run/terminal-io.js';
import { openContent } from './content-folder.js';
import { readTable } from './read-tables.js';
import { type CaseReport, runCases } from './run-cases.js';

export interface TestCasesOptions {
  readonly content?: string;
  readonly json?: boolean;
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
  const ran = runCases(
    tables.flatMap(({ cases }) => cases),
    content.params,
  );
  const report: CaseReport = { ...ran, faults: [...tables.flatMap(({ faults }) => faults), ...ran.faults] };
  io.out(options.json === true ? json({ version: content.version, ...report }) : printReport(report, label, io.width));
  if (report.faults.length > 0) return EXIT.unusable;
  return report.results.every(({ ok }) => ok) ? EXIT.ok : EXIT.findings;
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
