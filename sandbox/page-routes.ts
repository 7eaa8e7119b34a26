import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import express from 'express';
import type { Response, Router } from 'express';
import helmet from 'helmet';
import { behindRoutes, type Behind } from './behind/behind-routes.js';
import { pageStories } from './page-stories.js';
import type { PatientStory } from './patients/patient-story.js';
import { findPackageRoot } from '../src/server/start/environment.js';

/** Where the page finds the rest; `/settings.json`. */
export interface PageSettings {
  readonly discoveryUrl: string;
  readonly fhirUrl: string;
}

export interface PageOptions {
  readonly stories: readonly PatientStory[];
  /** Null until the CDS service listens: the page server starts first, since the service has to know its origin. */
  readonly settings: () => PageSettings | null;
  /** `/gallery`, every card in every severity; null until the CDS service has read its content. */
  readonly gallery: () => RequestListener | null;
  /** `/course` and `/unseen`; null until the CDS service has read its content. */
  readonly behind: () => Behind | null;
}

const require = createRequire(import.meta.url);

/** The small EHR page at `/`, and what it reads: `/stories.json`, `/settings.json`, what stands behind an answer. Nothing is written. */
export function pageRoutes({ stories, settings, gallery, behind }: PageOptions): Router {
  const root = findPackageRoot(fileURLToPath(import.meta.url));
  const router = express.Router();

  router.use('/gallery', (request, response) => {
    const listener = gallery();
    if (listener === null) response.status(503).set('Retry-After', '1').json({ status: 'starting' });
    else listener(request, response);
  });
  router.use((request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    protect(settings())(request, response, next);
  });
  router.use(behindRoutes(behind));
  router.get('/settings.json', (_request, response) => answer(response, settings(), (ready) => ready));
  router.get('/stories.json', (_request, response) =>
    answer(response, settings(), ({ fhirUrl }) => pageStories(stories, fhirUrl)),
  );
  router.get('/vendor/markdown-it.js', (_request, response) => {
    response
      .type('text/javascript')
      .sendFile(require.resolve('markdown-it/dist/markdown-it.min.js'), { dotfiles: 'allow', cacheControl: false });
  });
  router.use(express.static(`${root}/sandbox/page`, { cacheControl: false, dotfiles: 'ignore', redirect: false }));
  return router;
}

function answer(response: Response, settings: PageSettings | null, body: (ready: PageSettings) => unknown): void {
  if (settings === null) response.status(503).set('Retry-After', '1').json({ status: 'starting' });
  else response.json(body(settings));
}

/**
 * Cards hold text of other people's records and of a service under test: scripts and styles come from here only, and
 * the browser connects to the one service only.
 */
function protect(settings: PageSettings | null): ReturnType<typeof helmet> {
  const service = settings === null ? [] : [new URL(settings.discoveryUrl).origin];
  const fhir = settings === null ? [] : [new URL(settings.fhirUrl).origin];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'", ...fhir, ...service],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // The sandbox is plain HTTP on this machine.
    strictTransportSecurity: false,
  });
}
