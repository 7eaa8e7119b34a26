import { beforeAll, describe, expect, test } from '@jest/globals';
import { AS_OF } from '../field-cases/charts.js';
import { openInProcess, type InProcess } from '../support/in-process.js';
import { calling, outcomeOf, type Danger, type Outcome } from './hidden-danger.js';

/**
 * Units x codes x shapes x statuses x countries, two axes at a time: who is read, who is said, and that nobody is lost.
 * The rest of each chart is as ordinary as can be. `npm run test:deep` prints every table.
 */
let service: InProcess;
beforeAll(async () => {
  service = await openInProcess(Date.parse(AS_OF));
});

type Forced = Readonly<Record<string, string>>;

/** What a laboratory or a pharmacy of a country sends, by itself. */
const LABORATORIES: Readonly<
  Record<
    string,
    { readonly code: string; readonly creatinine: string; readonly level: string; readonly language: string }
  >
> = {
  'United States': { code: 'LOINC mass', creatinine: 'mg/dL', level: 'ng/mL', language: 'English' },
  'United Kingdom': { code: 'UK SNOMED CT', creatinine: 'umol/L', level: 'ug/L', language: 'English' },
  Australia: { code: 'LOINC molar', creatinine: 'umol/L', level: 'ug/L', language: 'English' },
  Germany: { code: 'LOINC mass', creatinine: 'mg/dl', level: 'ng/ml', language: 'German' },
  Switzerland: { code: 'LOINC molar', creatinine: 'µmol/l', level: 'µg/l', language: 'German' },
  France: { code: 'LOINC molar', creatinine: 'µmol/l', level: 'ng/mL', language: 'French' },
  Spain: { code: 'LOINC mass', creatinine: 'mg/dL', level: 'ng/mL', language: 'Spanish' },
  Italy: { code: 'LOINC mass', creatinine: 'mg/dl', level: 'ng/ml', language: 'Italian' },
  Portugal: { code: 'LOINC mass', creatinine: 'mg/dL', level: 'ng/mL', language: 'Portuguese' },
  Netherlands: { code: 'LOINC molar', creatinine: 'umol/L', level: 'ug/L', language: 'Dutch' },
  Denmark: { code: 'NPU', creatinine: 'umol/L', level: 'ug/L', language: 'Nordic' },
  Sweden: { code: 'NPU', creatinine: 'µmol/l', level: 'µg/l', language: 'Nordic' },
  Poland: { code: 'LOINC mass', creatinine: 'mg/dl', level: 'ng/ml', language: 'Polish' },
  Czechia: { code: 'LOINC molar', creatinine: 'umol/L', level: 'ug/L', language: 'Czech' },
  Russia: { code: 'LOINC molar', creatinine: 'umol/L', level: 'ng/mL', language: 'Russian' },
  Ukraine: { code: 'LOINC molar', creatinine: 'umol/L', level: 'ng/mL', language: 'Ukrainian' },
  Greece: { code: 'LOINC mass', creatinine: 'mg/dL', level: 'ng/mL', language: 'Greek' },
  Türkiye: { code: 'LOINC mass', creatinine: 'mg/dL', level: 'ng/mL', language: 'Turkish' },
  Japan: { code: 'JLAC10', creatinine: 'mg/dL', level: 'ng/mL', language: 'Japanese' },
  China: { code: 'LOINC molar', creatinine: 'umol/L', level: 'ng/mL', language: 'Chinese' },
  Korea: { code: 'LOINC mass', creatinine: 'mg/dL', level: 'ng/mL', language: 'Korean' },
};

/** Pairs of axes; `country` stands for the code, unit and language of its laboratories. */
const TABLES: readonly (readonly [Danger, string, string])[] = [
  ['creatinine x3', 'country', 'coding'],
  ['creatinine x3', 'unit', 'shape'],
  ['creatinine x3', 'unit', 'code'],
  ['creatinine x3', 'code', 'coding'],
  ['creatinine x3', 'status', 'time'],
  ['creatinine x3', 'status', 'shape'],
  ['creatinine x3', 'specimen', 'nesting'],
  ['level 22', 'country', 'coding'],
  ['level 22', 'unit', 'shape'],
  ['level 22', 'unit', 'code'],
  ['level 22', 'code', 'coding'],
  ['level 22', 'status', 'time'],
  ['level 22', 'status', 'specimen'],
  ['level 22', 'specimen', 'nesting'],
  ['8 months', 'resource', 'status'],
  ['8 months', 'status', 'time'],
  ['8 months', 'drug', 'coding'],
  ['8 months', 'newer order', 'drug'],
  ['the order', 'drug', 'coding'],
  ['the order', 'code', 'coding'],
  ['the order', 'language', 'coding'],
];

