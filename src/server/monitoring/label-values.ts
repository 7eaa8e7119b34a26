import { CONNECTION_FAULTS, UNREAD_REASONS, SOURCES } from '../../domain/fact-set.js';
import { SEVERITIES } from '../../domain/finding.js';
import { FINDING_IDS, MISSING_CODES, NOT_APPLICABLE_REASONS, RULE_IDS } from '../../rules/index.js';
import { HOOKS } from '../../domain/service-definition.js';
import type { ShadowResult } from '../../domain/shadow-counts.js';
import { WATCH_KINDS } from '../../domain/watch-kind.js';
import type { RouteName } from '../http/request-record.js';
import type { RejectionReason } from '../security/token-rejected.js';
import type { EvaluationEvent, RuleEvent } from '../../domain/evaluation-event.js';

/** Turns a union type into its list; a member that is forgotten here does not compile. */
const listOf = <T extends string>(members: Readonly<Record<T, true>>): readonly T[] => Object.keys(members) as T[];

const REFUSALS = listOf<RejectionReason>({
  'too-many-refused': true,
  'no-token': true,
  'not-a-bearer-token': true,
  'token-too-large': true,
  'not-a-compact-jws': true,
  'unreadable-token': true,
  'unknown-issuer': true,
  'wrong-typ': true,
  'algorithm-not-allowed': true,
  'no-kid': true,
  'critical-header': true,
  'key-in-header': true,
  'jku-not-allowed': true,
  'keys-unavailable': true,
  'unknown-key': true,
  'ambiguous-key': true,
  'unusable-key': true,
  'bad-signature': true,
  'missing-claim': true,
  'malformed-claim': true,
  'wrong-audience': true,
  expired: true,
  'not-yet-valid': true,
  'issued-in-the-future': true,
  'too-old': true,
  'lifetime-too-long': true,
  'tenant-not-allowed': true,
  replayed: true,
  'service-not-allowed': true,
  'replay-store-full': true,
  'replay-store-failed': true,
});

/** The label of each route: templates, as OpenTelemetry's `http.route` asks, never the path that was called. */
export const ROUTE_LABELS = {
  discovery: '/cds-services',
  call: '/cds-services/{id}',
  feedback: '/cds-services/{id}/feedback',
  health: 'health',
  home: '/',
  'card-page': '/why/{card}',
  smart: '/smart',
  fhir: '/fhir',
  preflight: 'preflight',
  other: 'other',
} as const satisfies Readonly<Record<RouteName, string>>;

const FHIR_RESULTS = [
  ...(['ok', 'refused', 'not-offered', 'fetch-failed', 'timeout', 'aborted'] as const),
  ...CONNECTION_FAULTS,
] as const;
export type FhirCallResult = (typeof FHIR_RESULTS)[number];

/** What stands where a label does not apply. */
export const NONE = 'none';

/** Every value that a label may have, apart from {@link OTHER}. */
export const LABEL_VALUES = {
  rule: RULE_IDS,
  ruleOrNone: [...RULE_IDS, NONE],
  finding: FINDING_IDS,
  indicator: [...SEVERITIES, NONE],
  shadowResult: listOf<ShadowResult>({ compared: true, shed: true, failed: true, 'no-service': true }),
  shadowContent: ['live', 'shadow'],
  mode: listOf<RuleEvent['mode']>({ silent: true, 'pilot-hidden': true, 'pilot-shown': true, live: true }),
  outcome: listOf<RuleEvent['outcome']>({
    findings: true,
    silent: true,
    'not-applicable': true,
    indeterminate: true,
    failed: true,
  }),
  reason: [...NOT_APPLICABLE_REASONS, ...MISSING_CODES, NONE],
  result: listOf<EvaluationEvent['result']>({
    cards: true,
    'no-tacrolimus': true,
    'no-interacting-drug': true,
    'not-on-tacrolimus': true,
    'tacrolimus-unknown': true,
    'data-unavailable': true,
  }),
  hook: HOOKS,
  key: SOURCES,
  state: ['prefetch', 'fetched', 'not-asked', 'failed'],
  route: Object.values(ROUTE_LABELS),
  statusClass: ['1xx', '2xx', '3xx', '4xx', '5xx', 'client-closed'],
  refusal: REFUSALS,
  notShown: listOf<NonNullable<EvaluationEvent['notShown']>[number]['why']>({
    'card-limit': true,
    'told-together': true,
    'on-not-checked-card': true,
    'no-card-of-its-own': true,
    'not-at-this-service': true,
    'already-shown': true,
    snoozed: true,
  }),
  dropReason: UNREAD_REASONS,
  watchKind: WATCH_KINDS,
  feedback: ['accepted', 'overridden'],
  /** HL7's six categories of reasons, and what stands where a reason belongs to none (src/records/store/override-reason.ts). */
  reasonGroup: [
    'cds-not-applicable',
    'cds-suboptimal-context',
    'recipient-disagrees-evidence',
    'recipient-concerns-outcomes',
    'does-not-align-preferences',
    'not-convenient-feasible',
    'listed',
    'unlisted',
    'ehr',
    NONE,
  ],
  fhirResult: FHIR_RESULTS,
  /** The types that the service reads, in the names of R4, STU3 and DSTU2. */
  resourceType: [
    'Patient',
    'Observation',
    'MedicationRequest',
    'MedicationOrder',
    'MedicationStatement',
    'MedicationDispense',
    'MedicationAdministration',
    'Medication',
    'Condition',
    'Procedure',
    'AllergyIntolerance',
    'ServiceRequest',
    'ProcedureRequest',
    'DiagnosticOrder',
    'CarePlan',
  ],
  reload: ['accepted', 'refused'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What a value becomes that is in no list. It is never shown as it came. */
export const OTHER = 'other';
