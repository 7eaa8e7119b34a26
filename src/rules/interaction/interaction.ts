import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { FactRow, Finding } from '../../domain/finding.js';
import { SEVERITIES } from '../../domain/finding.js';
import { formatDate } from '../shared/calendar.js';
import { currentElectrolyte, electrolyteScale, latestOf, POTASSIUM_CRITICAL } from '../shared/electrolytes.js';
import { creatinineScale, levelScale, resultFacts, resultRow } from '../shared/printed-amount.js';
import { diagnosesOnRecord, find } from '../shared/indication.js';
import { type Basis, openQuestions, type RuleAnswer } from '../silence.js';
import type { InteractionFacts, Partner } from './facts.js';
import type { InteractionRuleParams } from './params.js';
import { partnersOf } from './partners.js';
import { type Subject, subjectOf } from './subject.js';

/** Where a partner, the start of the pair, or another form of tacrolimus could stand. */
const LISTS: readonly Basis[] = [{ set: 'concomitants' }, { set: 'medications', kinds: ['tacrolimus', 'thiopurine'] }];
const LISTED_AT_MOST = 10;

/**
 * Other drugs beside tacrolimus, whatever it is given for (docs/clinical/interaction.md#gate): one finding with all of them, and
 * a second one, counted and shown to nobody, with those that the site rehearses.
 */
export function evaluateInteraction(snapshot: ClinicalSnapshot, params: InteractionRuleParams): RuleAnswer {
  const subject = subjectOf(snapshot, params);
  if (subject === null) return { kind: 'not-applicable', why: 'no-order' };
  const { found, managed } = partnersOf(subject);
  const { modes } = params.interaction;
  const spoken = found.filter(({ kind }) => modes[kind] === 'live');
  const silent = found.filter(({ kind }) => modes[kind] === 'silent');
  // What a level keeps quiet rests on its being the newest.
  const level: Basis[] = managed === 0 ? [] : [{ set: 'tacrolimusLevels', newest: subject.level?.time ?? null }];
  return {
    kind: 'findings',
    findings: [
      ...(spoken.length === 0 ? [] : [finding(subject, spoken)]),
      ...(silent.length === 0 ? [] : [{ ...finding(subject, silent), silent: true as const }]),
    ],
    restsOn: [...LISTS, ...level],
  };
}

function finding(subject: Subject, partners: readonly Partner[]): Finding {
  const { snapshot, params, level, creatinine } = subject;
  const { asOf, timeZone } = snapshot;
  const scale = levelScale(params.trough);
  const kidneyScale = creatinineScale(params.aki);
  const potassium = currentElectrolyte(snapshot, 'potassium');
  const listed = partners.slice(0, LISTED_AT_MOST);
  const facts: InteractionFacts = {
    partners: listed.map(({ drug, name, kind, state, date, changesTo = null }) => {
      return { drug, name, kind, state, date, changesTo };
    }),
    more: partners.length - listed.length,
    tacrolimusOrdered: subject.trigger === 'tacrolimus',
    level: level === null ? null : resultFacts(level, scale, asOf, timeZone),
    akiStage: subject.akiStage,
    creatinine: creatinine === null ? null : resultFacts(creatinine, kidneyScale, asOf, timeZone),
    creatinineRaised: subject.isKidneyInjured && subject.akiStage === null,
    ...potassiumFacts(subject, listed),
    tacrolimusSince: sinceOf(subject),
    transplant: find(diagnosesOnRecord(snapshot), 'transplant') !== null,
    caveats: [
      ...(openQuestions(snapshot, LISTS).length > 0 ? (['medication-list-incomplete'] as const) : []),
      ...(['present', 'absent'].includes(snapshot.tacrolimusLevels.state) ? [] : (['levels-incomplete'] as const)),
    ],
  };
  return {
    rule: 'interaction',
    id: 'interaction',
    severity: SEVERITIES.findLast((each) => partners.some(({ severity }) => severity === each)) ?? 'info',
    facts,
    rows: [
      ...listed.map(({ drug, date }): FactRow => row(drug, date)),
      ...(level === null ? [] : [resultRow('level-current', level, scale, timeZone)]),
      ...(creatinine === null ? [] : [resultRow('creatinine-latest', creatinine, kidneyScale, timeZone)]),
      ...(potassium === null ? [] : [resultRow('potassium', potassium, electrolyteScale(), timeZone)]),
    ],
    suggestions: ['order-tacrolimus-level', 'order-creatinine', 'order-potassium'],
  };
}

/** The last potassium, however old, where a partner raises it; on every card it stands in the table while it is current. */
function potassiumFacts(
  { snapshot, params }: Subject,
  partners: readonly Partner[],
): Pick<InteractionFacts, 'potassium' | 'raisesPotassium'> {
  const raisesPotassium = partners.some(({ kind }) => kind === 'raises-potassium');
  const last = raisesPotassium ? latestOf(snapshot, 'potassium') : null;
  const scale = electrolyteScale(params.interaction.potassiumAbove, POTASSIUM_CRITICAL);
  return {
    raisesPotassium,
    potassium: last === null ? null : resultFacts(last, scale, snapshot.asOf, snapshot.timeZone),
  };
}

function sinceOf({ course, snapshot }: Subject): InteractionFacts['tacrolimusSince'] {
  if (course.state !== 'current') return null;
  return { date: formatDate(course.course.start, snapshot.timeZone), certain: course.course.startKnown };
}

function row(drug: string, date: string): FactRow {
  return { what: 'concomitant', reported: drug, converted: '', time: date, code: '' };
}
