import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { ConcomitantFact, ConcomitantOrder, DrugClass } from '../../domain/medication.js';
import { DAY_MS, type TimeInterval } from '../../domain/time.js';
import type { CourseParams } from './course-params.js';
import { oncePerChart } from './once-per-chart.js';
import { endOfSupply, isBeingOrdered, isEnding, isExposure, storedAlready } from './supply.js';

/** One drug beside tacrolimus, put together from all its lines and from the orders of this session. */
export interface ConcomitantUse {
  readonly name: string;
  /** As the order names it, else the newest line. */
  readonly display: string;
  readonly classes: readonly DrugClass[];
  /** `taken`: also what is being ordered now. */
  readonly state: 'taken' | 'ended';
  /** First day of the present, or last, stretch; null: being ordered now, or nobody knows. */
  readonly since: TimeInterval | null;
  /** It is being ordered in this session; `triggering`: the hook is about that order. */
  readonly ordered: 'no' | 'yes' | 'triggering';
  /** Of what is ended: milliseconds; not later than this. */
  readonly endedBy: number | null;
  /** Whether the record says when. */
  readonly endKnown: boolean;
}

/** A pause shorter than this does not make a drug new, days: what it did to CYP3A lasts about as long. */
const PAUSE_DAYS = 7;
/** A dose that was given counts until the next one is due. */
const DOSE_MS = DAY_MS;

/** The drugs beside tacrolimus that are taken, being ordered, or over, in the order of their names (docs/clinical/interaction.md#partners). */
export const concomitantUses: (snapshot: ClinicalSnapshot, params: CourseParams) => readonly ConcomitantUse[] =
  oncePerChart(usesOf);

function usesOf(snapshot: ClinicalSnapshot, params: CourseParams): readonly ConcomitantUse[] {
  const orders = snapshot.draftConcomitants.filter(({ doNotPerform }) => !doNotPerform);
  const isPlacedNow = storedAlready(
    orders.filter(isBeingOrdered).map(({ reference }) => reference),
    snapshot,
  );
  const lines = snapshot.concomitants.items.filter((line) => isExposure(line) && !isPlacedNow(line));
  const names = new Set([...lines, ...orders].map(({ name }) => name));
  return [...names].sort().flatMap((name) => {
    const own = <T extends { readonly name: string }>(all: readonly T[]) => all.filter((each) => each.name === name);
    return useOf(own(lines), own(orders), snapshot.asOf, params) ?? [];
  });
}

function useOf(
  lines: readonly ConcomitantFact[],
  orders: readonly ConcomitantOrder[],
  asOf: number,
  params: CourseParams,
): ConcomitantUse | null {
  const placed = orders.filter(isBeingOrdered);
  const stopping = orders.filter(isEnding);
  const withdrawn = new Set(
    orders.filter((order) => !isBeingOrdered(order)).flatMap(({ reference }) => reference ?? []),
  );
  const stops = (line: ConcomitantFact) =>
    (stopping.length > 0 && placed.length === 0) || (line.reference !== null && withdrawn.has(line.reference));
  const spans = lines.flatMap((line) => spanOf(line, asOf, params, stops) ?? []);
  const [newest] = [...spans].sort((a, b) => b.from - a.from);
  const [display] = [
    ...placed.map((order) => order.display),
    ...(newest === undefined ? [] : [newest.line.display]),
    ...stopping.map((order) => order.display),
  ];
  if (display === undefined) return null;
  const open = stillOpen(spans);
  const ordered = placed.some(({ triggering }) => triggering) ? 'triggering' : placed.length > 0 ? 'yes' : 'no';
  const end = endOf(spans, asOf);
  const goesOn = open.length > 0 || (ordered !== 'no' && asOf - end.by <= PAUSE_DAYS * DAY_MS);
  return {
    name: (orders[0] ?? newest?.line)?.name ?? '',
    display,
    classes: [...new Set([...orders, ...lines].flatMap(({ classes }) => classes))],
    state: open.length > 0 || ordered !== 'no' ? 'taken' : 'ended',
    since: goesOn || ordered === 'no' ? startOf(spans, open) : null,
    ordered,
    endedBy: open.length > 0 || ordered !== 'no' ? null : stopping.length > 0 ? asOf : end.by,
    endKnown: stopping.length > 0 || end.isKnown,
  };
}

