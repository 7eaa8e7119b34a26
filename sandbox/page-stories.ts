import type { Dosage, Medication, MedicationRequest } from 'fhir/r4.js';
import { FEATURED } from './featured.js';
import { HOOKS } from '../src/domain/service-definition.js';
import type { HookName } from '../src/domain/service-definition.js';
import type { ExpectedCard, OtherDraft, PatientStory } from './patients/patient-story.js';
import { AKI_STORIES } from './patients/stories/aki-stories.js';
import { DURATION_STORIES } from './patients/stories/duration-stories.js';
import { ELECTROLYTE_STORIES } from './patients/stories/electrolyte-stories.js';
import { GATE_STORIES } from './patients/stories/gate-stories.js';
import { INTERACTION_STORIES } from './patients/stories/interaction-stories.js';
import { PLAN_STORIES } from './patients/stories/plan-stories.js';
import { RECORD_STORIES } from './patients/stories/record-stories.js';
import { RISK_STORIES } from './patients/stories/risk-stories.js';
import { START_STORIES } from './patients/stories/start-stories.js';
import { TROUGH_STORIES } from './patients/stories/trough-stories.js';
import { toRequest } from './patients/to-request.js';
import type { HookRequestBody } from './patients/to-request.js';

/** What a clinician sees of an order before it is signed. Null is "not recorded". */
export interface OrderDisplay {
  readonly reference: string;
  readonly drug: string;
  readonly dose: string | null;
  readonly reason: string | null;
  readonly supply: string | null;
}

/** What is drafted beside the order. */
export interface DraftDisplay {
  /** `MedicationRequest/17`, by which a card may ask to take it back. */
  readonly reference: string;
  readonly text: string;
}

/** One row of `/stories.json`. */
export interface PageStory {
  readonly id: string;
  /** Heading of the patient list under which the story stands. */
  readonly theme: string;
  readonly title: string;
  readonly story: string;
  /** Among the few that the page opens with. */
  readonly featured: boolean;
  /** `age` in completed years on the day of the order; null without a birth date. */
  readonly patient: { readonly sex: string; readonly age: number | null };
  readonly order: OrderDisplay;
  readonly otherDrafts: readonly DraftDisplay[];
  readonly expected: readonly ExpectedCard[];
  /** Ready to send. */
  readonly requests: Readonly<Record<HookName, HookRequestBody>>;
}

const NOT_NAMED = 'drug not named';
const COHORT_THEME = 'Published cohort';

const THEMES: ReadonlyMap<string, string> = new Map(
  (
    [
      ['Kidney injury', AKI_STORIES],
      ['Kidney risk', RISK_STORIES],
      ['Tacrolimus level', TROUGH_STORIES],
      ['Potassium and magnesium', ELECTROLYTE_STORIES],
      ['Other drugs', INTERACTION_STORIES],
      ['Before the first dose', START_STORIES],
      ['Plan for maintenance', PLAN_STORIES],
      ['Length of treatment', DURATION_STORIES],
      ['Who is meant', GATE_STORIES],
      ['State of the record', RECORD_STORIES],
    ] as const
  ).flatMap(([theme, plans]) => plans.map((plan) => [plan.id, theme] as const)),
);

/**
 * The stories as the page lists them, in their order.
 *
 * @param fhirServer - base URL under which the CDS service can read the charts
 */
export function pageStories(stories: readonly PatientStory[], fhirServer: string): readonly PageStory[] {
  return stories.map((story) => ({
    id: story.id,
    theme: THEMES.get(story.id) ?? COHORT_THEME,
    title: story.title,
    story: story.story,
    featured: FEATURED.includes(story.id),
    patient: patientOf(story),
    order: orderDisplay(story.order, story.otherDrafts),
    otherDrafts: story.otherDrafts.map((draft) => ({ reference: referenceOf(draft), text: draftText(draft) })),
    expected: story.expected,
    requests: requestsOf(story, fhirServer),
  }));
}

function requestsOf(story: PatientStory, fhirServer: string): PageStory['requests'] {
  const request = (hook: HookName): HookRequestBody => toRequest(story, hook, { fhirServer, prefetch: null });
  return Object.fromEntries(HOOKS.map((hook) => [hook, request(hook)])) as Record<HookName, HookRequestBody>;
}

function patientOf({ resources, order }: PatientStory): PageStory['patient'] {
  const patient = resources.find((resource) => resource.resourceType === 'Patient');
  const born = patient?.birthDate;
  return {
    sex: patient?.gender ?? 'not recorded',
    age: born === undefined || order.authoredOn === undefined ? null : yearsBetween(born, order.authoredOn),
  };
}

/** ISO dates compare as text, so no clock or time zone is needed. */
function yearsBetween(born: string, day: string): number {
  const birthdayIsAhead = day.slice(5, 10) < born.slice(5, 10);
  return Number(day.slice(0, 4)) - Number(born.slice(0, 4)) - (birthdayIsAhead ? 1 : 0);
}

function orderDisplay(order: MedicationRequest, drafts: readonly OtherDraft[]): OrderDisplay {
  const reason = order.reasonCode?.[0];
  const supply = order.dispenseRequest?.expectedSupplyDuration;
  return {
    reference: referenceOf(order),
    drug: drugText(order, drafts),
    dose: doseText(order.dosageInstruction?.[0]),
    reason: reason?.text ?? reason?.coding?.[0]?.display ?? null,
    supply: supply?.value === undefined ? null : `${supply.value} ${supply.unit ?? ''}`.trim(),
  };
}

/** Epic puts the drug into a Medication beside the order, others into one that the order contains. */
function drugText(order: MedicationRequest, drafts: readonly OtherDraft[]): string {
  const reference = order.medicationReference?.reference;
  const contained = order.contained?.filter(isMedication).find(({ id }) => reference === `#${id ?? ''}`);
  const beside = drafts.filter(isMedication).find(({ id }) => reference === `Medication/${id ?? ''}`);
  const code = (contained ?? beside)?.code ?? order.medicationCodeableConcept;
  return code?.text ?? code?.coding?.[0]?.display ?? NOT_NAMED;
}

function isMedication(resource: { readonly resourceType: string }): resource is Medication {
  return resource.resourceType === 'Medication';
}

function doseText(dosage: Dosage | undefined): string | null {
  if (dosage === undefined) return null;
  const { value, unit } = dosage.doseAndRate?.[0]?.doseQuantity ?? {};
  const perDay = dosage.timing?.repeat?.frequency;
  const parts = [
    value === undefined ? dosage.text : `${value} ${unit ?? ''}`.trim(),
    perDay === undefined ? undefined : perDay === 1 ? 'once a day' : `${perDay} times a day`,
    dosage.route?.text?.toLowerCase(),
  ];
  const said = parts.filter((part) => part !== undefined);
  return said.length === 0 ? null : said.join(', ');
}

function draftText(draft: OtherDraft): string {
  switch (draft.resourceType) {
    case 'MedicationRequest':
      return `Order: ${drugText(draft, [])}`;
    case 'ServiceRequest':
      return `Test: ${draft.code?.text ?? 'not named'}`;
    case 'Medication':
      return `Drug that the order refers to: ${draft.code?.text ?? NOT_NAMED}`;
  }
}

function referenceOf({ resourceType, id }: OtherDraft | MedicationRequest): string {
  return `${resourceType}/${id ?? ''}`;
}
