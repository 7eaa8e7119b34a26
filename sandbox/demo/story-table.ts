import Table from 'cli-table3';
import type { PatientStory } from '../patients/patient-story.js';
import type { StoryAnswer } from './call-service.js';

export interface AnsweredStory {
  readonly story: PatientStory;
  readonly answer: StoryAnswer;
}

/** One line for the stories that the table leaves out: how many, and how serious what they got is. */
export function verdict(answered: readonly AnsweredStory[]): string {
  const worst = answered.map(({ answer }) =>
    answer.kind === 'refused'
      ? 'refused'
      : (answer.cards.map(({ indicator }) => indicator).sort(bySeverity)[0] ?? 'quiet'),
  );
  const count = (kind: string) => worst.filter((each) => each === kind).length;
  return `${answered.length} more patients: ${count('critical')} critical, ${count('warning')} warning, ${count('info')} info, ${count('quiet')} without a card, ${count('refused')} refused.`;
}

const SEVERITIES = ['critical', 'warning', 'info'];

function bySeverity(left: string, right: string): number {
  return SEVERITIES.indexOf(left) - SEVERITIES.indexOf(right);
}

/** Most names in one line, and its margins. */
const PATIENT_WIDTH = 28;
/** Narrower than this a third column holds one word per line. */
const LEAST_WITH_WHY = 90;
/** Narrower than this no table can be read. */
const LEAST_WIDTH = 50;

/** The cards of all stories as a table: patient, card and, where there is room, why. `width` is that of the terminal, in characters. */
export function storyTable(answered: readonly AnsweredStory[], width: number): string {
  const inside = (columns: number) => Math.max(LEAST_WIDTH, width) - PATIENT_WIDTH - columns - 1;
  const hasWhy = width >= LEAST_WITH_WHY;
  const cardWidth = hasWhy ? Math.floor(inside(3) * 0.55) : inside(2);
  const table = new Table({
    head: hasWhy ? ['Patient', 'Card', 'Why'] : ['Patient', 'Card'],
    colWidths: hasWhy ? [PATIENT_WIDTH, cardWidth, inside(3) - cardWidth] : [PATIENT_WIDTH, cardWidth],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { story, answer } of answered) {
    table.push([inLines(story.id), cardText(answer), ...(hasWhy ? [story.story] : [])]);
  }
  return table.toString();
}

/** Whole, since the page finds a patient by it: the table would cut a word that is wider than its column. */
function inLines(id: string): string {
  return (id.match(new RegExp(`.{1,${PATIENT_WIDTH - 2}}(?:(?<=-)|$)`, 'g')) ?? [id]).join('\n');
}

function cardText(answer: StoryAnswer): string {
  if (answer.kind === 'refused') return `refused (${answer.status}): ${answer.reason}`;
  if (answer.cards.length === 0) return '(no card: checked, nothing to say)';
  return answer.cards.map(({ indicator, summary }) => `${indicator.toUpperCase()}  ${summary}`).join('\n');
}

/** Stories whose cards are not those that the story expects: a fault of the service or of the story. */
export function surprises(answered: readonly AnsweredStory[]): string[] {
  return answered.flatMap(({ story, answer }) => {
    const got =
      answer.kind === 'refused'
        ? [`HTTP ${answer.status}`]
        : answer.cards.map(({ indicator, finding }) => `${finding} ${indicator}`);
    const wanted = story.expected.map(({ finding, severity }) => `${finding} ${severity}`);
    const same = [...got].sort().join() === [...wanted].sort().join();
    return same ? [] : [`${story.id}: expected ${listed(wanted)}, got ${listed(got)}`];
  });
}

function listed(cards: readonly string[]): string {
  return cards.length === 0 ? 'silence' : cards.join(', ');
}
