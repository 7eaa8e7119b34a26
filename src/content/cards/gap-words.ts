import type { MissingFact, NotApplicableReason } from '../../domain/finding.js';
import type { GapWords } from '../../domain/ports.js';
import type { CardFiles } from './load-cards.js';
import { createEngines, parseSharedTexts } from './card-templates.js';

export function createGapWords(files: CardFiles): GapWords {
  const { missing } = parseSharedTexts(createEngines(files, false).plain, files.gaps);
  const { notApplicable = {} } = files.gaps as Readonly<Record<string, unknown>>;
  const reasons = notApplicable as Readonly<Record<string, string>>;
  return Object.freeze({
    missing: ({ code, facts }: MissingFact) => missing[code]?.text.render({ facts }) ?? code,
    notApplicable: (why: NotApplicableReason) => reasons[why] ?? why,
  });
}
