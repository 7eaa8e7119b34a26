import type { OrderReading } from '../../domain/ports.js';
import type { ExplainedOrder } from './explanation.js';

/** Every medication order of the request with what recognition made of it; also those that concern nobody here. */
export function explainOrders(readings: readonly OrderReading[]): ExplainedOrder[] {
  return readings.map(({ display, status, triggering, drug }) => {
    const name = drug.outcome === 'not-chosen' ? '(no drug yet)' : (display ?? '(reference)');
    return { display: name, status, triggering, recognised: drugWords(drug) };
  });
}

const BASIS_WORDS = {
  code: 'by a product code',
  'ingredient-code': 'by an ingredient code',
  text: 'by its name only: no code of it is in a value set',
} as const;

function drugWords(reading: OrderReading['drug']): string {
  switch (reading.outcome) {
    case 'not-chosen':
      return 'no drug is named';
    case 'not-resolved':
      return 'the medicationReference leads nowhere';
    case 'other':
      return 'another drug';
    case 'unidentified':
      return 'nobody can tell: its code is in no value set, and it has no name';
    case 'recognised': {
      const { drug, basis } = reading;
      const name =
        drug.kind === 'tacrolimus'
          ? `tacrolimus, ${drug.route === 'not-recorded' ? 'route not recorded' : drug.route}, ${RELEASE_WORDS[drug.release]}`
          : `${drug.name} (${drug.kind})`;
      return `${name}; ${BASIS_WORDS[basis]}`;
    }
  }
}

const RELEASE_WORDS = {
  immediate: 'immediate release',
  extended: 'extended release',
  'not-known': 'release not known',
} as const;
