const { createHash } = require('node:crypto');
const { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

/**
 * What the strict checks of content found sound, kept for all processes of tests: each would render every card against every sample
 * first. A key hashes the texts that were read; the file is named by a hash of the code that reads them and of the packages, so that
 * a change of either begins anew. It lies beside the packages, is missing after `npm ci`, and nothing but tests reads it.
 */
const ROOT = join(module.path, '../..');
const FOLDER = join(ROOT, 'node_modules/.cache/tacrolimus-cds');
/** Some three contents: those that tests make are read once. */
const MOST = 300;
const CODE = ['content', 'rules', 'cds-hooks', 'domain', 'terminology'];

function fileOfThisCode() {
  const hash = createHash('sha256')
    .update(process.version)
    .update(readFileSync(join(ROOT, 'package-lock.json')));
  for (const room of CODE) {
    const names = readdirSync(join(ROOT, 'src', room), { recursive: true, withFileTypes: true });
    const paths = names.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
    for (const path of paths.sort()) hash.update(path.slice(ROOT.length)).update('\0').update(readFileSync(path));
  }
  return join(FOLDER, `checks-${hash.digest('hex')}.json`);
}

let file = null;

/** Keys of checks that found nothing; none where there is no file, or one that cannot be read. */
exports.readKnown = () => {
  try {
    file ??= fileOfThisCode();
    const known = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(known) ? known.filter((key) => typeof key === 'string') : [];
  } catch {
    return [];
  }
};

/** A folder that cannot be written costs the next process a few seconds, and no test. */
exports.addKnown = (keys) => {
  try {
    const all = [...new Set([...exports.readKnown(), ...keys])].slice(0, MOST);
    mkdirSync(FOLDER, { recursive: true });
    const written = `${file}.${process.pid}`;
    writeFileSync(written, JSON.stringify(all));
    renameSync(written, file);
  } catch {
    // The same.
  }
};
