import { describe, expect, test } from '@jest/globals';
import type { StoryAnswer } from '../../../sandbox/demo/call-service.js';
import { storyTable, type AnsweredStory, verdict } from '../../../sandbox/demo/story-table.js';
import { FEATURED } from '../../../sandbox/featured.js';
import { allStories } from '../../../sandbox/patients/stories/all-stories.js';

const stories = allStories(Date.parse('2026-11-22T17:00:00Z'));

function told(...indicators: readonly string[]): AnsweredStory {
  const [story] = stories;
  if (story === undefined) throw new Error('no stories');
  const cards = indicators.map((indicator) => ({ indicator, summary: indicator, finding: 'x' }));
  return { story, answer: { kind: 'cards', cards } };
}

describe('what npm start prints', () => {
  test('every featured patient exists', () => {
    expect(stories.map(({ id }) => id)).toEqual(expect.arrayContaining([...FEATURED]));
    expect(FEATURED).toHaveLength(5);
  });

  test('the rest is one line: a patient counts by the most serious card', () => {
    const refused: StoryAnswer = { kind: 'refused', status: 412, reason: 'no creatinine' };
    const all = [
      told('info', 'critical'),
      told('warning', 'info'),
      told('info'),
      told(),
      { ...told(), answer: refused },
    ];
    expect(verdict(all)).toBe('5 more patients: 1 critical, 1 warning, 1 info, 1 without a card, 1 refused.');
  });

  test.each([50, 60, 80, 89, 90, 100, 140, 200])('the table fits %d columns, and cuts no name', (width) => {
    const all = stories.map((story) => ({ ...told('critical', 'warning'), story }));
    const lines = storyTable(all, width).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    const names = lines.map((line) => line.split('│')[1]?.trim() ?? '').join('');
    for (const { id } of stories) expect(names).toContain(id);
  });
});
