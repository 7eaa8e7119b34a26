import { describe, expect, it } from '@jest/globals';
import type { CardContext, CardSubject } from '../../src/domain/card-context.js';
import type { ClinicalSnapshot } from '../../src/domain/clinical-snapshot.js';
import type { UnreadResource, FactSet, ProblemCode, Source, SourceProblem } from '../../src/domain/fact-set.js';
import type { Finding, MissingCode, RuleId, RuleOutcome, Severity } from '../../src/domain/finding.js';
import type { DraftOrder } from '../../src/domain/medication.js';
import type { RuleMode, ServiceDefinition } from '../../src/domain/service-definition.js';
import { evaluate, type EvaluateDeps } from '../../src/engine/evaluate/evaluate.js';
import { evaluateInTurns, evaluateRules } from '../../src/engine/evaluate/outcomes.js';
import { oneAlertFile, oneAlertSettings } from '../../src/content/services/one-alert-schema.js';
import type { Chart, OrdersInContext } from '../../src/domain/ports.js';
import type { Card } from '../../src/domain/card.js';
import type { HookRequest } from '../../src/domain/hook-request.js';
import { RULE_IDS, type Rule, ruleParams, RULES } from '../../src/rules/index.js';
import { complete, daysAgo, level, snapshot as chartWith } from '../support/snapshot-builder.js';

const AS_OF = Date.parse('2026-11-22T12:00:00Z');
const ABSENT: FactSet<never> = { state: 'absent', items: [], problems: [], unread: [], asked: 'whole' };

const ORDER: DraftOrder = {
  drug: { kind: 'tacrolimus', route: 'systemic', release: 'immediate' },
  basis: 'code',
  triggering: true,
  status: 'draft',
  doNotPerform: false,
  reasons: [],
  reference: 'MedicationRequest/draft-1',
  replaces: null,
  display: 'tacrolimus 1 MG Oral Capsule',
  code: null,
  dose: null,
};

function orders(drafts: readonly DraftOrder[], unidentified = 0): OrdersInContext {
  return {
    ...{ readings: [], drafts, draftTestOrders: [], draftConcomitants: [], fhirRelease: 'R4' },
    ...{ unidentified, unidentifiedAt: unidentified === 0 ? null : 'context.draftOrders.entry[0].resource' },
  };
}

function snapshot(over: Partial<ClinicalSnapshot> = {}): ClinicalSnapshot {
  return {
    asOf: AS_OF,
    timeZone: 'UTC',
    drafts: [ORDER],
    draftTestOrders: [],
    draftConcomitants: [],
    patient: ABSENT,
    creatinine: ABSENT,
    tacrolimusLevels: ABSENT,
    medications: ABSENT,
    concomitants: ABSENT,
    conditions: ABSENT,
    procedures: ABSENT,
    allergies: ABSENT,
    thiopurineTests: ABSENT,
    testOrders: ABSENT,
    carePlans: ABSENT,
    monitoringTests: ABSENT,
    screeningTests: ABSENT,
    books: {},
    provenance: {},
    ...over,
  };
}

function service(over: Partial<ServiceDefinition> = {}): ServiceDefinition {
  return {
    id: 'tacrolimus-order-sign',
    hook: 'order-sign',
    title: 't',
    description: 'd',
    usageRequirements: null,
    sources: { carePlans: { template: 'CarePlan?patient={{context.patientId}}', required: false } },
    rules: { aki: 'live', trough: 'live', interaction: 'off', 'thiopurine-plan': 'live', duration: 'live' },
    notEvaluatedCard: 'always',
    ...over,
  };
}

const REQUEST: HookRequest = {
  hook: 'order-sign',
  hookInstance: 'h',
  patientId: 'p1',
  userId: null,
  encounterId: null,
  orders: [],
  unreadableOrders: [],
  fhirServer: null,
  fhirAuthorization: null,
  fetchFault: null,
  tokenPatient: null,
  prefetch: new Map(),
};

