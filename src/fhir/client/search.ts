import { isSpelledAlike, releasesThatRename, spellFor } from '../../cds-hooks/discovery/release-spelling.js';
import type { SearchSpelling } from '../../cds-hooks/discovery/release-spelling.js';
import type { FhirRelease } from '../../domain/card-context.js';
import type { ConnectionFault, ProblemCode } from '../../domain/fact-set.js';
import type { JsonObject } from '../elements/json.js';
import type { Learned } from './fhir-servers.js';

export type Answer =
  | { readonly ok: true; readonly resource: JsonObject }
  | {
      readonly ok: false;
      readonly problem: ProblemCode;
      readonly fault: ConnectionFault | null;
      /** The HTTP status; null where nothing was heard. */
      readonly status: number | null;
      /** Parameters of the search that the refusal names. */
      readonly named: readonly string[];
    };

/** Sends a search that is spelled for the server, as GET or as POST `_search`, with its retry. */
type SendSearch = (search: SearchSpelling, post: boolean) => Promise<Answer>;

export interface SearchWays {
  readonly base: URL;
  readonly learned: Learned;
  /** Longest address that the server takes; null: no limit known. */
  readonly urlMax: number | null;
  /** Asks which release the server speaks, or guesses it. */
  readonly release: () => Promise<FhirRelease>;
  /** The site has said which release it is. */
  readonly isSettled: boolean;
}

/** Statuses by which servers say that they do not carry out a parameter, or have no such type. */
const PARAMETER_REFUSED: readonly (number | null)[] = [400, 422, 501];
const NO_SUCH_TYPE: readonly (number | null)[] = [404, 501];
const TOO_LONG: readonly (number | null)[] = [414, 431];
/** Parameters of the result, which this service can do without: it sorts and follows pages itself. */
const RESULT_PARAMETERS: readonly string[] = ['_sort', '_count'];

/**
 * Asks a search as this server can be asked: in the spelling of its release, without what it refuses, by POST where an address
 * would be too long, and once more under the name that another release has for the type. What helped is remembered.
 * @param query in R4 spelling
 */
export async function search(query: SearchSpelling, ways: SearchWays, send: SendSearch): Promise<Answer> {
  const { learned } = ways;
  const release = isSpelledAlike(query) ? spokenRelease(learned) : await ways.release();
  const first = await askWithout(spellFor(release, query), ways, send);
  if (first.ok || !NO_SUCH_TYPE.includes(first.status)) return first;
  const others = releasesThatRename(query.resourceType, release);
  if (others.length === 0 || ways.isSettled || learned.lacks(query.resourceType)) return first;
  // Also where the server has stated its release: facades state one and have types of another.
  for (const other of others) {
    const answer = await askWithout(spellFor(other, query), ways, send);
    if (answer.ok && !learned.isStated()) learned.learnRelease(other, 'shown');
    if (answer.ok || !NO_SUCH_TYPE.includes(answer.status)) return answer;
  }
  learned.learnLacks(query.resourceType);
  return first;
}

/** What is known without asking anybody. */
function spokenRelease(learned: Learned): FhirRelease {
  const known = learned.release();
  return known === null || known === 'unknown' ? 'R4' : known;
}

/** Once more without `_sort` and `_count` where the server refuses; the ones that it named are left out from then on. */
async function askWithout(spelled: SearchSpelling, ways: SearchWays, send: SendSearch): Promise<Answer> {
  const { learned } = ways;
  const asked = leaveOut(spelled, (name) => learned.refuses(name));
  const first = await askByMethod(asked, ways, send);
  if (first.ok || !PARAMETER_REFUSED.includes(first.status)) return first;
  const optional = resultParameters(asked);
  if (optional.length === 0) return first;
  const second = await askByMethod(
    leaveOut(asked, () => true),
    ways,
    send,
  );
  if (!second.ok) return second;
  const named = optional.filter((name) => first.named.some((each) => plain(each) === name));
  for (const name of named.length > 0 ? named : optional) learned.learnRefused(name);
  return second;
}

async function askByMethod(
  asked: SearchSpelling,
  { base, learned, urlMax }: SearchWays,
  send: SendSearch,
): Promise<Answer> {
  const isLong = urlMax !== null && addressLength(base, asked) > urlMax;
  if (isLong || learned.wantsPost()) return send(asked, true);
  const answer = await send(asked, false);
  if (answer.ok || !TOO_LONG.includes(answer.status)) return answer;
  const posted = await send(asked, true);
  if (posted.ok) learned.learnPost();
  return posted;
}

/** Characters of the GET, encoded as it would be sent. */
function addressLength(base: URL, { resourceType, params }: SearchSpelling): number {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(params)) for (const value of values) query.append(name, value);
  return base.href.length + 1 + resourceType.length + 1 + query.toString().length;
}

/** @param refused whether a parameter of the result is to be left out */
function leaveOut({ resourceType, params }: SearchSpelling, refused: (name: string) => boolean): SearchSpelling {
  const kept = Object.entries(params).filter(
    ([name]) => !(RESULT_PARAMETERS.includes(plain(name)) && refused(plain(name))),
  );
  return { resourceType, params: Object.fromEntries(kept) };
}

function resultParameters({ params }: SearchSpelling): readonly string[] {
  const names = Object.keys(params).map(plain);
  return RESULT_PARAMETERS.filter((name) => names.includes(name));
}

/** `_sort:desc` of DSTU2 is `_sort`. */
function plain(name: string): string {
  return name.split(':', 1)[0] ?? name;
}
