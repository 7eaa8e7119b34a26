import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A call that a real record system makes, what its FHIR server does, and what is right: one JSON file. */
export interface FieldCase {
  readonly name: string;
  /** The kind of failure that the case stands for. */
  readonly kind: string;
  /** What is right, in words. */
  readonly expect: string;
  /** The moment of the call, at which the clock stands still. */
  readonly asOf: string;
  readonly request: {
    /** Id of the service in discovery. */
    readonly service: string;
    readonly body: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  };
  readonly upstream?: Upstream;
  readonly check: Check | { readonly anyOf: readonly Check[] };
}

export interface Upstream {
  /** The first that fits counts. A search that none fits finds nothing. */
  readonly answers: readonly ScriptedAnswer[];
  /** Every answer takes so long, unless it says otherwise. */
  readonly delayMs?: number;
  /** The same body goes out so many times at once, for another FHIR server, before the call that is judged. */
  readonly before?: { readonly times: number; readonly fhirServer: string };
}

export interface ScriptedAnswer {
  readonly method?: string;
  /** A regular expression for the decoded path with its query. */
  readonly path: string;
  readonly whenAcceptLacks?: string;
  readonly whenHost?: string;
  /** Fits while more requests than this are open, this one among them. */
  readonly whenOpenAbove?: number;
  readonly firstOnEachPath?: boolean;
  /** Of the Bundle, only the entries whose ids are in `_id`. */
  readonly onlyIdsAskedFor?: boolean;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Sent as it stands, in the place of `body`: what is no JSON, or not only. */
  readonly text?: string;
  readonly delayMs?: number;
  /** The connection ends after half of the body. */
  readonly cut?: boolean;
  /** The connection ends without a byte. */
  readonly drop?: boolean;
}

export interface Check {
  readonly status: number;
  readonly noCards?: boolean;
  /** Topic code and indicator of every card, and no others: `TacrolimusTroughHigh critical`. */
  readonly cards?: readonly string[];
  readonly summariesContain?: readonly string[];
  readonly summariesLack?: readonly string[];
  readonly detailContains?: readonly string[];
  readonly detailLacks?: readonly string[];
  readonly suggestionsLack?: readonly string[];
  /** Regular expressions over the whole answer, case aside. */
  readonly textMatches?: readonly string[];
  readonly textLacks?: readonly string[];
}

/** Every case of a folder and the folders in it, sorted by kind and name. */
export function readFieldCases(folder: string): FieldCase[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as FieldCase)
    .sort((a, b) => fullName(a).localeCompare(fullName(b)));
}

/** `release-guessed: dstu2-accept-406` */
export function fullName({ kind, name }: Pick<FieldCase, 'kind' | 'name'>): string {
  return `${kind}: ${name}`;
}