const SILENT: RuleOutcome = { kind: 'findings', findings: [] };
const NOT_APPLICABLE: RuleOutcome = { kind: 'not-applicable', why: 'first-order' };
const missing = (code: MissingCode, unavailable: boolean): RuleOutcome => ({
  kind: 'indeterminate',
  missing: [{ code, unavailable, facts: {}, suggestions: [] }],
});
const UNAVAILABLE = missing('creatinine-unavailable', true);
const STALE = missing('creatinine-stale', false);

function found(rule: RuleId, id: Finding['id'], severity: Severity, facts: Finding['facts'] = {}): RuleOutcome {
  return { kind: 'findings', findings: [{ rule, id, severity, facts, rows: [], suggestions: [] }] };
}

interface Rendered {
  readonly subjects: CardSubject[];
  readonly contexts: CardContext[];
}

/** Runs one call with the given answers of the rules; a rule that is not named is silent. */
async function run(
  outcomes: Partial<Record<RuleId, RuleOutcome | 'throws'>>,
  options: {
    service?: ServiceDefinition;
    snapshot?: ClinicalSnapshot;
    orders?: OrdersInContext;
    badCards?: RuleId[];
    userId?: string;
  } = {},
) {
  const seen: Rendered = { subjects: [], contexts: [] };
  let uuid = 0;
  const rules: Rule[] = RULE_IDS.map((id) => ({
    id,
    evaluate: () => {
      const outcome = outcomes[id] ?? SILENT;
      if (outcome === 'throws') throw new Error('creatinine 162 of Tara');
      return outcome;
    },
  }));
  const chart: Chart = {
    orders: options.orders ?? orders([ORDER]),
    firstLook: () => Promise.resolve(options.snapshot ?? snapshot()),
    snapshot: () => Promise.resolve(options.snapshot ?? snapshot()),
  };
  const deps: EvaluateDeps = {
    content: {
      version: '1.0.0+test',
      words: { missing: ({ code }) => code, notApplicable: (why) => why },
      params: ruleParams.parse({}),
      oneAlertPerDecision: oneAlertSettings(oneAlertFile.parse({}), {}),
      cards: {
        render: (subject, context) => {
          seen.subjects.push(subject);
          seen.contexts.push(context);
          const bad = subject.kind === 'finding' && options.badCards?.includes(subject.finding.rule) === true;
          const card: Card = {
            uuid: context.newUuid(),
            summary: bad ? 'x'.repeat(200) : subject.kind === 'finding' ? subject.finding.id : 'not-evaluated',
            indicator: subject.kind === 'finding' ? subject.finding.severity : 'info',
            source: { label: 'test' },
          };
          return card;
        },
      },
    },
    rules,
    asOf: AS_OF,
    newUuid: () => `00000000-0000-4000-8000-${String((uuid += 1)).padStart(12, '0')}`,
  };
  const request = { ...REQUEST, userId: options.userId ?? null };
  const evaluation = await evaluate(options.service ?? service(), request, chart, deps);
  const { answer, event } = evaluation;
  const cards = answer.kind === 'cards' ? answer.cards : [];
  return {
    evaluation,
    event,
    cards: cards.map(({ summary, indicator }) => `${indicator} ${summary}`),
    refusal: answer.kind === 'refusal' ? answer.why : null,
    ...seen,
  };
}

describe('which calls are answered at once (docs/clinical/when-it-speaks.md#trigger)', () => {
  it.each<[string, readonly DraftOrder[]]>([
    ['no relevant order', []],
    ['only a thiopurine', [{ ...ORDER, drug: { kind: 'thiopurine', name: 'azathioprine' } }]],
    ['only tacrolimus ointment', [{ ...ORDER, drug: { kind: 'tacrolimus', route: 'topical', release: 'not-known' } }]],
    ['tacrolimus that is not selected', [{ ...ORDER, triggering: false }]],
    ['an order not to give tacrolimus', [{ ...ORDER, doNotPerform: true }]],
  ])('%s -> no cards, nothing evaluated', async (_title, drafts) => {
    const answer = await run({ aki: UNAVAILABLE }, { orders: orders(drafts) });
    expect(answer.cards).toEqual([]);
    expect(answer.event.result).toBe('no-tacrolimus');
    expect(answer.evaluation.snapshot).toBeNull();
  });

  it('an order whose drug nobody can tell -> refused, not silent', async () => {
    expect(await run({}, { orders: orders([], 1) })).toMatchObject({
      event: { result: 'data-unavailable' },
      refusal:
        'The drug of an order could not be identified, so whether it is tacrolimus is not known: ' +
        'it has neither code nor text, or its medicationReference could not be read.',
    });
  });

  it('several tacrolimus orders -> one evaluation', async () => {
    const answer = await run({ aki: found('aki', 'aki-stage', 'critical') }, { orders: orders([ORDER, ORDER]) });
    expect(answer.cards).toEqual(['critical aki-stage']);
  });
});

