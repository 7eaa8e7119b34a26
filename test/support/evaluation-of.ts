import type { Card } from '../../src/domain/card.js';
import type { ClinicalSnapshot } from '../../src/domain/clinical-snapshot.js';
import type { Evaluation } from '../../src/engine/evaluate/evaluate.js';
import { ownContent } from '../content/content-in-memory.js';

const content = ownContent();

/** What is known of a call that was answered with these cards from this chart, and had no order. */
export function evaluationOf(chart: ClinicalSnapshot, cards: readonly Card[]): Evaluation {
  const { id, hook } = content.services[0]!;
  return {
    answer: { kind: 'cards', cards },
    event: {
      service: id,
      hook,
      contentVersion: content.version,
      result: 'cards',
      rules: [],
      sources: {},
      cards: cards.length,
    },
    orders: {
      readings: [],
      drafts: [],
      draftTestOrders: [],
      draftConcomitants: [],
      fhirRelease: 'R4',
      unidentified: 0,
      unidentifiedAt: null,
    },
    snapshot: chart,
    findings: [],
    joins: [],
    suppressed: [],
  };
}
