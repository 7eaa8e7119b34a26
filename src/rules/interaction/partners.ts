import { SEVERITIES } from '../../domain/finding.js';
import type { DraftOrder, DrugClass, MedicationFact, TacrolimusDrug } from '../../domain/medication.js';
import { DAY_MS, type TimeInterval } from '../../domain/time.js';
import { calendarDaysBetween, formatDate } from '../shared/calendar.js';
import type { ConcomitantUse } from '../shared/concomitant-use.js';
import type { Partner, PartnerFacts, ReleaseForm } from './facts.js';
import { INTERACTION_KINDS, type InteractionKind, type InteractionParams } from './params.js';
import { isManaged, isNew, pairStart, type Subject } from './subject.js';
import { endOfSupply, isBeingOrdered, isExposure } from '../shared/supply.js';

/** What one class of drugs comes to beside tacrolimus, in one cell of the matrix. */
interface Cell {
  readonly kind: InteractionKind;
  readonly severity: keyof InteractionParams['severity'];
  readonly state: PartnerFacts['state'];
  /** Where it is not the start of the drug. */
  readonly date?: string;
}

export interface Partners {
  /** The gravest first. */
  readonly found: readonly Partner[];
  /** Pairs that a level in range keeps quiet. */
  readonly managed: number;
}

/** All partners of one order, each once, by its gravest effect (docs/clinical/interaction.md#classes). */
export function partnersOf(subject: Subject): Partners {
  const { modes } = subject.params.interaction;
  let managed = 0;
  const found: Partner[] = [...releasePartners(subject), ...thiopurinePartners(subject)];
  for (const use of subject.uses) {
    if (subject.trigger === 'other' && use.ordered !== 'triggering') continue;
    const cells = use.classes.flatMap((name): Cell[] => {
      const cell = cellOf(subject, use, name);
      if (cell === 'managed') managed += 1;
      return cell === null || cell === 'managed' ? [] : [cell];
    });
    const [gravest] = cells.map((cell) => partner(subject, use, cell)).sort(gravestFirst);
    if (gravest !== undefined) found.push(gravest);
  }
  return { found: found.filter(({ kind }) => modes[kind] !== 'off').sort(gravestFirst), managed };
}

function partner({ params, snapshot }: Subject, use: ConcomitantUse, cell: Cell): Partner {
  const since = cell.state === 'ordered' || use.since === null ? '' : formatDate(use.since, snapshot.timeZone);
  return {
    drug: use.display,
    name: use.name,
    kind: cell.kind,
    state: cell.state,
    date: cell.date ?? since,
    severity: params.interaction.severity[cell.severity],
  };
}

function gravestFirst(a: Partner, b: Partner): number {
  const bySeverity = SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity);
  if (bySeverity !== 0) return bySeverity;
  const byKind = INTERACTION_KINDS.indexOf(a.kind) - INTERACTION_KINDS.indexOf(b.kind);
  return byKind !== 0 ? byKind : a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function cellOf(subject: Subject, use: ConcomitantUse, name: DrugClass): Cell | 'managed' | null {
  switch (name) {
    case 'cni-or-mtor':
      return secondInhibitor(subject, use);
    case 'cyp3a-inhibitor-strong':
      return metabolic(subject, use, 'strong-inhibitor', 'strong-inhibitor-running');
    case 'cyp3a-inhibitor-moderate':
      return metabolic(subject, use, 'moderate-inhibitor', 'moderate-inhibitor');
    case 'cyp3a-inducer-strong':
      return metabolic(subject, use, 'strong-inducer', 'strong-inducer');
    case 'cyp3a-inducer-moderate':
      return metabolic(subject, use, 'moderate-inducer', 'moderate-inducer');
    case 'nsaid':
    case 'aminoglycoside':
    case 'amphotericin':
    case 'colistin-foscarnet-cidofovir':
      return nephrotoxic(subject, use, 'nephrotoxin');
    case 'vancomycin':
    case 'tenofovir-disoproxil':
    case 'cisplatin':
      return nephrotoxic(subject, use, 'lesser-nephrotoxin');
    case 'vaccine-live':
      return vaccine(subject, use);
    case 'ace-inhibitor-or-arb':
    case 'potassium-sparing':
    case 'potassium':
    case 'trimethoprim':
      return raisingPotassium(subject, use);
    // What these do is told by another class of the same drug, by a pair, or by another rule.
    case 'ciclosporin':
    case 'xanthine-oxidase-inhibitor':
    case 'mycophenolate':
    case 'corticosteroid':
    case 'aminosalicylate':
    case 'pjp-prophylaxis':
    case 'c-difficile-treatment':
    case 'hepatitis-b-antiviral':
      return null;
  }
}

function stateOf({ ordered, since }: ConcomitantUse): 'ordered' | 'since' {
  return ordered !== 'no' && since === null ? 'ordered' : 'since';
}