describe('order and wording of the cards (docs/clinical/cards.md#order)', () => {
  it('critical, warning, info; then the data-gap card', async () => {
    const outcomes = {
      aki: found('aki', 'aki-risk', 'info'),
      trough: found('trough', 'trough-high', 'critical'),
      duration: found('duration', 'duration-over', 'warning'),
      'thiopurine-plan': STALE,
    };
    const answer = await run(outcomes, { service: service({ maxCards: 20 }) });
    expect(answer.cards).toEqual([
      'critical trough-high',
      'warning duration-over',
      'info aki-risk',
      'info not-evaluated',
    ]);
  });

  it.each<[string, Finding['id'], Severity, RuleMode, boolean]>([
    ['AKI stage 3', 'aki-stage', 'critical', 'live', false],
    ['AKI stage 3 found by a silent rule', 'aki-stage', 'critical', 'silent', false],
    ['AKI stage 1', 'aki-stage', 'warning', 'live', false],
    ['a driver of AKI risk', 'aki-risk', 'warning', 'live', true],
  ])('%s beside the duration card', async (_title, id, severity, mode, taperAdvice) => {
    const answer = await run(
      {
        aki: found('aki', id, severity),
        duration: found('duration', 'duration-over', 'warning', { taperAdvice: true }),
      },
      { service: service({ rules: { aki: mode, trough: 'live', 'thiopurine-plan': 'live', duration: 'live' } }) },
    );
    const duration = answer.subjects.find(
      (subject) => subject.kind === 'finding' && subject.finding.rule === 'duration',
    );
    expect(duration).toMatchObject({ finding: { facts: { taperAdvice } } });
  });

  it('medication-prescribe speaks CDS Hooks 1.0 -> at-most-one', async () => {
    const answer = await run(
      { aki: found('aki', 'aki-stage', 'warning') },
      { service: service({ hook: 'medication-prescribe' }) },
    );
    expect(answer.contexts[0]?.selectionBehavior).toBe('at-most-one');
  });

  it('the facts hash depends on the facts and the patient, not on the uuids', async () => {
    const first = await run({ aki: found('aki', 'aki-stage', 'warning', { stage: 1 }) });
    const again = await run({ aki: found('aki', 'aki-stage', 'warning', { stage: 1 }) });
    const other = await run({ aki: found('aki', 'aki-stage', 'warning', { stage: 2 }) });
    expect(first.contexts[0]?.factsHash).toBe(again.contexts[0]?.factsHash);
    expect(first.contexts[0]?.factsHash).not.toBe(other.contexts[0]?.factsHash);
  });
});

