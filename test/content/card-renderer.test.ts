import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { containsHtml, findResponseFaults } from '../../src/cds-hooks/response/validate-response.js';
import { contextSamples } from '../../src/content/samples/gap-samples.js';
import { sampleSubjects } from '../../src/content/samples/sample-subjects.js';
import { wholeDetail } from '../../src/domain/card.js';
import type { CardContext, CardSubject } from '../../src/domain/card-context.js';
import type { FactValue, Finding, FindingId } from '../../src/domain/finding.js';
import { CONNECTION_FAULTS } from '../../src/domain/fact-set.js';
import { CARD_IDS } from '../../src/rules/index.js';
import { ownContent } from './content-in-memory.js';

const { cards, version } = ownContent();

function counting(): () => string {
  let next = 0;
  return () => `00000000-0000-4000-8000-${String((next += 1)).padStart(12, '0')}`;
}

const capsule = {
  display: 'Tacrolimus 1 mg oral capsule',
  dose: '2 mg',
  timesADay: 2,
  reference: 'MedicationRequest/1',
};
const order = { ...capsule, routeNotRecorded: false, recognisedByText: false, others: [] };
const context: CardContext = {
  patientId: 'p1',
  fhirRelease: 'R4',
  today: '2026-11-22',
  order,
  recent: { creatinine: null, levels: null, doseChange: null },
  requester: 'Practitioner/p',
  problems: [],
  selectionBehavior: 'any',
  factsHash: 'f'.repeat(64),
  newUuid: counting(),
};

const idOf = (subject: CardSubject): FindingId => (subject.kind === 'finding' ? subject.finding.id : 'not-evaluated');
const samplesOf = (id: FindingId) => sampleSubjects.filter((subject) => idOf(subject) === id);
const findings = sampleSubjects.flatMap((subject) => (subject.kind === 'finding' ? [subject.finding] : []));
const sample = (id: FindingId, facts: Readonly<Record<string, FactValue>> = {}): CardSubject => {
  const finding = findings.find((each) => each.id === id);
  if (finding === undefined) throw new Error(`no sample of ${id}`);
  return { kind: 'finding', finding: { ...finding, facts: { ...finding.facts, ...facts } } };
};
/** With everything behind it. */
const detailOf = (subject: CardSubject, changes: Partial<CardContext> = {}) =>
  wholeDetail(cards.render(subject, { ...context, ...changes }));

