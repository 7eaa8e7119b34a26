import { SEVERITIES } from '../../domain/finding.js';
import type { DrugClass } from '../../domain/medication.js';
import type { TimeInterval } from '../../domain/time.js';
import { calendarDaysBetween, formatDate } from '../shared/calendar.js';
import type { ConcomitantUse } from '../shared/concomitant-use.js';
import type { Partner, PartnerFacts } from './facts.js';
import { INTERACTION_KINDS, type InteractionKind, type InteractionParams } from './params.js';
import { releasePartners, thiopurinePartners } from './drug-pairs.js';
import { isManaged, isNew, pairStart, type Subject } from './subject.js';

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