describe('what could not be evaluated is said aloud (docs/clinical/not-checked.md#indeterminate)', () => {
  it('all rules indeterminate for lack of data -> 412', async () => {
    const all = { aki: UNAVAILABLE, trough: UNAVAILABLE, 'thiopurine-plan': UNAVAILABLE, duration: UNAVAILABLE };
    expect((await run(all)).refusal).toMatch(/^Nothing could be evaluated/);
  });

  it('the refusal tells an integrator what could not be read and why, by the keys of the prefetch', async () => {
    const all = { aki: UNAVAILABLE, trough: UNAVAILABLE, 'thiopurine-plan': UNAVAILABLE, duration: UNAVAILABLE };
    const unread = (source: Source, code: ProblemCode) =>
      ({ ...ABSENT, state: 'unavailable', problems: [{ source, code, count: null }] }) as const;
    const chart = snapshot({
      creatinine: unread('creatinine', 'timeout'),
      tacrolimusLevels: unread('tacrolimusLevels', 'timeout'),
      conditions: unread('conditions', 'token-expired'),
    });
    expect(await run(all, { snapshot: chart })).toMatchObject({
      refusal:
        'Nothing could be evaluated, because the chart could not be read. By prefetch key: ' +
        'conditions (the access token of the request had expired); ' +
        'creatinine, tacrolimusLevels (the FHIR server did not answer in time).',
    });
  });

  it('the rest not applicable -> still 412: nothing was evaluated', async () => {
    const all = { aki: UNAVAILABLE, trough: UNAVAILABLE, 'thiopurine-plan': NOT_APPLICABLE, duration: NOT_APPLICABLE };
    expect((await run(all)).refusal).toMatch(/^Nothing could be evaluated/);
  });

  it('one rule checked and silent -> 200 with the data-gap card', async () => {
    const answer = await run({ aki: UNAVAILABLE, trough: UNAVAILABLE, duration: UNAVAILABLE });
    expect(answer.cards).toEqual(['info not-evaluated']);
  });

  it('a chart without a recent result is no failure of data -> 200 with the data-gap card', async () => {
    const all = { aki: STALE, trough: STALE, 'thiopurine-plan': STALE, duration: STALE };
    expect((await run(all)).cards).toEqual(['info not-evaluated']);
  });

  it('every rule not applicable -> silence', async () => {
    const all = {
      aki: NOT_APPLICABLE,
      trough: NOT_APPLICABLE,
      'thiopurine-plan': NOT_APPLICABLE,
      duration: NOT_APPLICABLE,
    };
    expect((await run(all)).cards).toEqual([]);
  });

  it('a rule that throws is named, and the others speak', async () => {
    const answer = await run({ aki: 'throws', trough: found('trough', 'trough-high', 'warning') });
    expect(answer.cards).toEqual(['warning trough-high', 'info not-evaluated']);
    expect(answer.subjects.at(-1)).toMatchObject({
      notEvaluated: { rules: [{ rule: 'aki', missing: [{ code: 'rule-error' }] }] },
    });
    expect(answer.event.rules[0]).toMatchObject({ rule: 'aki', outcome: 'failed' });
    expect(JSON.stringify(answer.event)).not.toContain('Tara');
  });

  it('a card that CDS Hooks would refuse does not vanish: its rule is named', async () => {
    const answer = await run(
      { aki: found('aki', 'aki-stage', 'critical'), trough: found('trough', 'trough-high', 'warning') },
      { badCards: ['aki'] },
    );
    expect(answer.cards).toEqual(['warning trough-high', 'info not-evaluated']);
    expect(answer.subjects.at(-1)).toMatchObject({ notEvaluated: { rules: [{ rule: 'aki' }] } });
    expect(answer.evaluation.findings.map(({ id }) => id)).toEqual(['trough-high']);
  });

  const failed = (code: SourceProblem['code']) =>
    snapshot({ carePlans: { ...ABSENT, problems: [{ source: 'carePlans', code, count: null }] } });

  it.each<[SourceProblem['code'], string[]]>([
    ['fetch-failed', ['info not-evaluated']],
    ['timeout', ['info not-evaluated']],
    ['other-patient', ['info not-evaluated']],
    ['not-offered', []],
    ['not-provided', ['info not-evaluated']],
  ])('an optional source: %s -> %p', async (code, cards) => {
    expect((await run({}, { snapshot: failed(code) })).cards).toEqual(cards);
  });

  it.each<[ServiceDefinition['notEvaluatedCard'], RuleOutcome, string[]]>([
    ['always', STALE, ['info not-evaluated']],
    ['data-unavailable', STALE, []],
    ['data-unavailable', UNAVAILABLE, ['info not-evaluated']],
    ['data-unavailable', missing('medications-incomplete', false), ['info not-evaluated']],
    ['never', UNAVAILABLE, []],
  ])('notEvaluatedCard %s', async (notEvaluatedCard, outcome, cards) => {
    expect((await run({ aki: outcome }, { service: service({ notEvaluatedCard }) })).cards).toEqual(cards);
  });
});