describe('every card', () => {
  it.each(CARD_IDS)('%s has several samples, and each is a valid card of each FHIR release', (id) => {
    expect(samplesOf(id).length).toBeGreaterThan(2);
    for (const subject of samplesOf(id)) {
      for (const each of contextSamples) {
        const card = cards.render(subject, each);
        expect(findResponseFaults({ cards: [card] })).toEqual([]);
        expect(card.summary.length).toBeLessThan(140);
      }
    }
  });

  it('says in plain words why a record system was not reached, and no code', () => {
    const words = CONNECTION_FAULTS.map((fault) => {
      const problem = { source: 'conditions', code: 'fetch-failed', count: null, fault } as const;
      const notEvaluated = { rules: [], problems: [problem] };
      const detail = detailOf({ kind: 'not-evaluated', notEvaluated });
      expect(detail).toMatch(/Problem list: the record system could not be (reached|read) \([a-z ]+\)\./);
      expect(detail).not.toMatch(/\b(?:dns|tls|http2?|reset|unreachable)\b/i);
      return detail;
    });
    expect(new Set(words).size).toBeGreaterThanOrEqual(11);
    const unknown = { source: 'conditions', code: 'fetch-failed', count: null } as const;
    const detail = detailOf({ kind: 'not-evaluated', notEvaluated: { rules: [], problems: [unknown] } });
    expect(detail).toContain('Problem list: the FHIR server could not be read.');
  });

  it.each(CARD_IDS)('%s is the same for the same facts, uuids apart', (id) => {
    for (const subject of samplesOf(id)) {
      const once = JSON.stringify(cards.render(subject, { ...context, newUuid: counting() }));
      expect(JSON.stringify(cards.render(subject, { ...context, newUuid: counting() }))).toBe(once);
    }
  });

  it('has source, topic, override reasons with display, and a trace without patient data', () => {
    for (const subject of sampleSubjects) {
      const card = cards.render(subject, context);
      expect(card.source.topic?.code).toMatch(/^[A-Za-z0-9]{1,100}$/);
      expect(card.overrideReasons?.every(({ display }) => display !== '')).toBe(true);
      expect(card.extension).toEqual({
        'org.tacrolimus-cds.trace': {
          ...(subject.kind === 'finding' ? { rule: subject.finding.rule } : {}),
          finding: idOf(subject),
          contentVersion: version,
          factsHash: context.factsHash,
        },
        'org.tacrolimus-cds.order': [{ reference: 'MedicationRequest/1', display: 'Tacrolimus 1 mg oral capsule' }],
      });
      expect(JSON.stringify(card.extension)).not.toContain(context.patientId + '"');
    }
  });

  it('takes its indicator from the finding', () => {
    for (const finding of findings) {
      expect(cards.render({ kind: 'finding', finding }, context).indicator).toBe(finding.severity);
    }
  });

  it('never orders to stop, and names no dose', () => {
    for (const subject of sampleSubjects) {
      const { summary, detail = '' } = cards.render(subject, context);
      expect(`${summary} ${detail}`).not.toMatch(
        /\bstop (the |taking )?tacrolimus\b|\bmg\/kg\b|\bmg per day\b|mg daily/i,
      );
    }
  });

  /** docs/clinical/cards.md#never: figures of reviews that nobody has approved, or that belong to another disease. */
  it('prints no figure of a source that cannot carry it', () => {
    for (const subject of sampleSubjects) {
      const { summary, detail = '' } = cards.render(subject, context);
      expect(`${summary} ${detail}`).not.toMatch(
        /\b47(\.3)? ?%|\b16 ?%|36 ?(-|to) ?69|0\.6 ?(-|to) ?1\.0|only one (rescue|attempt)|\bprednis/i,
      );
    }
  });

  it('names the draft orders that it is about with their doses, once in an answer; the extension on every card', () => {
    const half = { display: 'Tacrolimus 0.5 mg', dose: null, timesADay: null, reference: null };
    const detail = (more: Partial<CardContext>) => detailOf(sample('trough-high'), more);
    expect(detail({})).toContain('Order: Tacrolimus 1 mg oral capsule, 2 mg twice daily.');
    expect(detail({ order: { ...order, dose: null, timesADay: null } })).toContain(
      'Order: Tacrolimus 1 mg oral capsule.',
    );
    expect(detail({ order: { ...order, others: [half] } })).toContain('twice daily; Tacrolimus 0.5 mg.');
    expect(detail({ order: { ...order, others: [half, half, half] } })).toContain('Tacrolimus 0.5 mg; and others.');
    expect(detail({ above: ['aki-stage'] })).not.toContain('Order:');
    expect(cards.render(sample('trough-high'), { ...context, above: ['aki-stage'] }).extension).toHaveProperty([
      'org.tacrolimus-cds.order',
    ]);
    expect(cards.render(sample('trough-high'), { ...context, order: null }).extension).not.toHaveProperty([
      'org.tacrolimus-cds.order',
    ]);
  });

  it('says on which order it rests when the route or the code is missing', () => {
    for (const id of CARD_IDS) {
      const [subject] = samplesOf(id);
      const noRoute = detailOf(subject!, { order: { ...order, routeNotRecorded: true } });
      expect(noRoute).toContain('Order: Tacrolimus 1 mg oral capsule, 2 mg twice daily. It does not record a route');
      expect(detailOf(subject!, { order: { ...order, recognisedByText: true } })).toContain('by its text only');
      expect(detailOf(subject!)).not.toContain('does not record a route');
    }
  });

  it('names data that concern it and could not be had, and no others', () => {
    const problems = [
      { source: 'creatinine', code: 'timeout', count: null },
      { source: 'carePlans', code: 'refused', count: null },
    ] as const;
    const detail = detailOf(sample('aki-stage'), { problems });
    expect(detail).toContain('Creatinine results: the FHIR server did not answer in time.');
    expect(detail).not.toContain('Care plans');
  });
});