/** Ciclosporin, voclosporin, sirolimus, everolimus: no level makes the two safe together. */
function secondInhibitor(subject: Subject, use: ConcomitantUse): Cell | null {
  if (use.state === 'ended') return null;
  if (subject.trigger === 'other' && !isNew(subject, pairStart(subject, use.since))) return null;
  const kind = 'second-calcineurin-or-mtor-inhibitor';
  return { kind, severity: kind, state: stateOf(use) };
}

/** What raises or lowers the level: while it is taken, and for a while after (docs/clinical/interaction.md#classes). */
function metabolic(
  subject: Subject,
  use: ConcomitantUse,
  kind: 'strong-inhibitor' | 'moderate-inhibitor' | 'strong-inducer' | 'moderate-inducer',
  running: keyof InteractionParams['severity'],
): Cell | 'managed' | null {
  const isInducer = kind === 'strong-inducer' || kind === 'moderate-inducer';
  if (use.state === 'ended') return stopped(subject, use, isInducer);
  const start = pairStart(subject, use.since);
  if (isManaged(subject, start)) return 'managed';
  if (isNew(subject, start)) return { kind, severity: kind, state: stateOf(use) };
  return subject.trigger === 'other' ? null : { kind, severity: running, state: 'since' };
}

/** Without its inducer the level rises for two weeks; without its inhibitor it falls within days. */
function stopped({ snapshot, params, course }: Subject, use: ConcomitantUse, isInducer: boolean): Cell | null {
  if (use.endedBy === null) return null;
  const { inducerStoppedDays, inhibitorStoppedDays } = params.interaction;
  // An end on a day is the last moment of that day.
  const last = use.endedBy - 1;
  const days = calendarDaysBetween(last, snapshot.asOf, snapshot.timeZone);
  if (days > (isInducer ? inducerStoppedDays : inhibitorStoppedDays)) return null;
  // What ended before the first dose of tacrolimus has lowered no level; an inducer goes on acting.
  const wasTogether = course.state === 'unknown' || (course.state === 'current' && last >= course.course.start.from);
  if (!isInducer && !wasTogether) return null;
  const kind = isInducer ? 'inducer-stopped' : 'inhibitor-stopped';
  return { kind, severity: kind, state: 'stopped', date: use.endKnown ? dayOf(last, snapshot.timeZone) : '' };
}

/** A new one has a card; one that has been running for longer has none (docs/clinical/interaction.md#partners). */
function nephrotoxic(subject: Subject, use: ConcomitantUse, kind: 'nephrotoxin' | 'lesser-nephrotoxin'): Cell | null {
  if (use.state === 'ended' || !isNew(subject, pairStart(subject, use.since))) return null;
  return { kind, severity: subject.isKidneyInjured ? `${kind}-with-aki` : kind, state: stateOf(use) };
}

/** Tacrolimus raises potassium too. A recent one that is in range, and the newest, keeps the pair quiet. */
function raisingPotassium(subject: Subject, use: ConcomitantUse): Cell | null {
  const { potassium } = subject;
  if (use.state === 'ended' || potassium === 'in-range' || !isNew(subject, pairStart(subject, use.since))) return null;
  const kind = 'raises-potassium';
  return { kind, severity: potassium === 'dangerous' ? 'raises-potassium-critical' : kind, state: stateOf(use) };
}

/** Days before a first order in which a live vaccine is still news (docs/clinical/interaction.md#classes). */
const VACCINE_BEFORE_DAYS = 28;

function vaccine({ snapshot, params, course }: Subject, use: ConcomitantUse): Cell | null {
  const kind = 'live-vaccine';
  if (use.ordered !== 'no' || use.since === null)
    return { kind, severity: kind, state: use.ordered === 'no' ? 'since' : 'ordered' };
  const days = calendarDaysBetween(use.since.from, snapshot.asOf, snapshot.timeZone);
  if (course.state === 'none') {
    return days > VACCINE_BEFORE_DAYS ? null : { kind, severity: 'live-vaccine-before', state: 'given' };
  }
  return days > params.interaction.newDays ? null : { kind, severity: kind, state: 'given' };
}

function dayOf(ms: number, zone: string): string {
  const day: TimeInterval = { from: ms, to: ms, precision: 'day', reported: '' };
  return formatDate(day, zone);
}

const WORDS: Readonly<Record<ReleaseForm, string>> = { immediate: 'immediate release', extended: 'extended release' };