describe('modes', () => {
  it('off -> not evaluated; silent -> evaluated, counted, not shown', async () => {
    const answer = await run(
      {
        aki: found('aki', 'aki-stage', 'critical'),
        trough: found('trough', 'trough-high', 'warning'),
        duration: STALE,
      },
      { service: service({ rules: { aki: 'silent', trough: 'off', 'thiopurine-plan': 'live', duration: 'silent' } }) },
    );
    expect(answer.cards).toEqual([]);
    expect(answer.event.rules).toEqual([
      {
        rule: 'aki',
        mode: 'silent',
        outcome: 'findings',
        findings: [{ id: 'aki-stage', severity: 'critical' }],
        reasons: [],
      },
      { rule: 'thiopurine-plan', mode: 'live', outcome: 'silent', findings: [], reasons: [] },
      { rule: 'duration', mode: 'silent', outcome: 'indeterminate', findings: [], reasons: ['creatinine-stale'] },
    ]);
  });
});

const PILOT = {
  mode: 'pilot',
  users: ['Practitioner/1'],
  roles: [],
  effectiveFrom: null,
  reviewBy: null,
} as const;
const ALL_SILENT = { aki: 'silent', trough: 'silent', 'thiopurine-plan': 'silent', duration: 'silent' } as const;

describe('a part of a rule that a site rehearses', () => {
  const speaking = service({ rules: { interaction: 'live', duration: 'live' } });
  const finding = (severity: Severity, more: Partial<Finding> = {}): Finding => {
    return { rule: 'interaction', id: 'interaction', severity, facts: {}, rows: [], suggestions: [], ...more };
  };

  it('is counted as silent, has no card, and does not join the one that speaks', async () => {
    const both: RuleOutcome = {
      kind: 'findings',
      findings: [finding('critical'), finding('warning', { silent: true })],
    };
    const { cards, event } = await run({ interaction: both }, { service: speaking });
    expect(cards).toEqual(['critical interaction']);
    expect(event.rules.find(({ rule }) => rule === 'interaction')).toEqual({
      rule: 'interaction',
      mode: 'live',
      outcome: 'findings',
      findings: [
        { id: 'interaction', severity: 'critical' },
        { id: 'interaction', severity: 'warning', mode: 'silent' },
      ],
      reasons: [],
    });
  });

  it('alone is silence, and what it found still changes the wording of others', async () => {
    const taper = found('duration', 'duration-over', 'warning', { taperAdvice: true });
    const silent: RuleOutcome = { kind: 'findings', findings: [finding('critical', { silent: true })] };
    const { cards, event, subjects } = await run({ interaction: silent, duration: taper }, { service: speaking });
    expect(cards).toEqual(['warning duration-over']);
    expect(event.rules.find(({ rule }) => rule === 'interaction')?.outcome).toBe('silent');
    expect(subjects).toMatchObject([{ finding: { facts: { taperAdvice: false } } }]);
  });
});

