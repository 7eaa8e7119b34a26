import type { ConditionFact } from '../../domain/chart-facts.js';
import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import { type FactRow, type Finding, SEVERITIES, type Severity, type SuggestionId } from '../../domain/finding.js';
import type { MonitoringResult, TacrolimusLevel } from '../../domain/lab-result.js';
import { daysAgo, formatDate } from '../shared/calendar.js';
import { exceeds } from '../shared/comparison.js';
import { readCourse } from '../shared/course.js';
import {
  currentElectrolyte,
  electrolyteRows,
  electrolyteScale,
  isFrom,
  POTASSIUM_CRITICAL,
} from '../shared/electrolytes.js';
import { diagnosesOnRecord, find } from '../shared/indication.js';
import { levelScale, resultFacts, resultRow } from '../shared/printed-amount.js';
import { confirmed, latest, unusable } from '../shared/results.js';
import type { RuleAnswer } from '../silence.js';
import type { Danger, DangerFacts, ElectrolyteFacts, NeurotoxicityFacts } from './facts.js';
import { ELECTROLYTE_KINDS, type ElectrolyteKind, type ElectrolyteRuleParams } from './params.js';

/** mmol/L; off as shipped, because of steroids. */
const GLUCOSE_FROM = 11.1;
/** Days for which PRES or a seizure is news. */
const NEUROTOXICITY_DAYS = 30;

/**
 * Potassium, magnesium and signs of neurotoxicity at danger values only (docs/clinical/electrolyte.md#limits), whatever tacrolimus
 * is given for. What was not fetched, is old or cannot be read is not judged, and that is no gap: the tests are optional.
 */
export function evaluateElectrolyte(snapshot: ClinicalSnapshot, params: ElectrolyteRuleParams): RuleAnswer {
  const dangers = dangersOf(snapshot, params);
  const { modes } = params.electrolyte;
  const inMode = (mode: 'live' | 'silent') => dangers.filter(({ kind }) => modes[kind] === mode);
  const [spoken, silent] = [inMode('live'), inMode('silent')];
  // Where nothing could be judged there is no answer, rather than a good one.
  if (spoken.length + silent.length === 0 && !hasCurrentTest(snapshot)) {
    return { kind: 'not-applicable', why: 'no-current-test' };
  }
  return {
    kind: 'findings',
    findings: [
      ...(spoken.length === 0 ? [] : [finding(snapshot, params, spoken)]),
      ...(silent.length === 0 ? [] : [{ ...finding(snapshot, params, silent), silent: true as const }]),
    ],
  };
}

function hasCurrentTest(snapshot: ClinicalSnapshot): boolean {
  return (['potassium', 'magnesium', 'glucose'] as const).some((test) => currentElectrolyte(snapshot, test) !== null);
}

/** Whatever is at a danger value, switched on or not, the gravest first. */
export function dangersOf(snapshot: ClinicalSnapshot, { electrolyte }: ElectrolyteRuleParams): Danger[] {
  const { potassiumFrom, magnesiumBelow, severity } = electrolyte;
  const [potassium, magnesium, glucose] = (['potassium', 'magnesium', 'glucose'] as const).map((test) =>
    currentElectrolyte(snapshot, test),
  );
  const found: Readonly<Record<ElectrolyteKind, Severity | null>> = {
    neurotoxicity: recentNeurotoxicity(snapshot) === null ? null : severity.neurotoxicity,
    potassium: isFrom(potassium, POTASSIUM_CRITICAL)
      ? severity['potassium-critical']
      : isFrom(potassium, potassiumFrom)
        ? severity.potassium
        : null,
    magnesium: isBelow(magnesium, magnesiumBelow) ? severity.magnesium : null,
    glucose: isFrom(glucose, GLUCOSE_FROM) ? severity.glucose : null,
  };
  return ELECTROLYTE_KINDS.flatMap((kind) => {
    const each = found[kind];
    return each === null ? [] : [{ kind, severity: each }];
  });
}

/** Strictly below; "> x" never is, and "< x" is where x is at the limit or below it. */
function isBelow(result: MonitoringResult | null | undefined, limit: number): boolean {
  const comparator = result?.measurement.comparator;
  if (result === null || result === undefined || comparator === '>' || comparator === '>=') return false;
  const { canonical } = result.measurement;
  return comparator === '<' ? !exceeds(canonical, limit) : exceeds(limit, canonical);
}

