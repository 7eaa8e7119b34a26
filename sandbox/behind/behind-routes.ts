import express from 'express';
import type { Response, Router } from 'express';
import { CdsError } from '../../src/domain/cds-error.js';
import { coursePictures, courseTable } from '../../src/server/card-page/course.js';
import { PAGE_WORDS } from '../../src/server/card-page/page-words.js';
import type { Look } from './look.js';

export interface Behind {
  readonly look: Look;
  /** The only FHIR server that is read, whatever a body names. */
  readonly fhirUrl: string;
}

/**
 * What the page shows beside the answer of the service: `GET /course/<patient>`, the picture that stands behind a card, and
 * `POST /unseen/<service>` with the body of a call, what it found that no clinician saw.
 */
export function behindRoutes(behind: () => Behind | null): Router {
  const router = express.Router();
  router.get('/course/:patient', async (request, response) => {
    const ready = behind();
    if (ready === null) {
      starting(response);
      return;
    }
    const course = await ready.look.course(request.params.patient, ready.fhirUrl);
    if (course === null) {
      response.status(502).json({ reason: 'The FHIR server did not answer.' });
      return;
    }
    const { timeline, notRead } = course;
    const [picture, table] = [coursePictures(timeline, PAGE_WORDS.en), courseTable(timeline, PAGE_WORDS.en)];
    response.json({ picture, table, notRead });
  });
  router.post('/unseen/:service', express.json({ limit: '1mb' }), async (request, response) => {
    const ready = behind();
    if (ready === null) {
      starting(response);
      return;
    }
    try {
      const { fhirServer, ...body } = request.body as Readonly<Record<string, unknown>>;
      const readable = fhirServer === undefined ? body : { ...body, fhirServer: ready.fhirUrl };
      response.json(await ready.look.unseen(request.params.service, readable));
    } catch (error) {
      if (!(error instanceof CdsError)) throw error;
      response.status(422).json({ reason: error.message });
    }
  });
  return router;
}

function starting(response: Response): void {
  response.status(503).set('Retry-After', '1').json({ reason: 'The service is starting.' });
}
