/**
 * Writes docs/ehr/coverage.md from hooks/valuesets, hooks/sources.yaml and the countries below: which code systems are read, which
 * are asked for, and of which an unlisted code is said aloud.
 *
 *   node scripts/country-coverage.mjs [--check]     --check: exit 1 where the page is not current
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as prettier from 'prettier';
import { parse } from 'yaml';
import { COUNTRIES, SYSTEMS } from './value-sets/countries.mjs';

const FOLDER = new URL('../hooks/valuesets/', import.meta.url);
const PAGE = new URL('../docs/ehr/coverage.md', import.meta.url);
const KINDS = {
  drug: /^(tacrolimus|thiopurine|alternative-maintenance|drug)-/,
  laboratory: /^(lab|test)-/,
  diagnosis: /^(condition|procedure)-/,
};

const sets = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')));
const templates = Object.values(parse(readFileSync(new URL('../hooks/sources.yaml', import.meta.url), 'utf8'))).map(
  ({ template }) => template,
);

/** System -> the shipped profiles that ask for it besides. */
const PROFILES = new URL('../hooks/dialects/', import.meta.url);
const askedBy = new Map();
for (const file of readdirSync(PROFILES).sort()) {
  const { search } = parse(readFileSync(new URL(file, PROFILES), 'utf8'));
  for (const system of Object.keys(search?.codeSystems ?? {})) {
    askedBy.set(system, [...(askedBy.get(system) ?? []), file.replace('.yaml', '')]);
  }
}

/** Distinct codes of a system in the sets of one kind. */
function held(kind, uris) {
  const codes = sets
    .filter(({ id }) => KINDS[kind].test(id))
    .flatMap(({ compose }) => compose.include)
    .filter(({ system }) => uris.includes(system))
    .flatMap(({ concept }) => concept.map(({ code }) => code));
  return new Set(codes).size;
}

/** `{codes:a,b}` asks for LOINC, `{codes:a,b from X Y}` for X and Y. */
function isAskedFor(uris) {
  return templates.some((template) =>
    Array.from(
      template.matchAll(/\{codes:([^{}]*)\}/g),
      ([, inside]) => inside.split(' from ')[1] ?? 'http://loinc.org',
    ).some((systems) => systems.split(' ').some((uri) => uris.includes(uri))),
  );
}

function whoAsks(uris) {
  if (isAskedFor(uris)) return ', asked for';
  const profiles = uris.flatMap((uri) => askedBy.get(uri) ?? []);
  return profiles.length === 0 ? ', not asked for' : `, asked for by profile \`${profiles.join('`, `')}\``;
}

function cell(kind, name) {
  const { uris = [], whole = [] } = SYSTEMS[name];
  const count = held(kind, uris);
  if (count === 0) return `${name}: said aloud`;
  const asked = kind === 'laboratory' ? whoAsks(uris) : '';
  return `${name}: read (${count}${whole.includes(kind) ? '' : ', a sample'})${asked}`;
}

const rows = COUNTRIES.map(({ country, drug, laboratory, diagnosis, languages }) => {
  const cells = [drug, laboratory, diagnosis].map((names, index) =>
    names.map((name) => cell(Object.keys(KINDS)[index], name)).join('<br>'),
  );
  return `| ${[country, ...cells, languages].join(' | ')} |`;
});

const page = `# Countries: which codes are read, asked for, said aloud

<!-- Written by scripts/country-coverage.mjs from hooks/valuesets, hooks/sources.yaml and scripts/value-sets/countries.mjs. Do not edit. -->

- **read (n)**: so many codes of that list are in the value sets. Of a list that is held whole, a code that is not listed is
  something else. **A sample**: an unlisted code alone says nothing, and is treated as below.
- **asked for**: the prefetch templates and queries name codes of that list. _Asked for by profile_: where the clients file gives
  the client that profile of \`hooks/dialects\`, or your own with the same \`search.codeSystems\` (hooks/README.md). _Not asked for_:
  results that come are read. Drugs and diagnoses are asked for without codes, so every list comes.
- **said aloud**: no code of that list is held. A code alone is never "another drug", "another test" or "another diagnosis": an
  order is answered with 412, a line of the history makes it incomplete, a result is named on the card as not checked. With words
  beside it the words count: names, brands and stems in the languages of the last column (others by their Latin names).

| Country | Drugs | Laboratory | Diagnoses | Words read in |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;

const options = await prettier.resolveConfig(PAGE.pathname);
const written = await prettier.format(page, { ...options, parser: 'markdown' });
if (!process.argv.includes('--check')) writeFileSync(PAGE, written);
else if (readFileSync(PAGE, 'utf8') !== written) {
  console.error('docs/ehr/coverage.md is not current: npm run country-coverage');
  process.exit(1);
}