interface Span {
  readonly line: ConcomitantFact;
  /** Milliseconds; where the record has no start at all, the moment of the call. */
  readonly from: number;
  readonly start: TimeInterval | null;
  readonly to: number;
  readonly isOpen: boolean;
  /** The record says when it ended. */
  readonly endKnown: boolean;
}

/** One line as a stretch of time; null for one that lies ahead, or that was over at a time that nobody knows. */
function spanOf(
  line: ConcomitantFact,
  asOf: number,
  params: CourseParams,
  stops: (line: ConcomitantFact) => boolean,
): Span | null {
  const start = line.start ?? line.recordedOn;
  const isOrder = line.source === 'request' || line.source === 'statement';
  const isActive = isOrder && line.status === 'active';
  if (start === null) return isActive ? { line, from: asOf, start, to: asOf, isOpen: true, endKnown: false } : null;
  const { from } = start;
  const span = (to: number, isOpen: boolean, endKnown: boolean): Span => {
    return { line, from, start, to, isOpen, endKnown };
  };
  if (isActive && stops(line)) return span(asOf, false, true);
  if (line.end !== null && line.end.to <= asOf) return span(line.end.to, false, true);
  if (isActive) {
    const supplied = endOfSupply(line, start, asOf, params);
    // An order whose supply ran out and that nobody closed goes on for a while, as that of tacrolimus does.
    const goesOn = line.end !== null || supplied + params.maxGapDays * DAY_MS >= asOf;
    return span(goesOn ? asOf : supplied, goesOn, !goesOn);
  }
  if (start.from > asOf) return null;
  if (line.source === 'administration') {
    const to = (line.end ?? start).to + DOSE_MS;
    return span(Math.min(to, asOf), to > asOf && line.status !== 'stopped', true);
  }
  const supplied = Math.max(endOfSupply(line, start, asOf, params), start.from);
  if (line.source === 'dispense') {
    return span(Math.min(supplied, asOf), supplied > asOf, line.supplyDays !== null);
  }
  const by = Math.min(supplied, line.changedOn?.to ?? asOf, asOf);
  return span(Math.max(by, start.from), false, line.supplyDays !== null);
}

/** What was handed out for an order does not outlive it: where every order is over, so are its tablets. */
function stillOpen(spans: readonly Span[]): Span[] {
  const isOrder = ({ line }: Span) => line.source === 'request' || line.source === 'statement';
  const orders = spans.filter(isOrder);
  const isOver = orders.length > 0 && orders.every(({ isOpen }) => !isOpen);
  return spans.filter((span) => span.isOpen && !(isOver && span.line.source === 'dispense'));
}

/** The latest end; of orders where there are any, because they say when a drug was to end. */
function endOf(spans: readonly Span[], asOf: number): { readonly by: number; readonly isKnown: boolean } {
  const orders = spans.filter(({ line }) => line.source === 'request' || line.source === 'statement');
  const [last] = [...(orders.length > 0 ? orders : spans)].sort((a, b) => b.to - a.to);
  return last === undefined
    ? { by: -Infinity, isKnown: false }
    : { by: Math.min(last.to, asOf), isKnown: last.endKnown };
}

/** Walks back over every pause that is short enough. null where an open line has no start, and nothing older says one. */
function startOf(spans: readonly Span[], open: readonly Span[]): TimeInterval | null {
  const newestFirst = [...spans].sort((a, b) => b.to - a.to || b.from - a.from);
  const reached = open.length > 0 ? Math.max(...open.map(({ to }) => to)) : (newestFirst[0]?.to ?? 0);
  let back = reached;
  let earliest: TimeInterval | null = null;
  for (const span of newestFirst) {
    if (back - span.to > PAUSE_DAYS * DAY_MS) break;
    if (span.start !== null && (earliest === null || span.from < earliest.from)) earliest = span.start;
    back = Math.min(back, span.from);
  }
  return earliest;
}
