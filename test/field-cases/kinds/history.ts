import {
  AZATHIOPRINE,
  condition,
  daysAgo,
  dispense,
  having,
  QUIET,
  request,
  RXNORM,
  SICK,
  statement,
  TACROLIMUS,
  concept,
} from '../charts.js';
import type { Chart, Json } from '../charts.js';
import type { Check, FieldCase } from '../../support/field-case/field-case.js';
import {
  either,
  INJURY_TOLD,
  KIDNEY_NOT_CHECKED,
  kind,
  NO_PLAN_NOT_CLAIMED,
  QUIET_ANSWER,
  REFUSED,
  signingTacrolimus,
  SOMETHING_TOLD,
  viewing,
} from './kind.js';

/** The medication list: every line is read, or counted as one that was not. */
/** Kidney injury, and nothing of tacrolimus but this line: a level would tell of a course by itself. */
const onlyLine = (sources: Chart) => having(SICK, { tacrolimusLevels: [], medicationRequests: [], ...sources });
const opened = (line: Json) => ({ request: viewing(onlyLine({ medicationRequests: [line] })) });
const stated = (line: Json) => ({ request: viewing(onlyLine({ medicationStatements: [line] })) });
const handedOut = (line: Json) => ({ request: viewing(onlyLine({ medicationDispenses: [line] })) });
const TOLD_OR_SAID = either(INJURY_TOLD, KIDNEY_NOT_CHECKED, { status: 200, textMatches: ['Not checked'] }, REFUSED);
const TOLD = either(INJURY_TOLD);
const none = { medicationCodeableConcept: undefined };

/** Day 100 of tacrolimus, and one more line. */
const beside = (line: Json) => ({
  request: signingTacrolimus(having(QUIET, { medicationRequests: [request(TACROLIMUS, 100), line] })),
});
const READ_OR_SAID = either(QUIET_ANSWER, NO_PLAN_NOT_CLAIMED, REFUSED);

const historyDrugUnreadable = kind(
  'history-drug-unreadable',
  'A line whose drug cannot be read is counted: the list is incomplete, and what rests on it is not claimed',
  {
    'chart opened: only a local code': { ...opened(request(concept('urn:hosp:drug', '77'), 100)), check: TOLD_OR_SAID },
    'chart opened: a dangling reference': {
      ...opened(request({}, 100, { ...none, medicationReference: { reference: 'Medication/gone' } })),
      check: TOLD_OR_SAID,
    },
    'chart opened: R5 in a statement': {
      ...stated({
        ...statement({}, none),
        medication: { concept: TACROLIMUS },
        effectivePeriod: { start: daysAgo(100) },
      }),
      check: TOLD,
    },
    'chart opened: R5 in a dispense': {
      ...handedOut({ ...dispense({}, none), medication: { concept: TACROLIMUS }, whenHandedOver: daysAgo(10) }),
      check: TOLD,
    },
    'chart opened: the concept as a text': {
      ...opened(request({}, 100, { medicationCodeableConcept: 'Tacrolimus 1 mg' })),
      check: TOLD_OR_SAID,
    },
    'chart opened: masked': {
      ...opened(
        request({}, 100, {
          ...none,
          _medicationCodeableConcept: {
            extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }],
          },
        }),
      ),
      check: TOLD_OR_SAID,
    },
    'chart opened: no drug member at all': { ...opened(request({}, 100, none)), check: TOLD_OR_SAID },
    'plan: azathioprine by logical identifier': {
      ...beside(request({}, 40, { ...none, medicationReference: { identifier: { system: RXNORM, value: '197388' } } })),
      check: either(QUIET_ANSWER),
    },
    'plan: azathioprine by a display of the reference': {
      ...beside(
        request({}, 40, { ...none, medicationReference: { reference: 'Medication/x', display: 'Azathioprin 50 mg' } }),
      ),
      check: either(QUIET_ANSWER),
    },
    'plan: azathioprine in a list of concepts': {
      ...beside(request({}, 40, { medicationCodeableConcept: [AZATHIOPRINE] })),
      check: READ_OR_SAID,
    },
    'plan: azathioprine misspelt': { ...beside(request({ text: 'azathiopurine 50 mg' }, 40)), check: READ_OR_SAID },
    'plan: a local code': { ...beside(request(concept('urn:hosp:drug', '78'), 40)), check: READ_OR_SAID },
    'plan: an NDC of nobody we know': {
      ...beside(request(concept('http://hl7.org/fhir/sid/ndc', '99999-555-01'), 40)),
      check: READ_OR_SAID,
    },
    'plan: a drug that is known and another': {
      ...beside(request(concept(RXNORM, '861007', 'metformin hydrochloride 500 MG Oral Tablet'), 40)),
      check: either(SOMETHING_TOLD),
    },
  },
);

