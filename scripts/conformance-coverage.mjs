/**
 * Says which CDS Hooks requirements have a test. A test covers a requirement when its title begins with the id:
 * `it('[C-041] ...')`. Every SHALL needs a test or a stated reason; otherwise the exit code is 1.
 *
 * Usage: node scripts/conformance-coverage.mjs [--json] [--requirements file.csv] [--tests folder]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const COLUMNS = ['id', 'level', 'versions', 'title', 'reason'];
const LEVELS = ['SHALL', 'SHOULD', 'MAY', 'NOTE'];

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    requirements: { type: 'string', default: join(root, 'test/conformance/requirements.csv') },
    tests: { type: 'string', default: join(root, 'test') },
  },
});

const requirements = readRequirements(readFileSync(options.requirements, 'utf8'));
const testsById = findTests(options.tests);
const rows = requirements.map((requirement) => ({ ...requirement, tests: testsById.get(requirement.id) ?? [] }));
const uncovered = rows.filter(({ level, tests, reason }) => level === 'SHALL' && tests.length === 0 && reason === '');
const known = new Set(requirements.map(({ id }) => id));
const unknown = [...testsById.keys()].filter((id) => !known.has(id)).sort();

if (options.json) console.log(JSON.stringify({ rows, uncovered: uncovered.map(({ id }) => id), unknown }, null, 2));
else printReport();
process.exitCode = uncovered.length > 0 || unknown.length > 0 ? 1 : 0;

function readRequirements(csv) {
  const [header, ...lines] = csv.split(/\r?\n/).filter((line) => line !== '');
  if (header !== COLUMNS.join(',')) throw new Error(`The first line must be: ${COLUMNS.join(',')}`);
  return lines.map((line, index) => {
    const cells = cellsOf(line);
    const row = Object.fromEntries(COLUMNS.map((column, at) => [column, cells[at] ?? '']));
    const sound = cells.length === COLUMNS.length && /^C-\d{3}$/.test(row.id) && LEVELS.includes(row.level);
    if (!sound)
      throw new Error(`Line ${index + 2}: five cells, an id such as C-001 and a level of ${LEVELS.join(', ')}`);
    return row;
  });
}

/** Cells may be quoted; a quote inside is doubled. */
function cellsOf(line) {
  return Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, plain]) =>
    quoted === undefined ? plain : quoted.replaceAll('""', '"'),
  );
}

/** Ids at the start of a string, not commented out and not in a test that is skipped or still to be written. */
function findTests(folder) {
  const found = new Map();
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.test.ts'));
  for (const file of files.sort()) {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8').replace(/^\s*(\/\/|\*).*$/gm, '');
    for (const { 0: match, 1: ids, index } of text.matchAll(/['"`]((?:\[C-\d{3}\]\s*)+)/g)) {
      if (isSkipped(text.slice(0, index))) continue;
      const test = `${relative(root, path)}: ${titleAt(text, index, match)}`;
      for (const [id] of ids.matchAll(/C-\d{3}/g)) found.set(id, [...(found.get(id) ?? []), test]);
    }
  }
  return found;
}

/** Looks at the call that the string belongs to. */
function isSkipped(before) {
  const calls = [...before.matchAll(/\b(?:x?(?:it|test|describe))(?:\.\w+)*\(/g)];
  const call = calls.at(-1)?.[0] ?? '';
  return call.startsWith('x') || /\.(skip|todo)\b/.test(call);
}

function titleAt(text, index, match) {
  const quote = match[0];
  return text.slice(index + 1, text.indexOf(quote, index + 1));
}

function printReport() {
  const shalls = rows.filter(({ level }) => level === 'SHALL');
  const tested = rows.filter(({ tests }) => tests.length > 0);
  const explained = rows.filter(({ tests, reason }) => tests.length === 0 && reason !== '');
  const testedShalls = shalls.filter(({ tests }) => tests.length > 0).length;
  console.log(`CDS Hooks requirements: ${rows.length}, tested ${tested.length}, explained ${explained.length}.`);
  console.log(`SHALL: ${shalls.length}, tested ${testedShalls}, without test or reason ${uncovered.length}.`);
  printTable('Explained, not tested', explained, ({ reason }) => reason);
  printTable('SHALL without a test or a reason', uncovered, () => 'write a test, or say why there is none');
  const open = rows.filter(({ level, tests, reason }) => level !== 'SHALL' && tests.length === 0 && reason === '');
  printTable('Not binding, not tested', open, () => '');
  printTable(
    'Tested, so the reason may go',
    tested.filter(({ reason }) => reason !== ''),
    ({ reason }) => reason,
  );
  if (unknown.length > 0) console.log(`\nTests name requirements that are not in the list: ${unknown.join(', ')}`);
}

function printTable(heading, table, remarkOf) {
  if (table.length === 0) return;
  const width = Math.max(...table.map(({ title }) => title.length));
  console.log(`\n${heading}`);
  for (const row of table) {
    console.log(`  ${row.id}  ${row.level.padEnd(6)}  ${row.title.padEnd(width)}  ${remarkOf(row)}`.trimEnd());
  }
}
