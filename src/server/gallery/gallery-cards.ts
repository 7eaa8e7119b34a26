import { gapSamples, contextSamples } from '../../content/samples/gap-samples.js';
import type { Content } from '../../content/load-content.js';
import type { Card } from '../../domain/card.js';
import type { CardContext, CardSubject } from '../../domain/card-context.js';
import { type Finding, type FindingId, SEVERITIES, type Severity } from '../../domain/finding.js';
import { RULES } from '../../rules/index.js';
import { applyProfileToResponse } from '../../ehr/answer/apply-profile.js';
import type { EhrProfile } from '../../ehr/profile/ehr-profile.js';

/** One card as one EHR shows it. */
export interface GalleryCard {
  readonly finding: FindingId;
  readonly severity: Severity;
  readonly card: Card;
}

/** Every card in every severity that the settings and the samples know, worded for one EHR. */
export function galleryCards(content: Content, ehr: EhrProfile): GalleryCard[] {
  return subjects(content).map(({ finding, severity, subject }) => {
    const card = content.cards.render(subject, sampleContext());
    const [worded = card] = applyProfileToResponse({ cards: [card] }, ehr).cards;
    return { finding, severity, card: worded };
  });
}

interface Shown {
  readonly finding: FindingId;
  readonly severity: Severity;
  readonly subject: CardSubject;
}

function subjects({ params }: Content): Shown[] {
  const findings = RULES.flatMap((rule) => {
    const { samples, findings: ids } = rule;
    const set = rule.answers(params).findings;
    return ids.flatMap((id) => {
      const own = samples.filter((sample) => sample.id === id);
      const asSet = set.flatMap(([finding, severity]) => (finding === id ? [severity] : []));
      const severities = new Set([...own.map(({ severity }) => severity), ...asSet]);
      return SEVERITIES.filter((severity) => severities.has(severity)).flatMap((severity) => shown(own, severity));
    });
  });
  const [gap] = gapSamples.filter(({ rules }) => rules.length > 1).slice(-1);
  return gap === undefined
    ? findings
    : [
        ...findings,
        { finding: 'not-evaluated', severity: 'info', subject: { kind: 'not-evaluated', notEvaluated: gap } },
      ];
}

/** A sample of that severity, or the plainest one under it: what a site sets is a severity, not another text. */
function shown(samples: readonly Finding[], severity: Severity): Shown[] {
  const finding = samples.find((sample) => sample.severity === severity) ?? samples[0];
  if (finding === undefined) return [];
  return [{ finding: finding.id, severity, subject: { kind: 'finding', finding: { ...finding, severity } } }];
}

/** An order in R4 with nothing missing, the same ids each time: two looks at one content are the same page. */
function sampleContext(): CardContext {
  const [plain] = contextSamples;
  if (plain === undefined) throw new Error('no sample of a call');
  let count = 0;
  return {
    ...plain,
    newUuid: () => {
      count += 1;
      return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
    },
  };
}