const historyLineVanishes = kind(
  'history-line-vanishes',
  'Undated but active is current, start unknown; unknown status is said; what is reported counts',
  {
    'request without authoredOn': {
      ...opened(request(TACROLIMUS, 100, { authoredOn: undefined })),
      check: TOLD_OR_SAID,
    },
    'request dated by a year': { ...opened(request(TACROLIMUS, 100, { authoredOn: '2026' })), check: TOLD_OR_SAID },
    'request written in ten weeks': {
      ...opened(request(TACROLIMUS, 100, { authoredOn: daysAgo(-70) })),
      check: TOLD_OR_SAID,
    },
    'request that is to begin in ten weeks': {
      ...opened(
        request(TACROLIMUS, 1, {
          dosageInstruction: [{ timing: { repeat: { boundsPeriod: { start: daysAgo(-70) } } } }],
        }),
      ),
      check: QUIET_ANSWER,
    },
    'plan: azathioprine written for next week': {
      ...beside(request(AZATHIOPRINE, -7)),
      check: QUIET_ANSWER,
    },
    'request dated in words': {
      ...opened(request(TACROLIMUS, 100, { authoredOn: 'last month' })),
      check: TOLD_OR_SAID,
    },
    'request of status unknown, undated': {
      ...opened(request(TACROLIMUS, 100, { authoredOn: undefined, status: 'unknown' })),
      check: TOLD_OR_SAID,
    },
    'request without a status': { ...opened(request(TACROLIMUS, 100, { status: undefined })), check: TOLD_OR_SAID },
    'request of a status of another release': {
      ...opened(request(TACROLIMUS, 100, { status: 'ended-?' })),
      check: TOLD_OR_SAID,
    },
    'request with intent plan that is reported': {
      ...opened(request(TACROLIMUS, 100, { intent: 'plan', reportedReference: { reference: 'Patient/kind-1' } })),
      check: TOLD_OR_SAID,
    },
    'request with the R5 reported': {
      ...opened(request(TACROLIMUS, 100, { intent: 'plan', reported: true })),
      check: TOLD_OR_SAID,
    },
    'statement, active, undated': { ...stated(statement(TACROLIMUS)), check: TOLD_OR_SAID },
    'statement of status unknown': {
      ...stated(statement(TACROLIMUS, { status: 'unknown', effectivePeriod: { start: daysAgo(100) } })),
      check: TOLD_OR_SAID,
    },
    'statement of R5 status recorded': {
      ...stated(statement(TACROLIMUS, { status: 'recorded', effectivePeriod: { start: daysAgo(100) } })),
      check: TOLD_OR_SAID,
    },
    'statement of status intended': {
      ...stated(statement(TACROLIMUS, { status: 'intended', effectiveDateTime: daysAgo(2) })),
      check: TOLD_OR_SAID,
    },
    'dispense undated': { ...handedOut(dispense(TACROLIMUS)), check: TOLD_OR_SAID },
    'dispense of status unknown': {
      ...handedOut(dispense(TACROLIMUS, { status: 'unknown', whenHandedOver: daysAgo(20) })),
      check: TOLD_OR_SAID,
    },
    'dispense that was only prepared': {
      ...handedOut(dispense(TACROLIMUS, { whenPrepared: daysAgo(20) })),
      check: TOLD_OR_SAID,
    },
    'plan: azathioprine undated, active': {
      ...beside(request(AZATHIOPRINE, 40, { authoredOn: undefined })),
      check: either(QUIET_ANSWER),
    },
    'plan: azathioprine without a status': {
      ...beside(request(AZATHIOPRINE, 40, { status: undefined })),
      check: READ_OR_SAID,
    },
    'plan: azathioprine dispensed, undated': {
      request: signingTacrolimus(
        having(QUIET, {
          medicationRequests: [request(TACROLIMUS, 100)],
          medicationDispenses: [dispense(AZATHIOPRINE)],
        }),
      ),
      check: READ_OR_SAID,
    },
    'plan: azathioprine reported at home': {
      ...beside(request(AZATHIOPRINE, 40, { intent: 'plan', reportedBoolean: true })),
      check: either(QUIET_ANSWER),
    },
    'entered in error is passed over': {
      ...opened(request(TACROLIMUS, 100, { status: 'entered-in-error' })),
      check: either(QUIET_ANSWER),
    },
    'no line at all is no course': { request: viewing(onlyLine({})), check: either(QUIET_ANSWER) },
  },
);

