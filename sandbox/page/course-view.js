import { disclosure, el } from './dom.js';

/** The picture that stands behind a card, drawn by the code of the service from the chart as the service reads it. */
export async function courseView(patientId, signal) {
  const { picture, table, notRead = [], reason } = await read(patientId, signal);
  return el(
    'section',
    { class: 'course-part', 'aria-label': 'Course' },
    el('h4', {}, 'Course'),
    ...(picture === undefined
      ? [el('p', { class: 'unknown' }, `The course could not be read. ${reason}`)]
      : [
          html(picture),
          notRead.length === 0
            ? null
            : el('p', { class: 'unknown' }, `Could not be read, or not wholly: ${notRead.join(', ')}.`),
          disclosure('The same numbers as a table', false, html(table)),
        ].filter((part) => part !== null)),
  );
}

async function read(patientId, signal) {
  try {
    const response = await fetch(`course/${encodeURIComponent(patientId)}`, { signal });
    return await response.json();
  } catch (error) {
    if (signal.aborted) throw error;
    return { reason: 'The sandbox did not answer.' };
  }
}

/** From our own server, which has escaped what is from a record; the policy of the page lets no script in it run. */
function html(text) {
  const container = el('div');
  container.innerHTML = text;
  return container;
}
