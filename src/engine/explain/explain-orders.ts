import type { DrugRecognition } from '../../domain/medication.js';
import { displayOf } from '../../fhir/elements/coded-text.js';
import { describeMedication } from '../../fhir/elements/dosage.js';
import { medicationOrders } from '../../fhir/facts/draft-orders.js';
import { hookResources } from '../../fhir/sources/hook-resources.js';
import { medicationName } from '../../fhir/facts/medication-name.js';
import { indexResources } from '../../fhir/sources/resource-index.js';
import type { HookRequest } from '../../domain/hook-request.js';
import type { Terminology } from '../../terminology/recognise/terminology.js';
import type { ExplainedOrder } from './explanation.js';

/** Every medication order of the request with what recognition made of it; also those that the chart reader leaves out. */
export function explainOrders(request: HookRequest, terminology: Terminology): ExplainedOrder[] {
  const index = indexResources(hookResources(request));
  return medicationOrders(request).map(({ resource, status, triggering }) => {
    const name = medicationName(resource, resource, index);
    if (name.kind === 'none') return { display: '(no drug yet)', status, triggering, recognised: 'no drug is named' };
    if (name.concept === null) {
      return { display: '(reference)', status, triggering, recognised: 'the medicationReference leads nowhere' };
    }
    const product = name.kind === 'named' ? name : null;
    const recognition = terminology.recogniseDrug(describeMedication(resource, name.concept, product));
    return { display: displayOf(name.concept), status, triggering, recognised: recognitionWords(recognition) };
  });
}

const BASIS_WORDS = {
  code: 'by a product code',
  'ingredient-code': 'by an ingredient code',
  text: 'by its name only: no code of it is in a value set',
} as const;

function recognitionWords(recognition: DrugRecognition): string {
  switch (recognition.outcome) {
    case 'other':
      return 'another drug';
    case 'unidentified':
      return 'nobody can tell: its code is in no value set, and it has no name';
    case 'recognised': {
      const { drug, basis } = recognition;
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
