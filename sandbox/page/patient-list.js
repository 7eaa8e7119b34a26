import { el } from './dom.js';

const LIGHTEST_FIRST = ['info', 'warning', 'critical'];

/** @typedef {{ id: string, theme: string, title: string, story: string, featured: boolean, expected: any, patient: any }} ListedPatient */

/**
 * The searchable list, grouped by theme; a few, until all are asked for or something is searched.
 *
 * @param {HTMLElement} container
 * @param {HTMLElement} count
 * @param {readonly ListedPatient[]} stories
 * @param {{ query: string, showsAll: boolean, currentId: string | null, hrefOf: (id: string) => string }} view - `hrefOf`: the address that opens a patient
 */
export function renderPatients(container, count, stories, { query, showsAll, currentId, hrefOf }) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const isListed = ({ id, featured }) => showsAll || words.length > 0 || featured || id === currentId;
  const found = stories.filter((story) => isListed(story) && words.every((word) => textOf(story).includes(word)));
  count.textContent =
    found.length === stories.length ? `${stories.length} patients.` : `${found.length} of ${stories.length} patients.`;
  // A heading over each of a few would be longer than what stands below it.
  const themeOf = (story) => (showsAll || words.length > 0 ? story.theme : 'To begin with');
  const themes = [...new Set(found.map(themeOf))];
  container.replaceChildren(
    ...(found.length === 0 ? [el('p', { class: 'hint' }, 'No patient has all these words.')] : []),
    ...themes.map((theme) => {
      const members = found.filter((story) => themeOf(story) === theme);
      return el(
        'section',
        {},
        el('h3', {}, theme, themes.length > 1 ? el('span', { class: 'count' }, ` ${members.length}`) : null),
        el(
          'ul',
          {},
          members.map((story) => el('li', {}, patientLink(story, story.id === currentId, hrefOf(story.id)))),
        ),
      );
    }),
  );
}

function patientLink(story, isCurrent, href) {
  const severity = mostSevere(story.expected);
  return el(
    'a',
    { href, 'aria-current': isCurrent ? 'true' : null },
    el(
      'span',
      { class: 'row' },
      el('span', { class: 'title' }, story.title),
      el('span', { class: `tag tag-${severity}` }, severity),
    ),
    el('span', { class: 'story' }, story.story),
  );
}

function mostSevere(expected) {
  return (
    [...LIGHTEST_FIRST].reverse().find((severity) => expected.some((card) => card.severity === severity)) ?? 'silent'
  );
}

function textOf({ id, theme, title, story, expected, patient }) {
  const cards = expected.map((card) => `${card.finding} ${card.severity}`).join(' ');
  return `${id} ${theme} ${title} ${story} ${cards} ${mostSevere(expected)} ${patient.sex}`.toLowerCase();
}