describe('pilots and rehearsals', () => {
  const outcomes = {
    aki: found('aki', 'aki-stage', 'critical'),
    trough: found('trough', 'trough-high', 'warning'),
  };
  const piloted = service({ rules: { aki: PILOT, trough: 'live', 'thiopurine-plan': 'live', duration: 'live' } });

  it.each([
    ['Practitioner/1', ['critical aki-stage', 'warning trough-high'], 'pilot-shown'],
    ['Practitioner/2', ['warning trough-high'], 'pilot-hidden'],
  ])('a pilot for %s -> %j, and the event says so', async (userId, cards, mode) => {
    const answer = await run(outcomes, { service: piloted, userId });
    expect(answer.cards).toEqual(cards);
    expect(answer.event.rules[0]).toMatchObject({ rule: 'aki', mode, outcome: 'findings' });
  });

  it('the site switches a rule off for every service -> not evaluated', async () => {
    const answer = await run(outcomes, { service: service({ siteRules: { aki: 'off' } }) });
    expect(answer.cards).toEqual(['warning trough-high']);
    expect(answer.event.rules.map(({ rule }) => rule)).toEqual(['trough', 'thiopurine-plan', 'duration']);
  });

  it('what a hidden rule could not check is not on the data-gap card', async () => {
    const answer = await run({ aki: UNAVAILABLE, trough: STALE }, { service: piloted });
    expect(answer.subjects.at(-1)).toMatchObject({ notEvaluated: { rules: [{ rule: 'trough' }] } });
  });

  it('a silent rule that found something does not turn "nothing could be checked" into an answer', async () => {
    const rules = { aki: 'silent', trough: 'live', 'thiopurine-plan': 'off', duration: 'off' } as const;
    const answer = await run({ aki: outcomes.aki, trough: UNAVAILABLE }, { service: service({ rules }) });
    expect(answer.refusal).toMatch(/^Nothing could be evaluated/);
  });

  it.each<[string, Parameters<typeof run>[0], Parameters<typeof run>[1]]>([
    [
      'nothing can be evaluated',
      { aki: UNAVAILABLE, trough: UNAVAILABLE, 'thiopurine-plan': UNAVAILABLE, duration: UNAVAILABLE },
      {},
    ],
    ['nobody can tell which drug it is', {}, { orders: orders([], 1) }],
    [
      'a source failed',
      {},
      {
        snapshot: snapshot({
          conditions: { ...ABSENT, problems: [{ source: 'conditions', code: 'timeout', count: null }] },
        }),
      },
    ],
  ])('every rule silent, and %s -> 200 without cards: a rehearsal disturbs nobody', async (_title, found, options) => {
    const answer = await run(found, { ...options, service: service({ rules: ALL_SILENT }) });
    expect(answer).toMatchObject({ cards: [], refusal: null });
  });
});

describe('which findings a service shows', () => {
  const outcomes = {
    aki: found('aki', 'aki-stage', 'critical'),
    trough: found('trough', 'trough-high', 'critical'),
    'thiopurine-plan': found('thiopurine-plan', 'thiopurine-plan', 'info'),
    duration: found('duration', 'duration-over', 'warning'),
  };

  it.each<[number, string[]]>([
    [1, ['critical aki-stage', 'critical trough-high']],
    [3, ['critical aki-stage', 'critical trough-high', 'warning duration-over']],
    [4, ['critical aki-stage', 'critical trough-high', 'warning duration-over', 'info thiopurine-plan']],
  ])('at most %d -> the most serious, and never a critical one less', async (maxCards, cards) => {
    expect((await run(outcomes, { service: service({ maxCards }) })).cards).toEqual(cards);
  });

  const joined = ({ contexts }: { contexts: readonly CardContext[] }) =>
    contexts.map((context) => context.joined?.map(({ id }) => id));

  it('three at an order: information joins the last card, and the event says so', async () => {
    const answer = await run(outcomes);
    expect(joined(answer)).toEqual([undefined, undefined, undefined, ['thiopurine-plan']]);
    expect(answer.subjects.at(-1)).toMatchObject({ finding: { id: 'duration-over' } });
    expect(answer.event).toMatchObject({ cards: 3, notShown: [{ finding: 'thiopurine-plan', why: 'card-limit' }] });
    expect(answer.evaluation.suppressed).toEqual([{ finding: 'thiopurine-plan', why: 'card-limit' }]);
    expect(answer.evaluation.findings.map(({ id }) => id)).toEqual(['aki-stage', 'trough-high', 'duration-over']);
  });

  it('a critical one has its card, though there be four', async () => {
    const critical = (rule: RuleId, id: string) => found(rule, id, 'critical');
    const four = {
      ...outcomes,
      duration: critical('duration', 'duration-over'),
      'thiopurine-plan': critical('thiopurine-plan', 'thiopurine-plan'),
    };
    const answer = await run(four);
    expect(answer.cards).toHaveLength(4);
    expect(joined(answer)).not.toContainEqual(expect.anything());
  });

  it('the data-gap card is one of the three, and tells what joined it', async () => {
    const answer = await run({ ...outcomes, aki: STALE });
    expect(answer.cards).toEqual(['critical trough-high', 'warning duration-over', 'info not-evaluated']);
    expect(joined(answer).at(-1)).toEqual(['thiopurine-plan']);
  });

  it('it does not count for a number that the service has of its own', async () => {
    const answer = await run({ ...outcomes, aki: STALE }, { service: service({ maxCards: 1 }) });
    expect(answer.cards).toEqual(['critical trough-high', 'info not-evaluated']);
    expect(joined(answer).at(-1)).toEqual(['duration-over', 'thiopurine-plan']);
  });

  it('where a chart is opened there is no limit', async () => {
    const opened = service({ hook: 'patient-view' });
    const onTacrolimus = snapshot({ tacrolimusLevels: complete([level(7, 'ng/mL', daysAgo(1))]) });
    expect((await run(outcomes, { service: opened, snapshot: onTacrolimus })).cards).toHaveLength(4);
  });

  it('a finding that is told at another hook is not shown here, and the event counts it', async () => {
    const answer = await run(outcomes, { service: service({ findings: ['trough-high', 'duration-over'] }) });
    expect(answer.cards).toEqual(['critical trough-high', 'warning duration-over']);
    expect(answer.event.notShown).toEqual([
      { finding: 'aki-stage', why: 'not-at-this-service' },
      { finding: 'thiopurine-plan', why: 'not-at-this-service' },
    ]);
  });

  it('where everything is shown the event has no such list', async () => {
    expect((await run({ aki: outcomes.aki })).event).not.toHaveProperty('notShown');
  });
});

