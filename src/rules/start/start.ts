import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import { type FactRow, type Finding, SEVERITIES, type Severity, type SuggestionId } from '../../domain/finding.js';
import { concomitantUses } from '../shared/concomitant-use.js';
import { readCourse } from '../shared/course.js';
import type { IndicationFacts } from '../shared/finding-facts.js';
import { capped, indicationGate, isRectalOnly } from '../shared/indication.js';
import { indeterminate, missing } from '../shared/missing.js';
import { pneumocystisRisk } from '../shared/pneumocystis.js';
import { codeText } from '../shared/printed-amount.js';
import { unusable } from '../shared/results.js';
import { type Basis, nothingFound, openQuestions, type RuleAnswer } from '../silence.js';
import type { StartCaveat, StartFacts } from './facts.js';
import type { StartKind, StartParams, StartRuleParams } from './params.js';
import { earlierRescue } from './rescue.js';
import {
  activeDiagnosis,
  areScreensKnown,
  diagnosisFacts,
  infectionsOnRecord,
  missingFacts,
  type Reading,
  readScreens,
  resultFacts,
  untreatedCDifficile,
} from './screening.js';

/** Where the first dose of a course, an earlier rescue, or what is told beside them could stand. */
const LISTS: readonly Basis[] = [
  { set: 'medications', kinds: ['tacrolimus', 'alternative-maintenance'] },
  { set: 'concomitants' },
];

/** Infection, earlier rescue and prophylaxis before the first dose of a course (docs/clinical/start.md#infection). */
export function evaluateStart(snapshot: ClinicalSnapshot, params: StartRuleParams): RuleAnswer {
  if (isRectalOnly(snapshot, params.course)) return { kind: 'not-applicable', why: 'rectal-route' };
  const gate = indicationGate(snapshot);
  if (gate.kind === 'stop') return { kind: 'not-applicable', why: gate.why };
  const reading = readCourse(snapshot, params.course, 'systemic');
  if (reading.state === 'current') return { kind: 'not-applicable', why: 'not-first-order' };
  if (gate.kind === 'unknown') return indeterminate(missing('conditions-unavailable'));
  if (gate.facts.indication === 'not-recorded' && params.start.noIndication === 'silent') {
    return { kind: 'not-applicable', why: 'no-indication-silent' };
  }
  const isFirst = reading.state === 'none';
  const found = foundBefore(snapshot, params, gate.facts, isFirst);
  const { modes } = params.start;
  const [spoken, silent] = (['live', 'silent'] as const).map((mode) =>
    found.items.filter(({ kind }) => modes[kind] === mode),
  );
  const findings = [
    ...(spoken === undefined || spoken.length === 0 ? [] : [finding(found, spoken)]),
    ...(silent === undefined || silent.length === 0 ? [] : [{ ...finding(found, silent), silent: true as const }]),
  ];
  const undecided: Basis = { set: 'medications', kinds: ['tacrolimus'], undecided: reading.undecided };
  if (findings.length === 0) return nothingFound(isFirst ? LISTS : [undecided]);
  return { kind: 'findings', findings, restsOn: isFirst ? LISTS : [undecided] };
}

/** One thing to say, with the setting that says how serious it is. */
interface Item {
  readonly kind: StartKind;
  readonly severity: keyof StartParams['severity'];
}

interface Found {
  readonly snapshot: ClinicalSnapshot;
  readonly params: StartRuleParams;
  readonly items: readonly Item[];
  /** Everything that could be on the card; a card holds the parts of its own items. */
  readonly facts: StartFacts;
}

