import type { Content } from '../../content/load-content.js';
import type { Card, Link, Suggestion } from '../../domain/card.js';
import { markdownToSafeHtml } from '../../ehr/answer/safe-html.js';
import type { EhrProfiles } from '../../ehr/profile/build-profiles.js';
import type { EhrProfile } from '../../ehr/profile/ehr-profile.js';
import { type GalleryCard, galleryCards } from './gallery-cards.js';

export interface GalleryPage {
  readonly content: Content;
  readonly profiles: EhrProfiles;
  /** Profile to show; null: the generic one. */
  readonly profile: string | null;
  /** Why the newest edit is not shown, one line each. */
  readonly refused: readonly string[];
  /** The page's style, and a script that loads it anew when the content changes; null for a file that stays as it is. */
  readonly script: string | null;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1a2230; --soft: #4a5668; --paper: #fff; --band: #f2f5f9; --rule: #cbd3de;
  --accent: #1f5fa8; --info: #1f5fa8; --warning: #8a5a00; --critical: #a32020; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf2; --soft: #aab6c6; --paper: #12171f; --band: #1b222d; --rule: #3a4657;
  --accent: #7fb2ec; --info: #7fb2ec; --warning: #f0b860; --critical: #ff9c93; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 1.25rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: .25rem 0; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; margin: .5rem 0; padding: 0; }
a { color: var(--accent); } [aria-current] { font-weight: 700; color: var(--ink); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.refused { border-left: 4px solid var(--critical); background: var(--band); padding: .75rem 1rem; overflow-wrap: anywhere; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 1rem; align-items: start; }
article { border: 1px solid var(--rule); border-left: 6px solid var(--info); border-radius: .3rem; padding: .75rem 1rem; min-width: 0; }
article.warning { border-left-color: var(--warning); } article.critical { border-left-color: var(--critical); }
.severity { font-size: .8125rem; font-weight: 600; text-transform: uppercase; color: var(--info); }
.warning .severity { color: var(--warning); } .critical .severity { color: var(--critical); }
.source, .more { color: var(--soft); font-size: .875rem; } .more { padding-left: 1.1rem; margin: .25rem 0; }
.detail { overflow-x: auto; overflow-wrap: anywhere; font-size: .925rem; } pre { white-space: pre-wrap; margin: .5rem 0; font: inherit; }
.detail table { border-collapse: collapse; font-size: .8125rem; overflow-wrap: normal; } .detail th, .detail td { border: 1px solid var(--rule); padding: .15rem .4rem; text-align: left; }
`;

/** Every card x severity of one profile, with its neighbours a click away: what an author looks at while writing. */
export function galleryPage({ content, profiles, profile, refused, script }: GalleryPage): string {
  const ehr = (profile === null ? undefined : profiles[profile]) ?? profiles.generic;
  const cards = galleryCards(content, ehr);
  const findings = [...new Set(cards.map(({ finding }) => finding))];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cards: ${escapeHtml(ehr.title)}</title><style>${STYLE}</style>${script === null ? '' : `<script src="${script}" defer></script>`}</head>
<body><header><h1>Every card, as ${escapeHtml(ehr.title)} shows it</h1>
<p>Content ${escapeHtml(content.version)}, language en. Values are made up, some to be as long or as odd as a record can be.</p>
${refusedText(refused)}${profileNav(profiles, ehr, script !== null)}
<nav aria-label="Cards"><ul>${findings.map((id) => `<li><a href="#${id}">${id}</a></li>`).join('')}</ul></nav></header>
<main>
${findings
  .map((id) =>
    section(
      id,
      cards.filter(({ finding }) => finding === id),
      ehr,
    ),
  )
  .join('\n')}
</main></body></html>
`;
}

function profileNav(profiles: EhrProfiles, shown: EhrProfile, isServed: boolean): string {
  const all = Object.values(profiles).filter((each) => each !== undefined);
  if (!isServed) return '';
  const items = all.map(({ name, title }) => {
    const current = name === shown.name ? ' aria-current="page"' : '';
    return `<li><a href="?profile=${encodeURIComponent(name)}"${current}>${escapeHtml(title)}</a></li>`;
  });
  return `<nav aria-label="Profiles"><ul>${items.join('')}</ul></nav>`;
}

function section(id: string, cards: readonly GalleryCard[], ehr: EhrProfile): string {
  return `<section aria-labelledby="${id}"><h2 id="${id}">${id}</h2><div class="cards">
${cards.map(({ severity, card }) => cardHtml(severity, card, ehr)).join('\n')}</div></section>`;
}

function cardHtml(severity: string, card: Card, ehr: EhrProfile): string {
  return `<article class="${severity}"><span class="severity">${severity}</span>
<h3>${escapeHtml(card.summary)}</h3>
<p class="source">Source: ${escapeHtml(card.source.label)}</p>
<div class="detail" role="group" aria-label="Detail" tabindex="0">${detailHtml(card.detail ?? '', ehr)}</div>
${list('Suggestions', card.suggestions ?? [], suggestionText)}${list('Links', card.links ?? [], ({ label }: Link) => label)}${list('Reasons for setting it aside', card.overrideReasons ?? [], ({ display }) => display)}</article>`;
}

/** What the EHR is sent: Markdown is shown as its readers show it, text as it stands. */
function detailHtml(detail: string, { detail: { format } }: EhrProfile): string {
  if (format === 'html') return detail;
  return format === 'text' ? `<pre>${escapeHtml(detail)}</pre>` : markdownToSafeHtml(detail);
}

function suggestionText({ label, actions = [] }: Suggestion): string {
  return [label, ...actions.map(({ description }) => description)].join(' - ');
}

function list<T>(title: string, items: readonly T[], textOf: (item: T) => string): string {
  if (items.length === 0) return '';
  return `<p class="source">${title}:</p><ul class="more">${items.map((item) => `<li>${escapeHtml(textOf(item))}</li>`).join('')}</ul>`;
}

function refusedText(refused: readonly string[]): string {
  if (refused.length === 0) return '';
  const lines = refused.map((line) => `<li>${escapeHtml(line)}</li>`).join('');
  return `<div class="refused" role="status"><strong>The newest edit is not shown: it was refused.</strong><ul>${lines}</ul></div>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
