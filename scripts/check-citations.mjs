/**
 * Says which citations lead nowhere. Code, content, tables of cases and documents cite the clinical specification as
 * `docs/clinical/<page>.md#<anchor>`; each has to name a page and an explicit `<a id="anchor">` on it, so that a heading
 * may be reworded. Nobody may cite a document that is not in the repository, because a reader could not look it up.
 *
 * Usage: node scripts/check-citations.mjs [--root folder]
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, normalize } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const PAGES = 'docs/clinical';
const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'coverage', 'data', 'images', '.git']);
const TEXT = new Set(['.ts', '.js', '.mjs', '.cjs', '.md', '.yaml', '.yml', '.json', '.csv', '.html', '.css', '.sh']);

/** A page of the specification and, after `#`, an anchor on it. */
const CITATION = /docs\/clinical\/([\w-]+\.md)(?:#([\w.-]*[\w-]))?/g;
const ANCHOR = /<a id="([^"]+)"><\/a>/g;
const LINK = /\]\(([^)\s]+)\)/g;
/** A file of the project named in a document, such as `test/cases/aki-stage.yaml`. */
const NAMED_FILE = /`((?:src|hooks|cards|test|sandbox|scripts|bench|deploy)\/[\w./-]+)`/g;
const COMMENT = /^\s*(?:\/\/|\/?\*|#)|\s\/\/\s/;
const DOCUMENT = /(?<![\w./<>-])[\w-]+\.md\b/g;
/** How the specification was cited while it lay outside of the repository: by a name or a bare number. */
const OUTSIDE = new RegExp(
  [
    'clinical[- ](?:spec|reference)\\b(?!/)',
    'clinical specification \\(\\d',
    '\\bspec(?:ification)?[- ](?:2 )?[§(]?\\d+\\.\\d',
  ].join('|'),
  'i',
);
const OTHER_STANDARD = /CDS Hooks|FHIR|SMART|OAuth|OpenTelemetry|HL7/;

const { values: options } = parseArgs({
  options: { root: { type: 'string', default: fileURLToPath(new URL('..', import.meta.url)) } },
});
const files = textFiles(options.root);
const documents = new Set(files.filter((file) => file.endsWith('.md')).map((file) => basename(file)));
const anchors = new Map(
  files.filter((file) => dirname(file) === PAGES).map((file) => [basename(file), anchorsOf(read(file))]),
);
const counted = { citations: 0, files: new Set() };
const problems = [...repeatedAnchors(), ...files.flatMap((file) => problemsIn(file))];

for (const { place, what } of problems) console.log(`${place} ${what}`);
console.log(
  `Clinical citations: ${counted.citations} in ${counted.files.size} files, ${anchors.size} pages, ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}.`,
);
process.exitCode = problems.length > 0 ? 1 : 0;

function textFiles(root) {
  const walk = (folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : walk(path);
      return TEXT.has(extname(entry.name)) ? [path] : [];
    });
  return walk('').sort();
}

function read(file) {
  return readFileSync(join(options.root, file), 'utf8');
}

function anchorsOf(text) {
  return Array.from(text.matchAll(ANCHOR), ([, id]) => id);
}

/** The second of two equal anchors can never be reached. */
function repeatedAnchors() {
  return [...anchors].flatMap(([page, ids]) =>
    [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))].map((id) => ({
      place: `${PAGES}/${page}`,
      what: `has the anchor #${id} twice`,
    })),
  );
}

function problemsIn(file) {
  const isPage = dirname(file) === PAGES;
  return read(file)
    .split('\n')
    .flatMap((line, at) =>
      [
        ...Array.from(line.matchAll(CITATION), ([, page, anchor]) => citation(file, page, anchor)),
        ...(file.endsWith('.md') ? Array.from(line.matchAll(LINK), ([, target]) => link(file, target)) : []),
        ...(isPage ? Array.from(line.matchAll(NAMED_FILE), ([, path]) => namedFile(path)) : []),
        outsideOf(line),
        ...(!file.endsWith('.md') && COMMENT.test(line)
          ? Array.from(line.matchAll(DOCUMENT), ([name]) => unknownDocument(name))
          : []),
      ]
        .filter((what) => what !== null)
        .map((what) => ({ place: `${file}:${at + 1}`, what })),
    );
}

function citation(file, page, anchor) {
  counted.citations += 1;
  counted.files.add(file);
  const onPage = anchors.get(page);
  if (onPage === undefined) return `cites ${PAGES}/${page}, and there is no such page`;
  if (anchor === undefined) {
    return file.endsWith('.md') ? null : `cites ${PAGES}/${page} without an anchor: say where on the page`;
  }
  return onPage.includes(anchor) ? null : `cites ${PAGES}/${page}#${anchor}, and that page has no such anchor`;
}

/** Links between documents that lead to a page, or from one. */
function link(file, target) {
  if (/^[a-z]+:/.test(target) || target.includes(`${PAGES}/`)) return null;
  const [path, anchor] = target.split('#');
  const found = path === '' ? file : normalize(join(dirname(file), path));
  if (dirname(found) === PAGES) return citation(file, basename(found), anchor);
  if (dirname(file) !== PAGES || existsSync(join(options.root, found))) return null;
  return `links to ${found}, and there is no such file`;
}

function namedFile(path) {
  return existsSync(join(options.root, path)) ? null : `names ${path}, and there is no such file`;
}

function outsideOf(line) {
  const [found] = OUTSIDE.exec(line) ?? [];
  if (found === undefined || OTHER_STANDARD.test(line)) return null;
  return `cites "${found}", which is not in the repository: cite ${PAGES}/<page>.md#<anchor>`;
}

function unknownDocument(name) {
  return documents.has(name) ? null : `names ${name}, and the repository has no such document`;
}