/** Immediate and extended release, both to be taken or one after the other (docs/clinical/interaction.md#release-forms). */
function releasePartners(subject: Subject): Partner[] {
  const { snapshot, params, trigger } = subject;
  if (trigger !== 'tacrolimus') return [];
  const orders = snapshot.drafts.filter(({ drug, doNotPerform }) => drug.kind === 'tacrolimus' && !doNotPerform);
  const placed = orders.filter(isBeingOrdered);
  const isTaken = stillTaken(subject, orders);
  const history = snapshot.medications.items.filter((line) => releaseOf(line) !== null && isExposure(line));
  const taken = history.filter(isTaken);
  const ordered = new Set(placed.flatMap((order) => releaseOf(order) ?? []));
  const both = new Set([...ordered, ...taken.flatMap((line) => releaseOf(line) ?? [])]);
  const { severity, modes } = params.interaction;
  const partner = (kind: 'two-release-forms' | 'release-changed', drug: string): Partner => {
    return { drug, name: 'tacrolimus', kind, state: 'ordered', date: '', severity: severity[kind] };
  };
  const [newest] = history.filter((line) => !isTaken(line)).sort((a, b) => beginOf(b) - beginOf(a));
  const before = newest === undefined ? null : releaseOf(newest);
  // A form that has been taken for longer is renewed; what came before it is no news any more.
  const renewed = taken.some(
    (line) => isOneOf(ordered, releaseOf(line)) && !isNew(subject, line.start ?? line.recordedOn),
  );
  const changed =
    before !== null && ordered.size > 0 && !ordered.has(before) && subject.course.state !== 'none' && !renewed;
  const together = both.size > 1;
  return [
    ...(together ? [partner('two-release-forms', `${WORDS.immediate} and ${WORDS.extended}`)] : []),
    ...(changed && !(together && modes['two-release-forms'] === 'live')
      ? [...ordered].map((changesTo) => ({
          ...partner('release-changed', `${WORDS[before]} before, now ${WORDS[changesTo]}`),
          changesTo,
        }))
      : []),
  ];
}

function isOneOf(forms: ReadonlySet<ReleaseForm>, form: ReleaseForm | null): boolean {
  return form !== null && forms.has(form);
}

function beginOf({ start, recordedOn }: MedicationFact): number {
  return (start ?? recordedOn)?.from ?? 0;
}

function releaseOf({ drug }: { readonly drug: { readonly kind: string } }): ReleaseForm | null {
  if (drug.kind !== 'tacrolimus') return null;
  const { release, route } = drug as TacrolimusDrug;
  return release === 'not-known' || route === 'topical' ? null : release;
}

/** An active order or statement that this session neither replaces nor ends, and whose time has not run out. */
function stillTaken({ snapshot, params }: Subject, orders: readonly DraftOrder[]): (line: MedicationFact) => boolean {
  const { asOf } = snapshot;
  const named = new Set(
    orders.flatMap(({ reference, replaces }) => [reference, replaces]).filter((one) => one !== null),
  );
  return (line) => {
    const start = line.start ?? line.recordedOn;
    if (line.status !== 'active' || line.source === 'dispense' || line.source === 'administration') return false;
    if (line.reference !== null && named.has(line.reference)) return false;
    if (start === null) return true;
    const end = endOfSupply(line, start, asOf, params.course);
    return line.end === null ? end + params.course.maxGapDays * DAY_MS >= asOf : end > asOf;
  };
}

/** A thiopurine with allopurinol or febuxostat: the second stops the breakdown of the first (docs/clinical/interaction.md#classes). */
function thiopurinePartners(subject: Subject): Partner[] {
  const { snapshot, params, uses, trigger } = subject;
  const drafted = snapshot.drafts.filter(({ drug, doNotPerform }) => drug.kind === 'thiopurine' && !doNotPerform);
  const running = snapshot.medications.items.filter(
    (line) =>
      line.drug.kind === 'thiopurine' &&
      line.status === 'active' &&
      (line.source === 'request' || line.source === 'statement') &&
      isExposure(line),
  );
  const [thiopurine] = [...running, ...drafted].map(({ drug }) => (drug.kind === 'thiopurine' ? drug.name : ''));
  if (thiopurine === undefined) return [];
  const starts = running.map(({ start, recordedOn }) => start ?? recordedOn);
  const [earliest = null] = starts.filter((start) => start !== null).sort((a, b) => a.from - b.from);
  const kind = 'thiopurine-with-xanthine-oxidase-inhibitor';
  const { severity } = params.interaction;
  return uses
    .filter(({ classes, state }) => classes.includes('xanthine-oxidase-inhibitor') && state === 'taken')
    .flatMap(({ display, name, since, ordered }) => {
      const isOrderedHere = ordered === 'triggering' || drafted.some(({ triggering }) => triggering);
      const isYoung = isNew(subject, later(since, earliest));
      if (trigger === 'other' && (!isOrderedHere || !isYoung)) return [];
      const date = since === null ? '' : formatDate(since, snapshot.timeZone);
      return {
        drug: `${display} with ${thiopurine}`,
        name,
        kind,
        state: since === null && ordered !== 'no' ? ('ordered' as const) : ('since' as const),
        date,
        severity: isYoung ? severity[kind] : severity[`${kind}-running`],
      };
    });
}

/** null where one of the two begins now, or nobody knows since when. */
function later(a: TimeInterval | null, b: TimeInterval | null): TimeInterval | null {
  if (a === null || b === null) return null;
  return a.from > b.from ? a : b;
}