const subject = { reference: 'Patient/kind-1' };
const carePlan = (changes: Json): Json => ({
  ...{ resourceType: 'CarePlan', id: 'plan-1', status: 'active', intent: 'plan', subject, ...changes },
});
const without = (sources: Chart) =>
  signingTacrolimus(having(QUIET, { medicationRequests: [request(TACROLIMUS, 100)], ...sources }));
const withPlan = (changes: Json, check: FieldCase['check']) => ({
  request: without({ carePlans: [carePlan(changes)] }),
  check,
});
const SAID = either(NO_PLAN_NOT_CLAIMED);
const QUIET_OR_SAID = either(QUIET_ANSWER, NO_PLAN_NOT_CLAIMED);
const CLAIMED: Check = { status: 200, textMatches: ['No thiopurine plan'] };
const detail = (changes: Json) => ({ activity: [{ detail: { status: 'scheduled', ...changes } }] });
const azathioprine = request(AZATHIOPRINE, 5, { id: 'within' });

const planInWords = kind('plan-in-words', 'A care plan that names a thiopurine is a plan, or cannot be told from one', {
  description: withPlan({ description: 'Bridge to azathioprine after 3 months' }, SAID),
  title: withPlan({ title: 'Tacrolimus, then AZATHIOPRIN' }, SAID),
  note: withPlan({ note: [{ text: 'start Imurek in 4 weeks' }] }, SAID),
  'words against it': withPlan({ description: 'No azathioprine in this patient' }, SAID),
  'description of an activity': withPlan(detail({ description: 'Mercaptopurine from January' }), SAID),
  'name of what an activity refers to': withPlan(
    { activity: [{ reference: { display: 'Azathioprine 50 mg' } }] },
    SAID,
  ),
  'R5 plannedActivityReference': withPlan(
    { activity: [{ plannedActivityReference: { display: 'Azathioprine 50 mg tablet' } }] },
    SAID,
  ),
  'progress of an activity': withPlan(
    { activity: [{ progress: [{ text: 'TPMT back, azathioprine next visit' }], detail: { status: 'in-progress' } }] },
    SAID,
  ),
  'an order within the plan': withPlan(
    { contained: [azathioprine], activity: [{ reference: { reference: '#within' } }] },
    QUIET_ANSWER,
  ),
  'an order within the plan that is over': withPlan(
    { contained: [{ ...azathioprine, status: 'stopped' }], activity: [{ reference: { reference: '#within' } }] },
    CLAIMED,
  ),
  'activity of status unknown': withPlan(detail({ status: 'unknown', productCodeableConcept: AZATHIOPRINE }), SAID),
  'activity without a status': withPlan(detail({ status: undefined, productCodeableConcept: AZATHIOPRINE }), SAID),
  'plan of status unknown': withPlan(
    { status: 'unknown', ...detail({ productCodeableConcept: AZATHIOPRINE }) },
    QUIET_OR_SAID,
  ),
  'plan without a status': withPlan(
    { status: undefined, ...detail({ productCodeableConcept: AZATHIOPRINE }) },
    QUIET_OR_SAID,
  ),
  'plan that is over': withPlan({ status: 'completed', description: 'Azathioprine' }, CLAIMED),
  'activity that is over': withPlan(detail({ status: 'cancelled', description: 'Azathioprine' }), CLAIMED),
  'plan of something else': withPlan({ title: 'Diabetes', description: 'Foot care, metformin' }, CLAIMED),
});