describe('results that could not be used are counted in the event', () => {
  const drop = (code: string | null, reason: UnreadResource['reason'] = 'unknown-code'): UnreadResource => ({
    ...{
      source: 'creatinine',
      reference: null,
      reason,
      reported: 'Creatinine 162 of Tara',
      time: null,
      status: 'final',
      name: null,
      mayBe: null,
    },
    term: code === null ? null : { kind: 'code', system: 'urn:lab', code },
  });
  const droppedOf = async (unread: readonly UnreadResource[]) => {
    const { event } = await run({}, { snapshot: snapshot({ creatinine: { ...ABSENT, unread } }) });
    return event.dropped?.map(({ reason, count, term }) => `${reason} ${term?.code ?? '-'} ${count}`);
  };

  it('by reason and by the code that nobody knew', async () => {
    expect(await droppedOf([drop('KR-7'), drop('KR-7'), drop('KR-8'), drop(null, 'status')])).toEqual([
      'unknown-code KR-7 2',
      'unknown-code KR-8 1',
      'status - 1',
    ]);
  });

  it('without a code that holds the id of the patient', async () => {
    expect(await droppedOf([drop('P1'), drop('KR-7')])).toEqual(['unknown-code - 1', 'unknown-code KR-7 1']);
  });

  it('with 20 different codes at most', async () => {
    const many = await droppedOf(Array.from({ length: 25 }, (_, at) => drop(`KR-${at}`)));
    expect(many).toHaveLength(21);
    expect(many?.at(-1)).toBe('unknown-code - 5');
  });

  it('where there are none the event has no such list', async () => {
    expect(await droppedOf([])).toBeUndefined();
  });
});

