import { codeSystemName, normaliseCode, WHOLE_WORD_TEXT } from '../../terminology/value-sets/code-systems.js';
import type { ValueSetComponent, ValueSetResource } from '../../terminology/value-sets/value-set-index.js';
import type { ContentProblem } from '../files/content-error.js';
import { type CsvRow, readCsvTable } from '../files/csv-table.js';

/** Short names of code systems, as people write them in a table, and the URI that FHIR wants. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  LOINC: 'http://loinc.org',
  RxNorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  SNOMED: 'http://snomed.info/sct',
  ATC: 'http://www.whocc.no/atc',
  'ICD-10': 'http://hl7.org/fhir/sid/icd-10',
  'ICD-10-CM': 'http://hl7.org/fhir/sid/icd-10-cm',
  'ICD-10-GM': 'http://fhir.de/CodeSystem/bfarm/icd-10-gm',
  NDC: 'http://hl7.org/fhir/sid/ndc',
  text: WHOLE_WORD_TEXT,
};

const SYSTEM_SHORT_NAMES: readonly string[] = Object.keys(SHORT_NAMES);

/** The URI of a code system from its short name (whatever its case) or from the URI itself; null where it is neither. */
export function codeSystemUri(name: string): string | null {
  const wanted = name.trim();
  const short = SYSTEM_SHORT_NAMES.find((each) => each.toLowerCase() === wanted.toLowerCase());
  if (short !== undefined) return SHORT_NAMES[short] ?? null;
  return /^(https?:\/\/|urn:)\S+$/.test(wanted) ? wanted : null;
}

export interface CsvValueSetOptions {
  /** Name of the set, `lab-creatinine-blood`. */
  readonly id: string;
  readonly title: string;
  /** As messages name the file; `<id>.csv` where it is left out. */
  readonly file?: string;
}

/** A whole FHIR ValueSet, ready to be stored as `<id>.json`. */
export interface CsvValueSet extends ValueSetResource {
  readonly url: string;
  readonly title: string;
  readonly status: 'active';
  readonly compose: { readonly include: readonly ValueSetComponent[] };
}

export type CsvValueSetReading =
  | { readonly ok: true; readonly valueSet: CsvValueSet }
  | { readonly ok: false; readonly problems: readonly ContentProblem[] };

const COLUMNS = ['system', 'code', 'display'] as const;

/**
 * Makes a FHIR ValueSet of a table with the columns `system`, `code` and `display` (in any order; `display` may be
 * missing). A system is a URI or a short name: LOINC, RxNorm, SNOMED, ATC, ICD-10, NDC ...
 * @returns every problem with its line, or the set; a code that stands there twice is kept once
 */
export function valueSetFromCsv(
  text: string,
  { id, title, file = `${id}.csv` }: CsvValueSetOptions,
): CsvValueSetReading {
  const table = readCsvTable(text);
  const [header, ...rows] = table.rows;
  const names = header?.cells.map((name) => name.toLowerCase()) ?? [];
  const column = (name: (typeof COLUMNS)[number]) => names.indexOf(name);
  const problem = (line: number, path: string, message: string): ContentProblem => ({
    file,
    line,
    column: 1,
    path,
    message,
  });
  if (table.fault !== null) return { ok: false, problems: [problem(table.fault.line, '', table.fault.message)] };
  if (column('system') < 0 || column('code') < 0) {
    const message = 'the first line must name the columns: system,code,display (display may be left out)';
    return { ok: false, problems: [problem(1, '', message)] };
  }
  const concepts = rows.map((row) => readConcept(row, column));
  const faults = concepts.flatMap((each) => ('fault' in each ? [problem(each.line, each.path, each.fault)] : []));
  if (rows.length === 0) faults.push(problem(1, '', 'there is no code: at least one line is needed below the names'));
  if (faults.length > 0) return { ok: false, problems: faults };
  const include = componentsOf(concepts.flatMap((each) => ('fault' in each ? [] : [each])));
  const url = `http://tacrolimus-cds.org/ValueSet/${id}`;
  return { ok: true, valueSet: { resourceType: 'ValueSet', id, url, title, status: 'active', compose: { include } } };
}

interface CsvConcept {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

type ReadConcept = CsvConcept | { readonly line: number; readonly path: string; readonly fault: string };

function readConcept({ line, cells }: CsvRow, column: (name: (typeof COLUMNS)[number]) => number): ReadConcept {
  const [named = '', code = '', display = ''] = COLUMNS.map((name) => cells[column(name)] ?? '');
  const fault = (path: string, message: string) => ({ line, path, fault: message });
  const system = codeSystemUri(named);
  if (system === null) {
    const allowed = `a URI, or one of ${SYSTEM_SHORT_NAMES.join(', ')}`;
    return fault('system', `"${named.slice(0, 40)}" is no code system known here; allowed: ${allowed}`);
  }
  if (code === '') return fault('code', 'is missing');
  if (/^\d(?:[.,]\d+)?E\+?\d+$/i.test(code)) {
    return fault('code', `"${code}" was rounded by a spreadsheet; format the column as text and enter the code again`);
  }
  const name = codeSystemName(system);
  if (system !== WHOLE_WORD_TEXT && (name === null || normaliseCode(name, code) === null)) {
    return fault(
      'code',
      `"${code.slice(0, 40)}" cannot be compared safely${name === 'ndc' ? ': write an NDC with its hyphens' : ''}`,
    );
  }
  return { system, code, display };
}

/** One component per system, in the order of the table. */
function componentsOf(concepts: readonly CsvConcept[]): ValueSetComponent[] {
  const systems = [...new Set(concepts.map(({ system }) => system))];
  return systems.map((system) => {
    const rows = new Map(concepts.filter((each) => each.system === system).map((each) => [each.code, each.display]));
    return {
      system,
      concept: [...rows].map(([code, display]) => (display === '' ? { code } : { code, display })),
    };
  });
}
