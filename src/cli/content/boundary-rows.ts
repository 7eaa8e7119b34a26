import { DateTime } from 'luxon';
import * as z from 'zod';
import type { ParamValue } from '../../engine/explain/compare-params.js';
import { CaseError } from './case-error.js';
import { MICROMOL_PER_L, NG_PER_ML } from './case-facts.js';
import { decimal, fillPlaceholders, type Names } from './placeholders.js';

/**
 * An entry that becomes three rows around a threshold in force: just below, at, just above. Its other fields are those of
 * a row, with `{value}` for the number and, for months, `{date}` for the day that lies so far back.
 */
export const boundaryEntry = z.looseObject({
  boundary: z.string(),
  case: z.string().optional(),
  step: z.number().positive().default(1),
  unit: z.enum(['number', 'months']).default('number'),
  /** Writes every row a second time in the other unit of the same amount. */
  twin: z.enum(['mg/dL', 'nmol/L']).optional(),
  below: z.string(),
  at: z.string(),
  above: z.string(),
});

type RawRow = Readonly<Record<string, unknown>>;

export function isBoundary(entry: RawRow): boolean {
  return 'boundary' in entry;
}

/**
 * The rows of one boundary entry, thresholds filled in.
 * @param now the moment of the rows, for months
 * @throws CaseError for a threshold that does not exist; ZodError for a malformed entry
 */
export function boundaryRows(
  entry: RawRow,
  names: Names,
  now: { readonly ms: number; readonly zone: string },
): RawRow[] {
  const { boundary, case: title, step, unit, twin, below, at, above, ...row } = boundaryEntry.parse(entry);
  const limit = names.get(boundary);
  if (typeof limit !== 'number') throw new CaseError(`boundary: "${boundary}" is not a number of rules.yaml`);
  const label = title ?? boundary;
  const expected = { below, at, above } as const;
  const rows = (['below', 'at', 'above'] as const).map((place): RawRow => {
    const known = unit === 'months' ? monthNames(limit, place, now) : new Map([['value', shifted(limit, step, place)]]);
    const all: Names = new Map<string, ParamValue>([...names, ...known]);
    const words = unit === 'months' ? `${limit} months, ${DAY_WORDS[place]}` : NUMBER_WORDS[place];
    const filled = fillPlaceholders({ ...row, expect: expected[place] }, all) as RawRow;
    return { ...filled, case: `${label}: ${words} (${String(known.get('date') ?? known.get('value'))})` };
  });
  return twin === undefined ? rows : [...rows, ...rows.map((each) => twinOf(each, twin))];
}

type Place = 'below' | 'at' | 'above';

const NUMBER_WORDS: Readonly<Record<Place, string>> = { below: 'just below', at: 'at it', above: 'just above' };
const DAY_WORDS: Readonly<Record<Place, string>> = {
  below: 'the day before',
  at: 'the day of',
  above: 'the day after',
};

function shifted(limit: number, step: number, place: Place): number {
  return Number(decimal(place === 'below' ? limit - step : place === 'above' ? limit + step : limit));
}

/**
 * A course that began so many months back: the day before its limit it began a day later. Where the calendar has no such
 * day the row would say something else, so the rows stand on a day that every month has.
 */
function monthNames(months: number, place: Place, { ms, zone }: { ms: number; zone: string }): Map<string, ParamValue> {
  const began = DateTime.fromMillis(ms, { zone }).minus({ months });
  const day = place === 'below' ? began.plus({ days: 1 }) : place === 'above' ? began.minus({ days: 1 }) : began;
  return new Map([['date', day.toFormat('yyyy-MM-dd')]]);
}

const TWINS = {
  'mg/dL': { field: 'creatinine', from: 'umol/L', factor: MICROMOL_PER_L['mg/dL'] },
  'nmol/L': { field: 'levels', from: 'ng/mL', factor: NG_PER_ML['nmol/L'] },
} as const;

function twinOf(row: RawRow, unit: keyof typeof TWINS): RawRow {
  const { field, from, factor } = TWINS[unit];
  const inOther = (text: unknown) =>
    String(text).replace(
      /^([<>]=?)?(\d+(?:\.\d+)?) ([^\s,]+)/,
      (all, sign: string | undefined, value: string, own: string) =>
        own === from ? `${sign ?? ''}${decimal(Number(value) / factor)} ${unit}` : all,
    );
  const values: unknown = row[field];
  return {
    ...row,
    case: `${String(row.case)}, in ${unit}`,
    [field]: Array.isArray(values) ? values.map(inOther) : values,
  };
}