/** What was found, and, where this is the first order, what is missing. */
function foundBefore(
  snapshot: ClinicalSnapshot,
  params: StartRuleParams,
  indication: IndicationFacts,
  isFirst: boolean,
): Found {
  const { start } = params;
  const uses = concomitantUses(snapshot, params.course);
  const screens = readScreens(snapshot, start, indication.disease === 'ulcerative-colitis');
  const { cDifficile, hbsag, antiHbc, hbvDna } = screens;
  const isTreatedForHbv = uses.some(({ state, classes }) => state === 'taken' && classes.some(actsOnHepatitisB));
  const infected = untreatedCDifficile(snapshot, uses, cDifficile);
  const tuberculosis = activeDiagnosis(snapshot, 'tuberculosis');
  const rescue = isFirst ? earlierRescue(snapshot, params, uses) : [];
  const hbvPositive = [hbsag, hbvDna].filter(({ outcome }) => outcome === 'positive');
  const firing = [...(cDifficile.outcome === 'positive' ? [cDifficile] : []), ...(isTreatedForHbv ? [] : hbvPositive)];
  const expected = isFirst ? [cDifficile, ...(hbvPositive.length > 0 ? [] : [hbsag, antiHbc])] : [];
  const lacking = areScreensKnown(snapshot) ? expected.filter(({ outcome }) => outcome === 'missing') : [];
  const unclear = expected.filter(({ outcome }) => outcome === 'not-readable');
  const riding = [...(antiHbc.outcome === 'positive' ? [antiHbc] : []), ...screens.others];
  const pneumocystis = isFirst ? pneumocystisRisk(snapshot, params) : null;
  const hasLack = (tests: readonly Reading[]) => [...lacking, ...unclear].some((each) => tests.includes(each));
  const items: Item[] = [
    ...(rescue.length > 0 ? [item('sequential-rescue')] : []),
    ...(firing.includes(cDifficile) || infected !== null ? [item('c-difficile')] : []),
    ...(firing.some((each) => each !== cDifficile) ? [item('hepatitis-b')] : []),
    ...(tuberculosis === null ? [] : [item('tuberculosis')]),
    ...(hasLack([cDifficile]) ? [item('c-difficile', 'missing')] : []),
    ...(hasLack([hbsag, antiHbc]) ? [item('hepatitis-b', 'missing')] : []),
  ];
  const { indication: kind, indicationText, tissueGraft } = indication;
  return {
    snapshot,
    params,
    items,
    facts: {
      ...{ indication: kind, indicationText, tissueGraft, firstOrder: isFirst, rescue, pneumocystis, baseline: null },
      positive: firing.map((each) => resultFacts(each, snapshot)),
      activeCDifficile: infected === null ? null : diagnosisFacts(infected, snapshot),
      activeTuberculosis: tuberculosis === null ? null : diagnosisFacts(tuberculosis, snapshot),
      missing: lacking.map((each) => missingFacts(each, snapshot)),
      notReadable: unclear.map((each) => resultFacts(each, snapshot)),
      alsoMissing:
        isFirst && areScreensKnown(snapshot)
          ? screens.others.filter(({ outcome }) => outcome === 'missing').map(({ test }) => test)
          : [],
      alsoPositive: riding
        // Antibodies against VZV are wished for.
        .filter(({ outcome, test }) => outcome === 'positive' && test !== 'vzv-igg')
        .map((each) => resultFacts(each, snapshot)),
      onRecord: infectionsOnRecord(snapshot, [infected, tuberculosis]),
      ...{ cDifficileDays: start.cDifficileDays, cmvTissueDays: start.cmvTissueDays },
      hepatitisBMonths: start.hepatitisBMonths,
      ...{ hasRescue: false, hasInfection: false, hasHepatitisB: false, hasPneumocystis: pneumocystis !== null },
      unusable: unusable(snapshot.screeningTests, snapshot.timeZone),
      caveats: caveatsOf(snapshot, isFirst),
    },
  };
}

function item(kind: StartKind, severity: Item['severity'] = kind): Item {
  return { kind, severity };
}

function actsOnHepatitisB(name: string): boolean {
  return name === 'hepatitis-b-antiviral' || name === 'tenofovir-disoproxil';
}

function caveatsOf(snapshot: ClinicalSnapshot, isFirst: boolean): StartCaveat[] {
  const { screeningTests, provenance } = snapshot;
  const wasAsked = provenance.screeningTests !== 'not-asked';
  const isPart = screeningTests.state === 'truncated' || screeningTests.asked === 'narrower';
  return [
    ...(isFirst ? [] : (['first-order-not-certain'] as const)),
    ...(isPart || (screeningTests.state === 'unavailable' && wasAsked) ? (['screening-unavailable'] as const) : []),
    ...(openQuestions(snapshot, LISTS).length > 0 ? (['medication-list-incomplete'] as const) : []),
  ];
}

const SUGGESTED: Readonly<Partial<Record<string, SuggestionId>>> = {
  'c-difficile': 'order-c-difficile',
  hbsag: 'order-hbsag',
  'anti-hbc': 'order-anti-hbc',
};

function finding({ snapshot, params, facts: all }: Found, items: readonly Item[]): Finding {
  const speaks = (kind: StartKind) => items.some((each) => each.kind === kind);
  const ofKind = ({ test }: { readonly test: string }) => speaks(test === 'c-difficile' ? test : 'hepatitis-b');
  const [positive, lacking, unclear] = [
    all.positive.filter(ofKind),
    all.missing.filter(ofKind),
    all.notReadable.filter(ofKind),
  ];
  const facts: StartFacts = {
    ...all,
    rescue: speaks('sequential-rescue') ? all.rescue : [],
    activeCDifficile: speaks('c-difficile') ? all.activeCDifficile : null,
    activeTuberculosis: speaks('tuberculosis') ? all.activeTuberculosis : null,
    ...{ positive, missing: lacking, notReadable: unclear },
    hasRescue: speaks('sequential-rescue'),
    hasInfection: speaks('c-difficile'),
    hasHepatitisB: speaks('hepatitis-b'),
  };
  const severities = items.map((each): Severity => params.start.severity[each.severity]);
  const worst = SEVERITIES.findLast((each) => severities.includes(each)) ?? 'info';
  return {
    rule: 'start',
    id: 'start',
    severity: capped(worst, { ...all, disease: 'unclassified' }),
    facts,
    rows: rowsOf(facts, snapshot),
    suggestions: [...lacking, ...unclear].flatMap(({ test }) => SUGGESTED[test] ?? []),
  };
}

/** What the card tells of results, each test once. */
function rowsOf({ positive, notReadable, alsoPositive }: StartFacts, { screeningTests }: ClinicalSnapshot): FactRow[] {
  return [...positive, ...notReadable, ...alsoPositive].map(({ test, text, date }) => {
    const result = screeningTests.items.find((each) => each.test === test && each.display === text);
    return {
      ...{ what: test, reported: text, converted: '', time: date },
      code: result === undefined ? '' : codeText(result.code),
    };
  });
}