describe('hostile text from the record', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.string({
      unit: fc.constantFrom('<', 'img ', '>', '[', '](', ')', '|', '`', '\n', '\u202E', '😀', ' ', 'a'),
      maxLength: 300,
    }),
  );
  /** Replaces every text of a finding, keys apart. */
  const KEYS = new Set(['kind', 'reason', 'indication', 'drivers', 'reasons', 'caveats', 'what']);
  const poison = (value: FactValue, text: string, name: string): FactValue => {
    if (KEYS.has(name)) return value;
    if (typeof value === 'string') return text;
    if (Array.isArray(value)) return value.map((item: FactValue) => poison(item, text, name));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, poison(inner, text, key)]));
  };

  it('makes no card invalid, too long in its summary, or alive with HTML', () => {
    fc.assert(
      fc.property(fc.constantFrom(...findings), nasty, (finding, text) => {
        const poisoned = {
          ...finding,
          facts: poison(finding.facts, text, '') as Finding['facts'],
          rows: finding.rows.map((row) => poison(row, text, '') as (typeof finding.rows)[number]),
        };
        const card = cards.render(
          { kind: 'finding', finding: poisoned },
          {
            ...context,
            order: { ...order, display: text, dose: text, routeNotRecorded: true, recognisedByText: true },
          },
        );
        expect(findResponseFaults({ cards: [card] })).toEqual([]);
        expect(card.summary.length).toBeLessThan(140);
        expect(card.summary).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]|<[a-z!/?]/iu);
        expect(containsHtml(card.detail ?? '')).toBe(false);
        expect(card.detail).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B]/);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the table of facts a table', () => {
    const finding = {
      ...findings[0]!,
      rows: [{ what: 'level-current', reported: 'a | b\n| c', converted: '', time: '', code: '' }],
    };
    expect(detailOf({ kind: 'finding', finding })).toContain('| Tacrolimus level | a \\| b \\| c |  |  |  |');
  });

  it('a row that nothing names keeps its key', () => {
    const finding = { ...findings[0]!, rows: [{ what: 'new-row', reported: 'x', converted: '', time: '', code: '' }] };
    expect(detailOf({ kind: 'finding', finding })).toContain('| new-row | x |');
  });
});

describe('wording that safety rests on', () => {
  it("AKI: names the rule and calls it a warning stage; the eGFR of a child is a limit, and nobody's is a value", () => {
    for (const subject of samplesOf('aki-stage')) {
      const detail = detailOf(subject);
      expect(detail).toContain('KDIGO 2012 serum-creatinine criteria with NHS England baseline selection');
      expect(detail).toContain('warning stage, not a diagnosis');
      expect(detail).not.toMatch(/\| eGFR(?! below)|eGFR \d/);
    }
  });

  it('AKI: says where KDIGO itself would call it stage 3', () => {
    expect(detailOf(sample('aki-stage', { kdigoWouldSayStage3: true }))).toContain(
      'KDIGO itself would call this stage 3',
    );
    expect(detailOf(sample('aki-stage'))).not.toContain('KDIGO itself');
  });

  it.each([
    ['not-coded', '- Tacrolimus level: was it a trough? A level in range does not exclude toxicity.'],
    ['trough', '- A tacrolimus trough in range does not exclude toxicity.'],
    ['none', '- Tacrolimus level: no current one is known. A level in range would not exclude toxicity.'],
  ])('AKI: asks whether it was a trough only where there is a level and its code does not say (%s)', (timing, text) => {
    const detail = detailOf(sample('aki-stage', { levelTiming: timing }));
    expect(detail).toContain(text);
    expect(detail.includes('was it a trough?')).toBe(timing === 'not-coded');
  });

  it('trough: asks for the timing, the repeat and the interactions, and quotes the cohort as it is', () => {
    const detail = detailOf(sample('trough-high', { timingNotCoded: true }));
    for (const text of [
      'about 12 h',
      'about 24 h',
      'potassium and magnesium',
      'CYP3A inhibitors',
      'inducers that were stopped',
    ]) {
      expect(detail).toContain(text);
    }
    expect(detail).toContain('in one cohort of 93, 18 % had AKI while the trough was above 15');
    expect(detail).not.toMatch(/\bmale\b|\bmen\b/i);
  });

  it('trough: male sex is a modifier from one cohort; a transplant has its own targets', () => {
    const detail = detailOf(sample('trough-high', { male: true, transplant: true }));
    expect(detail).toContain('Male sex went with a higher risk in that one cohort of 93');
    expect(detail).toContain('transplant targets may apply');
  });

  it('low trough beside raised creatinine: no reason to give more', () => {
    expect(detailOf(sample('trough-low', { creatinineRaised: true }))).toContain('no reason to give more');
  });

  it('duration: review; taper advice only where the rule allows it', () => {
    expect(cards.render(sample('duration-over'), context).summary).toContain('review');
    expect(detailOf(sample('duration-over', { taperAdvice: true }))).toMatch(
      /taper over at least a month.*autoimmune hepatitis/,
    );
    for (const id of ['duration-over', 'duration-notice'] as const) {
      expect(detailOf(sample(id, { taperAdvice: false }))).not.toMatch(/taper|abruptly/);
    }
  });

  it('duration: a start that is not known is "at least"', () => {
    const course = { start: '2026-01-01', startKnown: false, days: 300, months: 9 };
    expect(cards.render(sample('duration-over', { course }), context).summary).toContain('at least 9 months');
  });

  it('thiopurine: an indication that is not recorded is said', () => {
    const subject = sample('thiopurine-plan', { indication: 'not-recorded', indicationText: '' });
    expect(cards.render(subject, context).summary).toContain('indication not recorded');
    expect(detailOf(subject)).toContain('The indication is not recorded');
  });
});

