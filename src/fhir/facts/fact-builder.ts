import type {
  AllergyFact,
  CarePlanFact,
  ConditionFact,
  PatientFacts,
  TestOrderFact,
  ThiopurineTestResult,
} from '../../domain/chart-facts.js';
import type {
  BookName,
  FactKind,
  FactSet,
  NotOursKind,
  Source,
  SourceBook,
  UnreadReason,
  UnreadResource,
} from '../../domain/fact-set.js';
import type { JsonObject } from '../../domain/json.js';
import type { CreatinineResult, MonitoringResult, ScreeningResult, TacrolimusLevel } from '../../domain/lab-result.js';
import type { ConcomitantFact, MedicationFact } from '../../domain/medication.js';
import type { TimeInterval } from '../../domain/time.js';
import type { UnknownTerm } from '../../domain/unknown-term.js';
import { shorten } from '../elements/coded-text.js';
import { asCode, referenceTo } from '../elements/json.js';
import type { SourceReading } from '../sources/bundle.js';
import { factSet, type SourceResult } from './fact-sets.js';
import { type AnyResult, replacedResults } from './replaced-results.js';
import { SET_NAMES, type SetName } from '../../domain/clinical-snapshot.js';
import { unreadList, type UnreadList } from './unread-list.js';
import { feeds, SET_OF_KIND, setsOf } from './set-names.js';

/** The facts of each set. */
export interface FactsOf {
  patient: PatientFacts;
  creatinine: CreatinineResult;
  tacrolimusLevels: TacrolimusLevel;
  medications: MedicationFact;
  concomitants: ConcomitantFact;
  conditions: ConditionFact;
  procedures: ConditionFact;
  allergies: AllergyFact;
  thiopurineTests: ThiopurineTestResult;
  testOrders: TestOrderFact;
  carePlans: CarePlanFact;
  monitoringTests: MonitoringResult;
  screeningTests: ScreeningResult;
}

type ResultsOf = Pick<FactsOf, 'creatinine' | 'tacrolimusLevels' | 'monitoringTests' | 'screeningTests'>;

/** What can be said of a resource, or a result in it, that could not be read. */
export interface UnreadDetails {
  /** Its value, or whatever the record says. */
  readonly reported?: string;
  readonly name?: string;
  readonly time?: TimeInterval | null;
  readonly term?: UnknownTerm | null;
  readonly mayBe?: FactKind | null;
  readonly level?: TacrolimusLevel | null;
}

/**
 * Where a mapper says what one resource is. Each call counts; a resource of which nothing is said is unread, so that none can
 * fall between two mappers.
 */
export interface Visit {
  fact<S extends SetName>(set: S, kind: FactKind, fact: FactsOf[S]): void;
  unread(reason: UnreadReason, details?: UnreadDetails): void;
  notOurs(kind: NotOursKind): void;
}

export type FactSets = { readonly [S in SetName]: FactSet<FactsOf[S]> };

/** Keeps the facts, what could not be read, and the book of each source. */
export interface FactBuilder extends Visit {
  /**
   * Begins with one resource.
   * @param barred why a fact in it may not be used; null for every ordinary resource
   * @param asked false for what was prefetched under a key that answers no question of ours; `source` is then the question
   *   that would have asked for it
   */
  begin(source: Source, resource: JsonObject, barred: UnreadReason | null, asked?: boolean): void;
  /** Ends it, and enters it in the book of its source: once, as unread before fact before not ours. */
  end(): void;
  /** The resource under way is another patient's: counted, and nothing of it is kept. */
  foreign(): void;
  /** Enters what has no resource to visit. */
  enter(book: BookName, what: 'no-resource' | 'over-limit' | 'message', count: number): void;
  /** Yields after each set. */
  finish(readings: readonly SourceReading[]): Generator<void, { readonly sets: FactSets; readonly books: Books }>;
}

export type Books = Readonly<Partial<Record<BookName, SourceBook>>>;

interface OpenBook {
  seen: number;
  readonly facts: Partial<Record<FactKind, number>>;
  readonly notOurs: Partial<Record<NotOursKind, number>>;
  readonly unread: Partial<Record<UnreadReason, number>>;
}

const REPORTED_LIMIT = 80;

/**
 * Facts of one set, and unread records that are named one by one: ten times what a chart of years holds. Rules look at each of them
 * several times and in one go. What is beyond is unread, and names itself all together.
 */
const MOST_OF_A_SET = 5_000;

