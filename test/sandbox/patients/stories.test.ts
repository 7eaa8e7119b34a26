import { describe, expect, test } from '@jest/globals';
import type { FhirResource } from 'fhir/r4.js';
import { createResourceStore } from '../../../sandbox/fhir-server/resource-store.js';
import { cohortStories } from '../../../sandbox/patients/cohort.js';
import type { PatientStory } from '../../../sandbox/patients/patient-story.js';
import { allStories } from '../../../sandbox/patients/stories/all-stories.js';
import { SEVERITIES } from '../../../src/domain/finding.js';
import { FINDING_IDS } from '../../../src/rules/index.js';
import { referencesIn, shapeFaults } from '../support/fhir-shape.js';

const AS_OF = Date.parse('2026-11-22T17:00:00Z');
const stories = allStories(AS_OF);
const everyone = [...stories, ...cohortStories(AS_OF)];
const named = everyone.map((story) => [story.id, story] as const);

const everythingOf = (story: PatientStory): readonly FhirResource[] => [
  ...story.resources,
  story.order,
  ...story.otherDrafts,
];

describe('the set of stories', () => {
  test('has at least 24 labelled patients', () => {
    expect(stories.length).toBeGreaterThanOrEqual(24);
  });

  test('the same moment gives the same bytes', () => {
    expect(JSON.stringify(allStories(AS_OF))).toBe(JSON.stringify(stories));
  });

  test('another moment moves every date and changes no expectation', () => {
    const later = allStories(AS_OF + 40 * 86_400_000);
    expect(later.map(({ id, expected }) => [id, expected])).toEqual(stories.map(({ id, expected }) => [id, expected]));
    expect(later[0]?.resources).not.toEqual(stories[0]?.resources);
  });

  test('all ids are unique across all charts, so that one server can hold them', () => {
    expect(() => createResourceStore(everyone.flatMap(everythingOf))).not.toThrow();
  });

  test('titles tell the stories apart', () => {
    expect(new Set(everyone.map(({ title }) => title)).size).toBe(everyone.length);
  });

  test('every finding that the defaults can give is expected somewhere, with each of its severities', () => {
    const seen = new Set(
      everyone.flatMap(({ expected }) => expected.map(({ finding, severity }) => `${finding} ${severity}`)),
    );
    expect([...seen].sort()).toEqual([
      'aki-baseline info',
      'aki-risk info',
      'aki-risk warning',
      'aki-stage critical',
      'aki-stage warning',
      'duration-notice info',
      'duration-over info',
      'duration-over warning',
      'electrolyte critical',
      'electrolyte warning',
      'interaction critical',
      'interaction info',
      'interaction warning',
      'maintenance-plan info',
      'not-evaluated info',
      'not-evaluated warning',
      'start info',
      'start warning',
      'thiopurine-plan info',
      'thiopurine-plan warning',
      'trough-high critical',
      'trough-high warning',
    ]);
  });
});

describe.each(named)('%s', (id, story) => {
  test('is valid FHIR R4 in what matters here', () => {
    expect(everythingOf(story).flatMap(shapeFaults)).toEqual([]);
  });

  test('is about one patient, who is in the chart', () => {
    expect(story.resources[0]).toMatchObject({ resourceType: 'Patient', id });
    const patients = everythingOf(story)
      .flatMap(referencesIn)
      .filter((reference) => reference.startsWith('Patient/'));
    expect(new Set(patients)).toEqual(new Set([`Patient/${id}`]));
  });

  test('every reference leads somewhere', () => {
    const known = everythingOf(story).map(({ resourceType, id: key }) => `${resourceType}/${key ?? ''}`);
    const contained = everythingOf(story).flatMap((resource) =>
      'contained' in resource ? (resource.contained ?? []).map((inner) => `#${inner.id ?? ''}`) : [],
    );
    for (const reference of everythingOf(story).flatMap(referencesIn)) {
      expect([...known, ...contained]).toContain(reference);
    }
  });

  test('its order is a draft, and no draft is in the chart', () => {
    expect(story.order).toMatchObject({ status: 'draft', intent: 'order' });
    expect(story.resources.some((resource) => 'status' in resource && resource.status === 'draft')).toBe(false);
  });

  test('its expectations are findings of the service, each once, and one line of text explains them', () => {
    const findings = story.expected.map(({ finding }) => finding);
    expect(new Set(findings).size).toBe(findings.length);
    for (const { finding, severity } of story.expected) {
      expect(FINDING_IDS).toContain(finding);
      expect(SEVERITIES).toContain(severity);
    }
    expect(story.title).toMatch(/^.{5,80}$/);
    expect(story.story).toMatch(/^.{10,160}$/);
  });
});