describe('suggestions', () => {
  const actionsOf = (fhirRelease: CardContext['fhirRelease'], finding: Finding) =>
    cards
      .render({ kind: 'finding', finding }, { ...context, fhirRelease })
      .suggestions?.flatMap(({ actions = [] }) => actions.map(({ resource }) => resource)) ?? [];
  const plan = { ...findings[0]!, suggestions: ['order-creatinine', 'draft-azathioprine'] } as const satisfies Finding;
  const text = 'Azathioprine (dose to be set by the prescriber)';
  const rxnorm = { system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '1256', display: 'azathioprine' };

  it.each([
    ['R4', 'ServiceRequest', 'MedicationRequest'],
    ['STU3', 'ProcedureRequest', 'MedicationRequest'],
    ['DSTU2', 'DiagnosticOrder', 'MedicationOrder'],
  ] as const)('[C-093] %s orders a %s and a %s, as drafts for this patient', (release, test, medication) => {
    const resources = actionsOf(release, plan);
    expect(resources.map((resource) => resource?.resourceType)).toEqual([test, medication]);
    for (const resource of resources) {
      expect(resource?.status).toBe('draft');
      expect(JSON.stringify(resource)).toContain('"reference":"Patient/p1"');
    }
    expect(resources[1]).toMatchObject({ medicationCodeableConcept: { coding: [rxnorm], text } });
  });

  it('azathioprine has no dose in any release', () => {
    for (const release of ['R4', 'STU3', 'DSTU2'] as const) {
      expect(JSON.stringify(actionsOf(release, plan)[1])).not.toMatch(/dosage|doseQuantity|dispense|"value"/i);
    }
  });

  it('each draft says why it is wanted and by whom, where the EHR says who is at work', () => {
    const named = { reference: 'Practitioner/p' };
    expect(actionsOf('R4', plan)).toMatchObject([
      { reasonCode: [{ text: 'Kidney function on tacrolimus' }], requester: named },
      { reasonCode: [{ text: 'Maintenance of remission after tacrolimus' }], requester: named },
    ]);
    expect(actionsOf('STU3', plan)).toMatchObject([{ requester: { agent: named } }, { requester: { agent: named } }]);
    expect(actionsOf('DSTU2', plan)).toMatchObject([
      { orderer: named, reason: [{ text: 'Kidney function on tacrolimus' }] },
      { prescriber: named, reasonCodeableConcept: { text: 'Maintenance of remission after tacrolimus' } },
    ]);
    const nobody = cards.render({ kind: 'finding', finding: plan }, { ...context, requester: null });
    expect(JSON.stringify(nobody.suggestions)).not.toMatch(/"(requester|orderer|prescriber)"/);
  });

  it('offers to take back each draft order that it is about and that has an id', () => {
    const finding = { ...plan, suggestions: [] };
    const withdrawn = (given: CardContext['order']) =>
      cards.render({ kind: 'finding', finding }, { ...context, order: given, offersWithdrawal: true }).suggestions;
    const [only, ...rest] = withdrawn(order) ?? [];
    expect(only).toMatchObject({
      label: 'Take this order back',
      actions: [{ type: 'delete', resourceId: 'MedicationRequest/1' }],
    });
    expect(rest).toEqual([]);
    const half = { ...capsule, display: 'Tacrolimus 0.5 mg', reference: 'MedicationRequest/2' };
    expect(withdrawn({ ...order, others: [half, { ...half, reference: null }] })?.map(({ label }) => label)).toEqual([
      'Take this order back: Tacrolimus 1 mg oral capsule, 2 mg',
      'Take this order back: Tacrolimus 0.5 mg, 2 mg',
    ]);
    expect(withdrawn({ ...order, reference: null })).toBeUndefined();
    expect(withdrawn(null)).toBeUndefined();
    expect(cards.render({ kind: 'finding', finding }, context)).not.toHaveProperty('suggestions');
  });

  it('[C-079] the selection behaviour is the one the client knows, and is absent without suggestions', () => {
    expect(cards.render({ kind: 'finding', finding: plan }, context).selectionBehavior).toBe('any');
    const bare = cards.render({ kind: 'finding', finding: { ...plan, suggestions: [] } }, context);
    expect(bare).not.toHaveProperty('suggestions');
    expect(bare).not.toHaveProperty('selectionBehavior');
  });
});

