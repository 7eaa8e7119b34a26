/**
 * `node scripts/make-export.mjs --out <folder> [--patients 50000] [--share 0.01] [--seed 1] [--gzip]`: a made-up FHIR Bulk Data export
 * for `tacrolimus-cds rehearse`, and beside it `truth.json` with what a reader of it must find. The same arguments give the same
 * bytes. Nobody in it lives.
 *
 * The truth is worked out from the story of each patient, before any of it becomes FHIR, and by nothing of `src`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { otherPatient } from './make-export/other-patient.mjs';
import { random } from './make-export/random.mjs';
import { tacrolimusPatient } from './make-export/tacrolimus-patient.mjs';
import { openFiles } from './make-export/files.mjs';
import { addTruth, noTruth } from './make-export/truth.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    patients: { type: 'string', default: '50000' },
    share: { type: 'string', default: '0.01' },
    seed: { type: 'string', default: '1' },
    gzip: { type: 'boolean', default: false },
  },
});
if (values.out === undefined) throw new Error('--out <folder> is missing');

const patients = Number(values.patients);
const every = Math.max(1, Math.round(1 / Number(values.share)));
await mkdir(join(values.out, 'export'), { recursive: true });
const files = openFiles(join(values.out, 'export'), values.gzip);
const truth = noTruth();
for (let number = 0; number < patients; number += 1) {
  const draw = random(`${values.seed}/${number}`);
  const id = `pat-${String(number).padStart(7, '0')}`;
  const isOurs = number % every === 0;
  const { resources, story } = isOurs ? tacrolimusPatient(id, draw) : otherPatient(id, draw);
  if (story !== null) addTruth(truth, story);
  await files.write(resources);
}
await files.write(sharedMedications());
await files.end();
await writeFile(join(values.out, 'truth.json'), `${JSON.stringify({ patients, ...truth }, null, 2)}\n`);

/** Products that orders refer to. */
function sharedMedications() {
  return [
    medication('prod-tac-1', 'http://www.nlm.nih.gov/research/umls/rxnorm', '42316', 'Tacrolimus'),
    medication('prod-met', 'http://www.nlm.nih.gov/research/umls/rxnorm', '6809', 'Metformin'),
  ];
}

function medication(id, system, code, display) {
  return { resourceType: 'Medication', id, code: { coding: [{ system, code, display }], text: display } };
}
