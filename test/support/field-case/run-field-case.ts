import { post, type Answer } from '../../server/http/test-app.js';
import { startTestService, type TestService } from '../running-service.js';
import { findAnswerFaults } from './check-answer.js';
import type { FieldCase, Upstream } from './field-case.js';
import { startUpstream, withPort } from './upstream-server.js';

export interface FieldCaseRunner {
  /** What is wrong with the answer to a case; an empty list where it is right. */
  run(fieldCase: FieldCase): Promise<readonly string[]>;
  close(): Promise<void>;
}

/**
 * Runs field cases against the whole service over sockets. Cases without a FHIR server share a service per moment: it
 * keeps nothing between them. One with a FHIR server gets a service of its own, which knows nothing of that server yet.
 */
export function createFieldCaseRunner(): FieldCaseRunner {
  const shared = new Map<string, Promise<TestService>>();
  const sharedAt = (asOf: string): Promise<TestService> => {
    const known = shared.get(asOf) ?? startTestService({}, Date.parse(asOf));
    shared.set(asOf, known);
    return known;
  };
  return {
    run: async (fieldCase) => {
      const { upstream, asOf, check } = fieldCase;
      const answer =
        upstream === undefined
          ? await send(await sharedAt(asOf), fieldCase.request)
          : await answerBeside(upstream, fieldCase);
      return findAnswerFaults(answer, check);
    },
    close: async () => {
      for (const service of shared.values()) await (await service).close();
    },
  };
}

async function answerBeside(upstream: Upstream, { asOf, request }: FieldCase): Promise<Answer> {
  const service = await startTestService({}, Date.parse(asOf));
  try {
    const fhir = await startUpstream(upstream);
    try {
      const named = withPort(request, fhir.port);
      const { times, fhirServer } = withPort(upstream.before ?? { times: 0, fhirServer: '' }, fhir.port);
      const earlier = { ...named, body: { ...(named.body as object), fhirServer } };
      await Promise.all(Array.from({ length: times }, () => send(service, earlier)));
      return await send(service, named);
    } finally {
      await fhir.close();
    }
  } finally {
    await service.close();
  }
}

function send({ url }: TestService, { service, body, headers }: FieldCase['request']): Promise<Answer> {
  return post(`${url}/cds-services/${service}`, body, headers);
}