/** One for each chart that is read. */
export function createFactBuilder(): FactBuilder {
  const items = Object.fromEntries(SET_NAMES.map((name) => [name, []])) as unknown as {
    [S in SetName]: FactsOf[S][];
  };
  /** The book that each item is entered in, beside it. */
  const bookOfItem = Object.fromEntries(SET_NAMES.map((name) => [name, []])) as unknown as Record<SetName, BookName[]>;
  const unreadIn = new Map<SetName, UnreadList>();
  const books = new Map<BookName, OpenBook>();
  /** Another patient's records, by source; one that was sent twice is one. */
  const strangers = new Map<Source, Set<unknown>>();

  // The visit under way.
  let source: Source = 'patient';
  let isAsked = true;
  let resource: JsonObject = {};
  let barred: UnreadReason | null = null;
  let isFact: FactKind | null = null;
  let isUnread: UnreadReason | null = null;
  let isNotOurs: NotOursKind | null = null;

  function bookOf(of: BookName): OpenBook {
    const known = books.get(of);
    if (known !== undefined) return known;
    const book: OpenBook = { seen: 0, facts: {}, notOurs: {}, unread: {} };
    books.set(of, book);
    return book;
  }

  function bookName(): BookName {
    return isAsked ? source : 'otherKeys';
  }

  function unread(reason: UnreadReason, details: UnreadDetails = {}): void {
    isUnread ??= reason;
    const { reported = '', name: called = '', time = null, term = null, mayBe = null, level = null } = details;
    // What answers no question of ours, and does not speak of our subject, takes no silence away.
    if (!isAsked && mayBe === null) return;
    const entry: UnreadResource = {
      source,
      reference: referenceTo(resource),
      reason,
      reported: shorten(reported, REPORTED_LIMIT),
      time,
      status: asCode(resource.status),
      name: called === '' ? null : shorten(called, REPORTED_LIMIT),
      term,
      mayBe,
      ...(level === null ? {} : { level }),
    };
    if (mayBe !== null) addUnread(SET_OF_KIND[mayBe], entry);
    else for (const set of setsOf(source, resource)) addUnread(set, entry);
  }

  function addUnread(set: SetName, entry: UnreadResource): void {
    const list = unreadIn.get(set) ?? unreadList(MOST_OF_A_SET);
    unreadIn.set(set, list);
    list.add(entry);
  }

  /** What a corrected result has replaced is an earlier version of it, and no fact any more. */
  function dropReplaced(set: keyof ResultsOf, kind: FactKind): void {
    const results: readonly AnyResult[] = items[set];
    const replaced = replacedResults(results);
    if (replaced.size === 0) return;
    for (const at of replaced) {
      const book = bookOf(bookOfItem[set][at] ?? source);
      // Of a panel that was entered as unread nothing is to be taken back.
      if ((book.facts[kind] ?? 0) === 0) continue;
      count(book.facts, kind, -1);
      count(book.notOurs, 'earlier-version');
    }
    // Of each set its own items are left, which the compiler cannot follow over four of them.
    Object.assign(items, { [set]: results.filter((_item, at) => !replaced.has(at)) });
  }

  return {
    unread,
    begin(of, visited, why, asked = true) {
      source = of;
      isAsked = asked;
      resource = visited;
      barred = why;
      isFact = null;
      isUnread = null;
      isNotOurs = null;
    },
    fact(set, kind, fact) {
      if (barred !== null || items[set].length >= MOST_OF_A_SET) {
        unread(barred ?? 'over-limit', { ...saidBy(fact), mayBe: kind });
        return;
      }
      isFact ??= kind;
      items[set].push(fact);
      bookOfItem[set].push(bookName());
    },
    notOurs(kind) {
      isNotOurs ??= kind;
    },
    foreign() {
      isUnread ??= 'other-patient';
      if (!isAsked) return;
      const known = strangers.get(source) ?? new Set();
      strangers.set(source, known.add(referenceTo(resource) ?? resource));
    },
    end() {
      if (isUnread === null && isFact === null && isNotOurs === null) unread('malformed');
      const book = bookOf(bookName());
      book.seen += 1;
      if (isUnread !== null) count(book.unread, isUnread);
      else if (isFact !== null) count(book.facts, isFact);
      else if (isNotOurs !== null) count(book.notOurs, isNotOurs);
    },
    enter(of, what, howMany) {
      if (howMany === 0) return;
      const book = bookOf(of);
      book.seen += howMany;
      if (what === 'message') {
        count(book.notOurs, what, howMany);
        return;
      }
      count(book.unread, what, howMany);
      if (of === 'otherKeys') return;
      [source, resource, isAsked] = [of, {}, true];
      unread(what, { reported: howMany === 1 ? '1 entry' : `${howMany} entries` });
    },
    finish(readings) {
      const results = readings.map((reading): SourceResult => ({
        reading,
        book: bookOf(reading.source),
        foreign: strangers.get(reading.source)?.size ?? 0,
      }));
      dropReplaced('creatinine', 'creatinine');
      dropReplaced('tacrolimusLevels', 'tacrolimus-level');
      dropReplaced('monitoringTests', 'monitoring-test');
      dropReplaced('screeningTests', 'screening-test');
      const set = <S extends SetName>(of: S): FactSet<FactsOf[S]> =>
        factSet<FactsOf[S]>(
          results.filter(({ reading }) => feeds(reading.source, of)),
          items[of],
          unreadIn.get(of)?.all() ?? [],
        );
      const asked = results.filter(({ reading }) => reading.provenance !== 'not-asked');
      const kept = (): Books => ({
        ...Object.fromEntries(asked.map(({ reading, book }) => [reading.source, book])),
        ...(books.has('otherKeys') ? { otherKeys: bookOf('otherKeys') } : {}),
      });
      return setBySet(set, kept);
    },
  };
}

function* setBySet(
  set: (of: SetName) => FactSet<FactsOf[SetName]>,
  kept: () => Books,
): Generator<void, { readonly sets: FactSets; readonly books: Books }> {
  const sets: Partial<Record<SetName, FactSet<FactsOf[SetName]>>> = {};
  for (const of of SET_NAMES) {
    sets[of] = set(of);
    yield;
  }
  return { sets: sets as FactSets, books: kept() };
}

function count<K extends string>(column: Partial<Record<K, number>>, key: K, howMany = 1): void {
  const before: number | undefined = column[key];
  column[key] = (before ?? 0) + howMany;
}

/** What a fact says of itself, for the list of what could not be used. */
function saidBy(fact: FactsOf[SetName]): UnreadDetails {
  const time = 'time' in fact ? fact.time : 'start' in fact ? (fact.start ?? fact.recordedOn) : null;
  const reported = 'measurement' in fact ? fact.measurement.reported : 'display' in fact ? fact.display : '';
  return { reported, time };
}