describe('patient-view speaks only for a patient on tacrolimus (docs/clinical/when-it-speaks.md#trigger)', () => {
  const patientView = service({
    id: 'tacrolimus-patient-view',
    hook: 'patient-view',
    notEvaluatedCard: 'data-unavailable',
  });

  it('no course -> no cards', async () => {
    const answer = await run(
      { aki: found('aki', 'aki-stage', 'critical') },
      { service: patientView, orders: orders([]), snapshot: snapshot({ drafts: [] }) },
    );
    expect(answer.cards).toEqual([]);
    expect(answer.event.result).toBe('not-on-tacrolimus');
  });

  it('medication history not readable -> 412, since silence would say "not on tacrolimus"', async () => {
    const unreadable = snapshot({ drafts: [], medications: { ...ABSENT, state: 'unavailable' } });
    expect(await run({}, { service: patientView, orders: orders([]), snapshot: unreadable })).toMatchObject({
      event: { result: 'data-unavailable' },
      refusal:
        'The medication history could not be read in full, so whether the patient takes tacrolimus is not known.',
    });
  });

  it('a measurable level of the last 45 days is a course', async () => {
    const time = { from: AS_OF - 86_400_000, to: AS_OF - 86_400_000, precision: 'instant' as const, reported: '' };
    const onDrug = snapshot({
      drafts: [],
      tacrolimusLevels: {
        ...ABSENT,
        state: 'present',
        items: [
          {
            reference: null,
            time,
            measurement: { value: 7, unit: 'ng/mL', comparator: null, canonical: 7, reported: '7 ng/mL' },
            status: 'final',
            code: { system: 'http://loinc.org', code: '77348-1', display: null },
            timing: 'trough',
          },
        ],
      },
    });
    const answer = await run(
      { aki: found('aki', 'aki-stage', 'critical') },
      { service: patientView, orders: orders([]), snapshot: onDrug },
    );
    expect(answer.cards).toEqual(['critical aki-stage']);
  });
});

describe('a chart of thousands of facts does not hold up other calls', () => {
  const turnsOf = async (count: number) => {
    let turns = 0;
    const levels = Array.from({ length: count }, () => level(9, 'ng/mL', daysAgo(3)));
    const chart = chartWith({ tacrolimusLevels: complete(levels) });
    const service = { rules: Object.fromEntries(RULE_IDS.map((id) => [id, 'live'])) } as unknown as ServiceDefinition;
    const evaluated = await evaluateInTurns(RULES, service, chart, ruleParams.parse({}), null, () => {
      turns += 1;
      return Promise.resolve();
    });
    expect(evaluated).toEqual(evaluateRules(RULES, service, chart, ruleParams.parse({})));
    return turns;
  };
  it('they have a turn after each rule; with an ordinary chart all rules go in one', async () => {
    expect([await turnsOf(20), await turnsOf(1_000)]).toEqual([0, RULES.length]);
  });
});

describe('a finding without a card of its own', () => {
  const OVERDUE = found('monitoring', 'overdue', 'warning');
  const told = (notEvaluatedCard: ServiceDefinition['notEvaluatedCard'] = 'always') => ({
    service: service({
      notEvaluatedCard,
      rules: { aki: 'live', trough: 'live', duration: 'live', monitoring: 'live' },
    }),
  });

  it('joins the card on what was not checked, which stands before the information cards', async () => {
    const outcomes = {
      aki: STALE,
      trough: found('trough', 'trough-high', 'warning'),
      duration: found('duration', 'duration-notice', 'info'),
    };
    const plain = await run(outcomes, told());
    expect(plain.cards).toEqual(['warning trough-high', 'info duration-notice', 'info not-evaluated']);
    const raised = await run({ ...outcomes, monitoring: OVERDUE }, told());
    expect(raised.cards).toEqual(['warning trough-high', 'info not-evaluated', 'info duration-notice']);
    expect(raised.subjects).toContainEqual(
      expect.objectContaining({
        notEvaluated: expect.objectContaining({ joins: [expect.objectContaining({ id: 'overdue' })] }),
      }),
    );
    expect(raised.evaluation.suppressed).toEqual([{ finding: 'overdue', why: 'on-not-checked-card' }]);
  });

  it.each(['always', 'never'] as const)('makes no card where there is none to join (%s)', async (when) => {
    const gap = when === 'never' ? { aki: STALE } : {};
    const answer = await run({ ...gap, monitoring: OVERDUE }, told(when));
    expect(answer.cards).toEqual([]);
    expect(answer.evaluation.suppressed).toEqual([{ finding: 'overdue', why: 'no-card-of-its-own' }]);
    expect(answer.evaluation.joins.map(({ id }) => id)).toEqual(['overdue']);
  });

  it('what its rule could not check opens no card, unless it failed', async () => {
    expect((await run({ monitoring: STALE }, told())).cards).toEqual([]);
    expect((await run({ monitoring: 'throws' }, told())).cards).toEqual(['info not-evaluated']);
  });
});
