import type { IncomingMessage, RequestListener } from 'node:http';
import type { Content } from '../../content/load-content.js';
import { buildProfiles } from '../../ehr/profile/build-profiles.js';
import { galleryPage } from './gallery-page.js';

export interface GalleryDeps {
  /** The content in force at this moment. */
  content(): Content;
  /** Why the newest edit is not in force, one line each. */
  refused(): readonly string[];
}

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Asks every second what is in force, and loads the page anew when it is something else; the browser keeps the place. */
const SCRIPT = `const state = () => fetch('gallery/state', { cache: 'no-store' }).then((answer) => answer.text());
let shown = null;
setInterval(async () => {
  const now = await state().catch(() => shown);
  if (shown !== null && now !== shown) location.reload();
  shown = now;
}, 1000);
`;

/**
 * `/gallery`, `/gallery/state` and `/gallery/reload.js`: every card for those who write them. For the sandbox and the command
 * line on this machine; a service that clinicians rely on does not have it.
 */
export function galleryListener(deps: GalleryDeps): RequestListener {
  return (request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Content-Security-Policy', POLICY);
    const { status, type, body } = answerTo(request, deps);
    response.statusCode = status;
    response.setHeader('Content-Type', `${type}; charset=utf-8`);
    response.end(body);
  };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

function answerTo(request: IncomingMessage, deps: GalleryDeps): Answer {
  const { pathname, searchParams } = new URL(pathOf(request), 'http://localhost');
  const text = (status: number, body: string) => ({ status, type: 'text/plain', body });
  if (request.method !== 'GET') return text(405, 'GET only');
  const [content, refused] = [deps.content(), deps.refused()];
  switch (pathname) {
    case '/gallery/state':
      return text(200, stateOf(content, refused));
    case '/gallery/reload.js':
      return { status: 200, type: 'text/javascript', body: SCRIPT };
    case '/gallery': {
      const [profiles, profile] = [buildProfiles(content), searchParams.get('profile')];
      const body = galleryPage({ content, profiles, profile, refused, script: 'gallery/reload.js' });
      return { status: 200, type: 'text/html', body };
    }
    default:
      return text(404, 'There is nothing here; see /gallery.');
  }
}

function pathOf(request: IncomingMessage): string {
  // Express cuts off the path under which a listener is mounted, and keeps the whole one here.
  return 'originalUrl' in request && typeof request.originalUrl === 'string'
    ? request.originalUrl
    : (request.url ?? '/');
}

function stateOf({ version }: Content, refused: readonly string[]): string {
  return [version, ...refused].join('\n');
}
