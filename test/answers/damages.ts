import type { Prefetch } from '../../sandbox/patients/answer-prefetch.js';

type Json = Record<string, unknown>;
type Damage = (prefetch: Prefetch) => Prefetch;

/** Charts as they come when something is wrong with them. */
export const DAMAGES: Readonly<Record<string, Damage>> = {
  whole: (prefetch) => prefetch,
  'half the questions unanswered': (prefetch) =>
    Object.fromEntries(Object.entries(prefetch).filter((_entry, index) => index % 2 === 0)),
  'pages missing': (prefetch) =>
    Object.fromEntries(
      Object.entries(prefetch).map(([key, answer]) => [
        key,
        answer.resourceType === 'Bundle'
          ? { ...answer, link: [{ relation: 'next', url: 'https://ehr.example.org/fhir?page=2' }] }
          : answer,
      ]),
    ),
  'without units and codes': eachResource((resource) => {
    for (const [name, ...members] of CODES) {
      const holder = resource[name] as Json | undefined;
      for (const member of members) if (holder !== undefined) Reflect.deleteProperty(holder, member);
    }
  }),
  'days in the place of times': eachResource((resource) =>
    shortenTimes(resource, ['effectiveDateTime', 'authoredOn', 'recordedDate', 'onsetDateTime'], (time) =>
      time.slice(0, 10),
    ),
  ),
  'times without offset': eachResource((resource) =>
    shortenTimes(resource, ['effectiveDateTime', 'authoredOn'], (time) => time.replace(/(?:Z|[+-]\d\d:\d\d)$/, '')),
  ),
};

const CODES: readonly (readonly [string, ...string[]])[] = [
  ['valueQuantity', 'unit', 'code'],
  ['code', 'coding'],
  ['medicationCodeableConcept', 'coding'],
];

function shortenTimes(resource: Json, names: readonly string[], shorter: (time: string) => string): void {
  for (const name of names) {
    const time = resource[name];
    if (typeof time === 'string') resource[name] = shorter(time);
  }
}

function eachResource(change: (resource: Json) => void): Damage {
  return (prefetch) => {
    const copy = structuredClone(prefetch);
    for (const answer of Object.values(copy)) {
      const { entry = [] } = answer as { readonly entry?: readonly { readonly resource: Json }[] };
      for (const { resource } of entry) change(resource);
    }
    return copy;
  };
}
