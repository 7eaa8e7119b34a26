import type { PatientStory } from '../../sandbox/patients/patient-story.js';

/** Every text of the record that a card may quote, the longest first; what is left on a card is the service's own. */
export function recordTexts({ resources, order, otherDrafts }: PatientStory): readonly string[] {
  const texts = new Set<string>();
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(collect);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) {
        if (typeof member === 'string' && (name === 'text' || name === 'display')) texts.add(member);
        else collect(member);
      }
    }
  };
  [...resources, order, ...otherDrafts].forEach(collect);
  return [...texts].sort((a, b) => b.length - a.length);
}
