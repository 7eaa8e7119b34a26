import { numberAt, type Tally, tallyAt } from '../evaluate/tally.js';
import { cell } from './cell.js';
import type { NotUnderstood } from './rehearsal.js';

/** Where the codes of each question are listed. */
const VALUE_SETS: Readonly<Record<string, string>> = {
  creatinine: 'lab-creatinine-blood',
  tacrolimusLevels: 'lab-tacrolimus-trough (or lab-tacrolimus-timing-not-coded)',
  thiopurineTests: 'lab-tpmt (or lab-nudt15)',
  monitoringTests: 'test-potassium, test-magnesium, test-glucose or test-height',
  screeningTests: 'the test-... set of that test',
};

/** What this hospital's records say and nobody here understands, each record once, most frequent first. */
export function notUnderstood(tally: Tally): readonly NotUnderstood[] {
  const counts = tallyAt(tally, ['notUnderstood']);
  return Object.keys(counts)
    .map((key) => ({ key, count: numberAt(counts, [key]) }))
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1))
    .map(({ key, count }) => {
      const [source = '', reason = '', kind = '', system = '', code = ''] = JSON.parse(key) as readonly string[];
      return {
        name: key,
        source,
        reason,
        kind,
        system,
        code,
        count: cell(count),
        mend: mendOf(source, kind, system, code),
      };
    });
}

/** The line of content that would make it understood; whoever writes it has to know what the laboratory means. */
function mendOf(source: string, kind: string, system: string, code: string): string {
  if (code === '') return 'the record itself: docs/operations.md explains the reason';
  switch (kind) {
    case 'code': {
      const named = system === '' ? '"code"' : `"system": ${JSON.stringify(system)}, "code"`;
      const set = VALUE_SETS[source] ?? 'the value set of what it is';
      return `hooks/valuesets/<your set>.json: {${named}: ${JSON.stringify(code)}} in ${set}, or in lab-... of what it is not`;
    }
    case 'unit':
      return `a unit that nobody here knows: the laboratory's interface has to send one of docs/clinical/facts.md#units`;
    default:
      return `the status ${JSON.stringify(code)} is none that counts (docs/clinical/facts.md#status)`;
  }
}