/** The words for the axes that are reached only behind another choice. */
const REACHED_BY: Readonly<Record<string, Forced>> = {
  language: { coding: 'local, with words' },
};

/** The choices of an axis, as they are met when `forced` is chosen. */
function choicesOf(danger: Danger, axis: string, forced: Forced): readonly string[] {
  const met = new Map<string, readonly string[]>();
  calling(danger, { choose: (name, names) => (met.set(name, names), forced[name] ?? names[0]) }, 'order-sign');
  return met.get(axis) ?? [];
}

function namesOf(danger: Danger, axis: string): readonly string[] {
  const languages = () => choicesOf(danger, 'language', REACHED_BY.language!);
  if (axis === 'country') {
    const known = languages();
    return Object.keys(LABORATORIES).filter((country) => known.includes(LABORATORIES[country]!.language));
  }
  if (axis === 'language') return languages();
  return choicesOf(danger, axis, {});
}

function forcedBy(danger: Danger, axis: string, name: string): Forced {
  if (axis !== 'country') return { [axis]: name };
  const { code, creatinine, level, language } = LABORATORIES[name]!;
  return danger === 'creatinine x3' ? { code, unit: creatinine, language } : { unit: level, language };
}

async function cell(danger: Danger, forced: Forced): Promise<Outcome> {
  const choose = (axis: string, names: readonly [string, ...string[]]) => {
    const wanted = forced[axis];
    return wanted !== undefined && names.includes(wanted) ? wanted : names[0];
  };
  const { serviceId, body } = calling(danger, { choose }, 'order-sign');
  return outcomeOf(danger, await service.answer(serviceId, body));
}

/** The core takes every third cell, slantwise: each row and each column has its share. */
const isTaken = (diagonal: number) => process.env.TESTS !== 'core' || diagonal % 3 === 0;

const LETTERS: Readonly<Record<Outcome, string>> = { found: 'R', said: 's', refused: 'x', lost: '-' };

describe('who is read, who is said, and nobody is lost', () => {
  test.each(TABLES)('%s: %s x %s', async (danger, rows, columns) => {
    const name = `${danger}: ${rows} x ${columns}`;
    const across = namesOf(danger, columns);
    const lines: string[] = [];
    const lost: string[] = [];
    const counts: Record<Outcome, number> = { found: 0, said: 0, refused: 0, lost: 0 };
    for (const [down, row] of namesOf(danger, rows).entries()) {
      let line = '';
      for (const [right, column] of across.entries()) {
        if (!isTaken(down + right)) continue;
        const outcome = await cell(danger, { ...forcedBy(danger, rows, row), ...forcedBy(danger, columns, column) });
        counts[outcome] += 1;
        line += LETTERS[outcome];
        if (outcome === 'lost') lost.push(`${row} / ${column}`);
      }
      lines.push(`  ${line}  ${row}`);
    }
    print(name, counts, across, lines);
    expect(counts.found + counts.said + counts.refused + counts.lost).toBeGreaterThan(1);
    if (lost.length > 0) throw new Error(`${lost.length} lost in ${name}:\n  ${lost.join('\n  ')}`);
  });
});

function print(
  name: string,
  counts: Record<Outcome, number>,
  across: readonly string[],
  lines: readonly string[],
): void {
  const sum = `${counts.found} read, ${counts.said} said, ${counts.refused} refused, ${counts.lost} lost`;
  const table =
    process.env.TEST_DEEP === undefined
      ? []
      : [...lines, `  columns: ${across.join(' | ')}`, '  R read, s said aloud, x refused as unreadable, - lost', ''];
  process.stdout.write(`${[`${name.padEnd(40)} ${sum}`, ...table].join('\n')}\n`);
}
