import type { FhirResource } from 'fhir/r4.js';
import type { PatientStory } from '../../../sandbox/patients/patient-story.js';
import { CHART, type Json } from './chart.js';

/** Stands in everything that may not get out. No word of ours contains it. */
export const MARK = 'LEAK7f3a';
export const PATIENT = `${MARK}-patient`;

/** The story in which every rule speaks, with a mark in every id, name, number, note, address, display and text. */
export const MARKED_CHART: PatientStory = {
  ...CHART,
  id: PATIENT,
  resources: CHART.resources.map((resource) => marked(resource)),
  order: marked(CHART.order),
};

function marked<T extends FhirResource>(resource: T): T {
  const text = JSON.stringify(resource).replaceAll(CHART.id, PATIENT);
  const copy = markTexts(JSON.parse(text)) as Json;
  const more = {
    text: { status: 'generated', div: `<div>${MARK}-narrative</div>` },
    meta: { source: `https://${MARK}.example/record`, tag: [{ system: `urn:${MARK}`, code: `${MARK}-tag` }] },
    identifier: [{ system: 'urn:oid:1.2.3', value: `${MARK}-mrn` }],
    note: [{ text: `${MARK}-note`, authorString: `${MARK}-author` }],
    extension: [{ url: `https://${MARK}.example/extension`, valueString: `${MARK}-extension` }],
    ...(copy.resourceType === 'Patient'
      ? {
          name: [{ family: `${MARK}-family`, given: [`${MARK}-given`] }],
          telecom: [{ system: 'phone', value: `${MARK}-phone` }],
          address: [{ line: [`${MARK}-street`], city: `${MARK}-city` }],
          photo: [{ url: `https://${MARK}.example/photo` }],
        }
      : {}),
  };
  return { ...copy, ...more } as unknown as T;
}

/** What is shown to people gets a mark behind it; codes stay, so that the drug and the disease are still known. */
function markTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(markTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) =>
      (name === 'display' || name === 'text') && typeof member === 'string'
        ? [name, `${member} ${MARK}-${name}`]
        : [name, markTexts(member)],
    ),
  );
}
