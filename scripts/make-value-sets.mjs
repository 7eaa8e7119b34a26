/**
 * Makes `hooks/valuesets/*.json` from a collected code list: { list: { system: [{ code, display, source }] } }.
 *
 *   node scripts/make-value-sets.mjs <path to a collected list> ...
 *
 * Rows marked `verified: false` were found in no public source and are not shipped before review. A set of a later list replaces
 * one of the same name in an earlier one.
 * Deterministic: the same input gives the same bytes. Only systems of `value-sets/systems.mjs` are kept, so CPT, HCPCS, ICD-9,
 * Read and EMIS rows of the input never reach the repository.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { CONDITION_SETS } from './value-sets/condition-definitions.mjs';
import { DRUG_SETS } from './value-sets/drug-definitions.mjs';
import { LABORATORY_SETS } from './value-sets/laboratory-definitions.mjs';
import { ROUTE_SETS } from './value-sets/route-definitions.mjs';
import { ATC, SYSTEMS, TEXT } from './value-sets/systems.mjs';

const DEFINITIONS = [...DRUG_SETS, ...CONDITION_SETS, ...LABORATORY_SETS, ...ROUTE_SETS];

const VERSION = '2026.11.0';
const DATE = '2026-11-22';
const BASE = 'http://tacrolimus-cds.org';
const SOURCE_EXTENSION = `${BASE}/StructureDefinition/value-set-row-source`;
const SYSTEM_ORDER = [...SYSTEMS.keys()];

/** How the collected list names a source, and how a reader of the product should see it. */
const publicSource = (source) => source.replaceAll('seed 001', 'published series of 19 patients, its abbreviations');

const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function collectedRows(collected, { list, where }) {
  const systems = collected[list];
  if (systems === undefined) throw new Error(`the collected list has no "${list}"`);
  return Object.entries(systems)
    .flatMap(([system, rows]) => rows.map((row) => ({ ...row, system })))
    .filter((row) => row.verified !== false)
    .filter(where)
    .map((row) => ({ ...row, system: row.system === 'text' ? TEXT : row.system, source: publicSource(row.source) }))
    .filter((row) => SYSTEMS.has(row.system));
}

/**
 * `certolizumab pegol (IN)`, `Cimzia (BN)`, `Ibuprofen (substance)`, ATC `clarithromycin`, and the brand of a product
 * (`Clarithromycin 250 MG Oral Tablet [Biaxin]`) -> text rows: drugs are often sent as new product codes with only a name we know.
 * The name of a combination or of a group names no drug, nor does a brand of several words: those are families of products.
 */
function namesAsText(rows) {
  return rows.flatMap((row) => {
    const [, name, kind] = /^([A-Za-z][A-Za-z ]+?)(?: \((IN|BN|substance)\))?$/.exec(row.display) ?? [];
    const isAtcName = row.system === ATC && row.code.length === 7 && !/ and | with |combination/i.test(row.display);
    const names = name === undefined || (kind === undefined && !isAtcName) ? [] : [name];
    const brands = [...row.display.matchAll(/\[([A-Za-z][A-Za-z-]{3,})\]/g)].flatMap(([, brand = '']) => brand);
    return [...names, ...brands].map((each) => ({
      ...{ system: TEXT, code: each, display: each, source: 'names of the coded rows of this set' },
    }));
  });
}

/** First row of a (system, code) wins: the collected lists put the better source first. */
function distinct(rows) {
  const seen = new Map();
  for (const row of rows) {
    const key = `${row.system}|${row.system === TEXT ? row.code.toLowerCase() : row.code}`;
    if (!seen.has(key)) seen.set(key, row);
  }
  return [...seen.values()];
}

/** One component for each (system, source), so that the source is written once. */
function components(rows) {
  return [...groupBy(rows, groupKey).values()]
    .map((group) => ({
      extension: [{ url: SOURCE_EXTENSION, valueString: group[0].source }],
      system: group[0].system,
      concept: group
        .toSorted((a, b) => byText(a.code, b.code))
        .map(({ code, display }) =>
          code === display ? { code } : { code, display: display.replaceAll(/\s+/g, ' ').trim() },
        ),
    }))
    .toSorted(
      (a, b) =>
        SYSTEM_ORDER.indexOf(a.system) - SYSTEM_ORDER.indexOf(b.system) ||
        byText(a.extension[0].valueString, b.extension[0].valueString),
    );
}

const groupKey = (row) => `${row.system}|${row.source}`;

/** Map.groupBy came with Node 21. */
function groupBy(rows, key) {
  const groups = new Map();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
  return groups;
}

const pascalCase = (id) => id.replaceAll(/(?:^|-)(.)/g, (_, letter) => letter.toUpperCase());

function valueSet(collected, definition) {
  const gathered = (definition.from ?? []).flatMap((part) => collectedRows(collected, part));
  const rows = distinct([
    ...gathered,
    ...(definition.namesAsText ? namesAsText(gathered) : []),
    ...(definition.add ?? []),
  ]);
  if (rows.length === 0) throw new Error(`${definition.id} would be empty`);
  const exclude = components(definition.exclude ?? []);
  const include = components(rows);
  const systems = SYSTEM_ORDER.filter((system) =>
    [...include, ...exclude].some((component) => component.system === system),
  );
  const reading = systems.flatMap((system) => SYSTEMS.get(system).reading ?? []);
  return {
    resourceType: 'ValueSet',
    id: definition.id,
    url: `${BASE}/ValueSet/${definition.id}`,
    version: VERSION,
    name: pascalCase(definition.id),
    title: definition.title,
    status: 'active',
    experimental: false,
    date: DATE,
    publisher: 'tacrolimus-cds',
    description: [`${definition.title}.`, ...reading].join(' '),
    purpose: definition.purpose,
    copyright: systems.map((system) => SYSTEMS.get(system).notice).join(' '),
    compose: exclude.length === 0 ? { include } : { include, exclude },
  };
}

const paths = process.argv.slice(2);
if (paths.length === 0) throw new Error('usage: node scripts/make-value-sets.mjs <path to a collected list> ...');
const collected = Object.assign({}, ...paths.map((path) => JSON.parse(readFileSync(path, 'utf8'))));
for (const definition of DEFINITIONS) {
  const target = new URL(`../hooks/valuesets/${definition.id}.json`, import.meta.url);
  writeFileSync(target, `${JSON.stringify(valueSet(collected, definition), null, 1)}\n`);
}
console.log(`${DEFINITIONS.length} value sets written`);
