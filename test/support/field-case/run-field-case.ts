import { post, type Answer } from '../../server/http/test-app.js';
import { startTestService, type TestService } from '../running-service.js';
import { findAnswerFaults } from './check-answer.js';
import type { FieldCase, Upstream } from './field-case.js';
import { startUpstream, type UpstreamServer, withPort } from './upstream-server.js';

export interface FieldCaseRunner {
  /** What is wrong with the answer to a case; an empty list where it is right. */
  run(fieldCase: FieldCase): Promise<readonly string[]>;
  close(): Promise<void>;
}

/**
 * Runs field cases against the whole service over sockets. Cases of one moment share a service: what it learns, it learns of a FHIR
 * base, and no two cases have the same one.
 */
export function createFieldCaseRunner(): FieldCaseRunner {
  const shared = new Map<string, Promise<TestService>>();
  const used = new Set<number>();
  const sharedAt = (asOf: string): Promise<TestService> => {
    const known = shared.get(asOf) ?? startTestService({}, Date.parse(asOf));
    shared.set(asOf, known);
    return known;
  };
  return {
    run: async ({ upstream, asOf, check, request }) => {
      const service = await sharedAt(asOf);
      const answer =
        upstream === undefined ? await send(service, request) : await answerBeside(upstream, service, request, used);
      return findAnswerFaults(answer, check);
    },
    close: async () => {
      for (const service of shared.values()) await (await service).close();
    },
  };
}

async function answerBeside(
  upstream: Upstream,
  service: TestService,
  request: FieldCase['request'],
  used: Set<number>,
): Promise<Answer> {
  const fhir = await startAtNewPort(upstream, used);
  try {
    const named = withPort(request, fhir.port);
    const { times, fhirServer } = withPort(upstream.before ?? { times: 0, fhirServer: '' }, fhir.port);
    const earlier = { ...named, body: { ...(named.body as object), fhirServer } };
    await Promise.all(Array.from({ length: times }, () => send(service, earlier)));
    return await send(service, named);
  } finally {
    await fhir.close();
  }
}

/** The system gives ports that were closed again: of such a one the service may know something. */
async function startAtNewPort(upstream: Upstream, used: Set<number>): Promise<UpstreamServer> {
  const fhir = await startUpstream(upstream);
  if (used.has(fhir.port)) {
    const another = await startAtNewPort(upstream, used);
    await fhir.close();
    return another;
  }
  used.add(fhir.port);
  return fhir;
}

function send({ url }: TestService, { service, body, headers }: FieldCase['request']): Promise<Answer> {
  return post(`${url}/cds-services/${service}`, body, headers);
}