describe('the card of what was not checked', () => {
  const noCreatinine = {
    code: 'no-creatinine',
    unavailable: false,
    facts: {},
    suggestions: ['order-creatinine'],
  } as const;
  const noLevel = {
    code: 'no-level',
    unavailable: false,
    facts: { windowDays: 45 },
    suggestions: ['order-tacrolimus-level'],
  } as const;
  const gaps = (rules: Extract<CardSubject, { kind: 'not-evaluated' }>['notEvaluated']['rules']): CardSubject => ({
    kind: 'not-evaluated',
    notEvaluated: { rules, problems: [{ source: 'conditions', code: 'other-patient', count: 2 }] },
  });
  const two = gaps([
    { rule: 'aki', missing: [noCreatinine] },
    { rule: 'trough', missing: [noLevel, noCreatinine] },
  ]);

  it('names each rule and why, in one line', () => {
    expect(cards.render(two, context).summary).toBe('Not checked: AKI (no creatinine), trough (no level in 45 d)');
  });

  it('lists the reasons, the failed sources and the resources of another patient', () => {
    const detail = detailOf(two);
    expect(detail).toContain('There is no usable creatinine on record.');
    expect(detail).toContain('at this point of the course one counts for 45 days');
    expect(detail).toContain('Problem list: 2 entries of another patient were sent and were left out.');
    expect(detail).toContain('**not** a sign that all is well');
  });

  it('says once what several rules lack, after the names of them all', () => {
    const detail = detailOf(two);
    expect(detail).toContain('- **Kidney injury (AKI), Tacrolimus trough:** There is no usable creatinine on record.');
    expect(detail.match(/no usable creatinine/g)).toHaveLength(1);
  });

  it('tells what joins it, is as serious, and offers its tests', () => {
    const late = { test: 'level', date: '', days: null, windowDays: 42, noneSinceStart: true, isTwice: true };
    const overdue: Finding = {
      ...{ rule: 'monitoring', id: 'overdue', severity: 'warning', rows: [] },
      facts: { late: [late], start: '2026-05-10', part: 'later' },
      suggestions: ['order-tacrolimus-level'],
    };
    const raised: CardSubject = {
      kind: 'not-evaluated',
      notEvaluated: { rules: [{ rule: 'aki', missing: [noCreatinine] }], problems: [], joins: [overdue] },
    };
    const card = cards.render(raised, context);
    expect([card.indicator, card.summary]).toEqual([
      'warning',
      'Overdue: tacrolimus level. Not checked: AKI (no creatinine)',
    ]);
    expect(card.detail).toContain('tacrolimus level, none on record since the first dose (2026-05-10)');
    expect(card.suggestions?.map(({ label }) => label)).toEqual(['Order tacrolimus trough', 'Order creatinine']);
  });

  it('suggests each missing test once', () => {
    expect(cards.render(two, context).suggestions?.map(({ label }) => label)).toEqual([
      'Order creatinine',
      'Order tacrolimus trough',
    ]);
  });

  it('no baseline is no reassurance', () => {
    const missing = [
      {
        code: 'no-baseline',
        unavailable: false,
        facts: { reported: '88 umol/L', value: 88, date: '2026-11-20' },
        suggestions: [],
      } as const,
    ];
    expect(detailOf(gaps([{ rule: 'aki', missing }]))).toContain('No baseline is not reassurance');
  });

  it('a fact that a rule leaves out leaves a blank, and the card stays', () => {
    const missing = [{ code: 'level-stale', unavailable: false, facts: {}, suggestions: [] } as const];
    expect(findResponseFaults({ cards: [cards.render(gaps([{ rule: 'trough', missing }]), context)] })).toEqual([]);
  });
});