const infusion = (changes: Json) => ({
  request: without({
    procedures: [
      {
        ...{ resourceType: 'Procedure', id: 'infusion-1', status: 'completed', subject },
        ...{ code: { text: 'Infliximab infusion' }, performedDateTime: daysAgo(10), ...changes },
      },
    ],
  }),
});

const givenAsProcedure = kind('maintenance-as-procedure', 'An infusion recorded as a procedure is maintenance', {
  'infliximab 10 days ago': { ...infusion({}), check: QUIET_ANSWER },
  'vedolizumab, planned': {
    ...infusion({ status: 'preparation', code: { text: 'Entyvio 300 mg i.v.' }, performedDateTime: undefined }),
    check: QUIET_ANSWER,
  },
  'infliximab two years ago': { ...infusion({ performedDateTime: daysAgo(730) }), check: CLAIMED },
  'infliximab that was not given': { ...infusion({ status: 'not-done' }), check: CLAIMED },
  'an infusion of iron': { ...infusion({ code: { text: 'Iron infusion' } }), check: CLAIMED },
});

const harm = (text: string, check: FieldCase['check']) => ({
  request: without({ conditions: [...QUIET.conditions!, condition({ text }, { id: 'harm' })] }),
  check,
});
const AGAINST: Check = { status: 200, textMatches: ['reason against a thiopurine'], suggestionsLack: ['azathioprine'] };

const harmAsDiagnosis = kind('thiopurine-harm-as-diagnosis', 'No azathioprine is drafted beside the harm it did', {
  pancreatitis: harm('Azathioprine-induced pancreatitis', AGAINST),
  'pancreatitis, German': harm('Azathioprin-Pankreatitis 2021', AGAINST),
  'adverse reaction': harm('Adverse reaction to mercaptopurine', AGAINST),
  leucopenia: harm('Leukopenia due to Imuran', AGAINST),
  'allergy, as a problem': harm('Allergy to azathioprine', AGAINST),
  failure: harm('Azathioprine failure', AGAINST),
  'no allergy': harm('No allergy to azathioprine', CLAIMED),
  'only named': harm('Long-term use of azathioprine, past', CLAIMED),
});

const overInR5 = kind('history-status-of-r5', 'An order that has ended (R5) is history, as one that is completed', {
  'tacrolimus since 240 days, ended 20 days ago': {
    request: signingTacrolimus(
      having(QUIET, {
        medicationRequests: [
          request(TACROLIMUS, 20),
          request(TACROLIMUS, 240, { status: 'ended' }),
          request(AZATHIOPRINE, 45),
        ],
      }),
    ),
    check: { status: 200, textMatches: ['past 6 months'] },
  },
});

export const HISTORY_KINDS = [
  ...[historyDrugUnreadable, historyLineVanishes, planInWords, givenAsProcedure, harmAsDiagnosis, overInR5],
];