/** The newest PRES or seizure of the last days. One without a date may be of any year, and is none of this month. */
function recentNeurotoxicity({ conditions, asOf, timeZone }: ClinicalSnapshot): Dated | null {
  const [newest] = conditions.items
    .flatMap((condition): Dated[] => {
      const { classes, notedOn } = condition;
      if (!classes.includes('neurotoxicity') || notedOn === null || notedOn.precision === 'year') return [];
      const last = { ...notedOn, from: Math.max(notedOn.from, Math.min(notedOn.to - 1, asOf)) };
      return daysAgo(last, asOf, timeZone) <= NEUROTOXICITY_DAYS ? [{ condition, notedOn }] : [];
    })
    .sort((a, b) => b.notedOn.from - a.notedOn.from || (a.condition.display < b.condition.display ? -1 : 1));
  return newest ?? null;
}

interface Dated {
  readonly condition: ConditionFact;
  readonly notedOn: NonNullable<ConditionFact['notedOn']>;
}

function finding(snapshot: ClinicalSnapshot, params: ElectrolyteRuleParams, dangers: readonly Danger[]): Finding {
  const { asOf, timeZone } = snapshot;
  const { potassiumFrom, magnesiumBelow } = params.electrolyte;
  const limits: Readonly<Record<'potassium' | 'magnesium' | 'glucose', readonly number[]>> = {
    potassium: [POTASSIUM_CRITICAL, potassiumFrom],
    magnesium: [magnesiumBelow],
    glucose: [GLUCOSE_FROM],
  };
  const has = (kind: ElectrolyteKind) => dangers.some((danger) => danger.kind === kind);
  const dangerFacts = (test: keyof typeof limits): DangerFacts | null => {
    const result = has(test) ? currentElectrolyte(snapshot, test) : null;
    if (result === null) return null;
    const limit = limits[test].find((each) => test === 'magnesium' || isFrom(result, each)) ?? 0;
    return { ...resultFacts(result, electrolyteScale(...limits[test]), asOf, timeZone), limit };
  };
  const level = latest(confirmed(snapshot.tacrolimusLevels.items));
  const scale = levelScale(params.trough);
  const facts: ElectrolyteFacts = {
    neurotoxicity: has('neurotoxicity') ? neurotoxicityFacts(snapshot, params) : null,
    potassium: dangerFacts('potassium'),
    magnesium: dangerFacts('magnesium'),
    glucose: dangerFacts('glucose'),
    hasNeurotoxicity: has('neurotoxicity'),
    hasHighPotassium: has('potassium'),
    hasLowMagnesium: has('magnesium'),
    level: level === null ? null : resultFacts(level, scale, asOf, timeZone),
    transplant: find(diagnosesOnRecord(snapshot), 'transplant') !== null,
    unusable: unusable(snapshot.monitoringTests, timeZone),
  };
  return {
    rule: 'electrolyte',
    id: 'electrolyte',
    severity: SEVERITIES.findLast((each) => dangers.some(({ severity }) => severity === each)) ?? 'info',
    facts,
    rows: [...electrolyteRows(snapshot), ...levelRow(level, params, timeZone)],
    suggestions: suggestionsFor(facts),
  };
}

function neurotoxicityFacts(snapshot: ClinicalSnapshot, params: ElectrolyteRuleParams): NeurotoxicityFacts | null {
  const found = recentNeurotoxicity(snapshot);
  if (found === null) return null;
  const reading = readCourse(snapshot, params.course, 'any-route');
  return {
    text: found.condition.display,
    date: formatDate(found.notedOn, snapshot.timeZone),
    beforeCourse:
      reading.state === 'none' ||
      (reading.state === 'current' && reading.course.startKnown && found.notedOn.to <= reading.course.start.from),
  };
}

function levelRow(
  level: TacrolimusLevel | null,
  { trough }: ElectrolyteRuleParams,
  timeZone: ClinicalSnapshot['timeZone'],
): FactRow[] {
  return level === null ? [] : [resultRow('level-current', level, levelScale(trough), timeZone)];
}

/** What the finding itself rests on again, then what explains it. */
function suggestionsFor({ potassium, magnesium, neurotoxicity }: ElectrolyteFacts): SuggestionId[] {
  return [
    ...(potassium === null ? [] : (['order-potassium', 'order-creatinine'] as const)),
    ...(magnesium === null && neurotoxicity === null ? [] : (['order-magnesium'] as const)),
    'order-tacrolimus-level',
  ];
}
