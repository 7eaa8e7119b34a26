import type { FactKind, NotOursKind, UnreadReason } from '../../domain/fact-set.js';
import type { JsonObject } from '../../domain/json.js';
import type { TimeZone } from '../../domain/time.js';
import { parseFhirDate } from '../elements/fhir-date.js';
import type { SetName } from '../../domain/clinical-snapshot.js';
import type { FactsOf, UnreadDetails, Visit } from './fact-builder.js';
import type { MapperContext } from './mapper-context.js';

/**
 * What the resources of one patient came to, for whoever reads the chart of the same patient at many moments (a rehearsal). A resource
 * is read anew unless it is certain that the same would come of it: what it refers to is what it was, and no date in it is still to come.
 */
export interface VisitMemory {
  /** null where it has to be read. */
  recall(resource: JsonObject, context: MapperContext): Recalled | null;
  /** The context in which it is read so that it is known what the reading rested on. One resource at a time. */
  watch(context: MapperContext): MapperContext;
  /** Takes down what is said of the resource, and hands it on. */
  listen(visit: Visit): Visit;
  /** Keeps what was said since `watch`, where it rests on nothing that may be different another time. */
  keep(resource: JsonObject, said: Omit<Recalled, 'tell'>): void;
}

/** Of a chart that may be one of many of the same patient. */
export interface ChartContext extends MapperContext {
  /** Where the same patient's chart is read again and again; a call reads each resource once. */
  readonly visits?: VisitMemory;
}

export interface Recalled {
  /** Why nothing in it may be used; null for every ordinary one. */
  readonly barred: UnreadReason | null;
  tell(visit: Visit): void;
}

type Said =
  | { readonly what: 'fact'; readonly set: SetName; readonly kind: FactKind; readonly fact: FactsOf[SetName] }
  | { readonly what: 'unread'; readonly reason: UnreadReason; readonly details: UnreadDetails | undefined }
  | { readonly what: 'not-ours'; readonly kind: NotOursKind };

/** A question to the index of the chart, and its answer. */
interface LookedUp {
  readonly reference: string;
  readonly found: JsonObject | null;
}

interface Kept extends Recalled {
  /** From this moment on it says the same, milliseconds since the epoch. */
  readonly from: number;
  readonly lookedUp: readonly LookedUp[];
}

/** One for each patient and terminology: it knows resources by their identity, and is as pure as the mappers are. */
export function createVisitMemory(): VisitMemory {
  const kept = new WeakMap<JsonObject, Kept>();
  let inner: MapperContext | null = null;
  let watched: MapperContext | null = null;
  let listened: Visit | null = null;
  let listener: Visit | null = null;
  let [askedNow, askedMerged] = [false, false];
  let lookedUp: LookedUp[] = [];
  let said: Said[] = [];

  /** The members of the context that differ from one chart to the next are handed out by themselves. */
  function watching(context: MapperContext): MapperContext {
    const { index } = context;
    return {
      terminology: context.terminology,
      timeZone: context.timeZone,
      patientId: context.patientId,
      ...(context.readCode === undefined ? {} : { readCode: context.readCode }),
      ...(context.bornOn === undefined ? {} : { bornOn: context.bornOn }),
      get asOf() {
        askedNow = true;
        return context.asOf;
      },
      isMerged: (id) => {
        askedMerged = true;
        return context.isMerged(id);
      },
      index: {
        ...index,
        find(reference, from) {
          const found = index.find(reference, from);
          lookedUp.push({ reference, found });
          return found;
        },
      },
    };
  }

  return {
    recall(resource, context) {
      const known = kept.get(resource);
      if (known === undefined || context.asOf < known.from) return null;
      for (const { reference, found } of known.lookedUp) {
        if (context.index.find(reference, resource) !== found) return null;
      }
      return known;
    },
    watch(context) {
      if (watched === null || inner !== context) [inner, watched] = [context, watching(context)];
      [askedNow, askedMerged, lookedUp, said] = [false, false, [], []];
      return watched;
    },
    listen(visit) {
      if (listener === null || listened !== visit) {
        listened = visit;
        listener = {
          fact(set, kind, fact) {
            said.push({ what: 'fact', set, kind, fact });
            visit.fact(set, kind, fact);
          },
          unread(reason, details) {
            said.push({ what: 'unread', reason, details });
            visit.unread(reason, details);
          },
          notOurs(kind) {
            said.push({ what: 'not-ours', kind });
            visit.notOurs(kind);
          },
        };
      }
      return listener;
    },
    keep(resource, { barred }) {
      if (inner === null || askedMerged) return;
      const { asOf, timeZone } = inner;
      const from = askedNow ? lastDateIn([resource, ...lookedUp.map(({ found }) => found)], timeZone) : -Infinity;
      if (from > asOf) return;
      const all = said;
      kept.set(resource, { barred, from, lookedUp, tell: (visit) => tellAgain(all, visit) });
    },
  };
}

function tellAgain(said: readonly Said[], visit: Visit): void {
  for (const each of said) {
    // A copy: what is worked out of a fact is kept with it, and one chart is not to fill the room of the next.
    if (each.what === 'fact') visit.fact(each.set, each.kind, { ...each.fact });
    else if (each.what === 'unread') visit.unread(each.reason, each.details);
    else visit.notOurs(each.kind);
  }
}

const MAY_BE_DATE = /^\s*\d{4}(?:-|\s*$)/;

/**
 * The end of the last date of any member; what is no date to a mapper is none here. `meta` is the server's own: in an export it is of
 * the day of the loading, and no mapper holds it against now.
 */
function lastDateIn(values: readonly unknown[], timeZone: TimeZone): number {
  let last = -Infinity;
  const look = (value: unknown): void => {
    if (typeof value === 'string') {
      if (MAY_BE_DATE.test(value)) last = Math.max(last, parseFhirDate(value, timeZone)?.to ?? -Infinity);
    } else if (Array.isArray(value)) for (const item of value) look(item);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, item] of Object.entries(value)) if (name !== 'meta') look(item);
    }
  };
  look(values);
  return last;
}
