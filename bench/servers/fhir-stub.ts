import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { FhirResource } from 'fhir/r4.js';
import { answerGet, problemAnswer, searchPairs } from '../../sandbox/fhir-server/answer.js';
import { createResourceStore } from '../../sandbox/fhir-server/resource-store.js';
import { listenOnGivenPort } from './server-port.js';

/**
 * A FHIR server that answers after a set time, under four bases: `/plain` whole, `/paged` in small pages, `/failing`
 * with status 500 for half of the types, `/together` whole, but only when so many requests wait as TOGETHER says. Answers are made once and kept as bytes: its own work must not show.
 */
const DELAY_MS = Number(process.env.DELAY_MS);
const PAGE_SIZE = Number(process.env.PAGE_SIZE);
const TOGETHER = Number(process.env.TOGETHER);
const FAILING = new Set([
  'MedicationStatement',
  'MedicationDispense',
  'MedicationAdministration',
  'Procedure',
  'CarePlan',
  'AllergyIntolerance',
]);
const WHOLE = { defaultSize: 10_000, maxSize: 10_000 };
const SMALL = { defaultSize: PAGE_SIZE, maxSize: PAGE_SIZE };

interface Answer {
  readonly status: number;
  readonly bytes: Buffer;
}

const resources = JSON.parse(readFileSync(process.env.RESOURCES_FILE ?? '', 'utf8')) as FhirResource[];
const store = createResourceStore(resources);
const answers = new Map<string, Answer>();

const server = createServer((request, response) => {
  const url = request.url ?? '/';
  const { status, bytes } = answerFor(url, request.headers.host ?? '');
  const send = () => {
    response.writeHead(status, { 'Content-Type': 'application/fhir+json', 'Content-Length': bytes.length }).end(bytes);
  };
  request.resume();
  if (url === '/readyz') send();
  else if (url.startsWith('/together/')) sendTogether(send);
  else setTimeout(send, DELAY_MS);
});
listenOnGivenPort(server);

const waiting: (() => void)[] = [];
let gathered = false;

/** Nobody is answered before so many wait; from then on everybody at once. */
function sendTogether(send: () => void): void {
  waiting.push(send);
  gathered ||= waiting.length === TOGETHER;
  if (gathered) for (const each of waiting.splice(0)) each();
}

function answerFor(url: string, host: string): Answer {
  const known = answers.get(url);
  if (known !== undefined) return known;
  const answer = makeAnswer(url, host);
  answers.set(url, answer);
  return answer;
}

function makeAnswer(url: string, host: string): Answer {
  const { pathname, search } = new URL(url, `http://${host}`);
  const [, base = '', ...path] = pathname.split('/');
  if (base === 'readyz') return { status: 200, bytes: Buffer.from('{}') };
  if (base === 'failing' && FAILING.has(path[0] ?? '')) return { status: 500, bytes: Buffer.from('{}') };
  const service = { store, base: `http://${host}/${base}`, limits: base === 'paged' ? SMALL : WHOLE };
  try {
    const { status, body } = answerGet(service, path.join('/'), searchPairs(search.slice(1)));
    return { status, bytes: Buffer.from(JSON.stringify(body)) };
  } catch (error) {
    const { status, body } = problemAnswer(error);
    return { status, bytes: Buffer.from(JSON.stringify(body)) };
  }
}
