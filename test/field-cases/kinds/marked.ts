import {
  adding,
  AZATHIOPRINE,
  COLITIS,
  condition,
  creatinine,
  having,
  level,
  PATIENT_ID,
  QUIET,
  request,
  SICK,
  statement,
  TACROLIMUS,
} from '../charts.js';
import type { Json } from '../charts.js';
import {
  either,
  INJURY_TOLD,
  KIDNEY_NOT_CHECKED,
  kind,
  type Kind,
  LEVEL_NOT_CHECKED,
  NO_PLAN_NOT_CLAIMED,
  QUIET_ANSWER,
  REFUSED,
  signingTacrolimus,
  SOMETHING_TOLD,
  viewing,
} from './kind.js';

/** What its sender marks as meaning something else, and what was observed in somebody else. */
const [, ...OLDER] = QUIET.creatinine!;
const NOT = [{ url: 'http://hl7.org/fhir/StructureDefinition/request-doNotPerform', valueBoolean: true }];
const RULED_OUT = [{ url: 'http://hl7.org/fhir/StructureDefinition/condition-ruledOut', valueBoolean: true }];
const LOCAL = [{ url: 'urn:hosp:not-for-clinical-use', valueString: 'external quality control' }];
const marked = (modifierExtension: unknown) => ({ modifierExtension });
const kidneys = (...newest: readonly Json[]) => signingTacrolimus(having(QUIET, { creatinine: [...newest, ...OLDER] }));
const about = (...focus: readonly Json[]) => kidneys(creatinine(80, 1, { focus }), creatinine(250, 2));

const markedByItsSender = kind(
  'marked-by-its-sender',
  'A modifier extension that nobody knows makes a resource one that is not read; it is never read as though it had none',
  {
    'the newest creatinine, normal': {
      request: kidneys(creatinine(80, 1, marked(LOCAL)), creatinine(250, 2)),
      check: either(KIDNEY_NOT_CHECKED, INJURY_TOLD),
    },
    'the newest creatinine, high': {
      request: kidneys(creatinine(250, 1, marked(LOCAL))),
      check: KIDNEY_NOT_CHECKED,
    },
    'an old creatinine is no news': {
      request: signingTacrolimus(
        having(QUIET, { creatinine: [...QUIET.creatinine!, creatinine(81, 300, marked(LOCAL))] }),
      ),
      check: QUIET_ANSWER,
    },
    'an empty list of modifiers': { request: kidneys(creatinine(250, 1, marked([]))), check: INJURY_TOLD },
    'the newest level': {
      request: signingTacrolimus(having(QUIET, { tacrolimusLevels: [level(22, 1, marked(LOCAL)), level(8, 20)] })),
      check: LEVEL_NOT_CHECKED,
    },
    'the value of a panel': {
      request: kidneys(
        creatinine(250, 1, {
          valueQuantity: undefined,
          component: [{ ...creatinine(250, 1), modifierExtension: LOCAL }],
        }),
      ),
      check: KIDNEY_NOT_CHECKED,
    },
    'azathioprine that is not to be given': {
      request: signingTacrolimus(
        having(QUIET, { medicationRequests: [request(TACROLIMUS, 75), request(AZATHIOPRINE, 45, marked(NOT))] }),
      ),
      check: NO_PLAN_NOT_CLAIMED,
    },
    'a transplant that was ruled out': {
      request: signingTacrolimus(
        having(SICK, {
          conditions: [
            condition(COLITIS),
            condition({ text: 'Kidney transplant' }, { id: 'c-2', ...marked(RULED_OUT) }),
          ],
        }),
      ),
      check: INJURY_TOLD,
    },
    'chart opened: tacrolimus, the only line': {
      request: viewing(
        having(SICK, { medicationRequests: [], medicationStatements: [statement(TACROLIMUS, marked(LOCAL))] }),
      ),
      check: either(REFUSED, SOMETHING_TOLD),
    },
    'sodium is another test': {
      request: signingTacrolimus(
        adding(QUIET, { creatinine: [creatinine(140, 1, { code: { text: 'Sodium' }, ...marked(LOCAL) })] }),
      ),
      check: QUIET_ANSWER,
    },
  },
);

const observedInAnother = kind(
  'observed-in-another',
  'A result with the focus on a donor or an unborn child is not the patient’s; the focus on a problem changes nothing',
  {
    'a donor’s newer creatinine': { request: about({ reference: 'RelatedPerson/donor' }), check: INJURY_TOLD },
    'another patient’s': { request: about({ reference: 'Patient/donor-7' }), check: INJURY_TOLD },
    'two, of whom one is another': {
      request: about({ reference: `Patient/${PATIENT_ID}` }, { reference: 'Group/pool' }),
      check: INJURY_TOLD,
    },
    'her own, by name': {
      request: kidneys(creatinine(250, 1, { focus: [{ reference: `Patient/${PATIENT_ID}` }] })),
      check: INJURY_TOLD,
    },
    'her kidney disease': {
      request: kidneys(creatinine(250, 1, { focus: [{ reference: 'Condition/ckd' }] })),
      check: INJURY_TOLD,
    },
  },
);

export const MARKED_KINDS: readonly Kind[] = [markedByItsSender, observedInAnother];
