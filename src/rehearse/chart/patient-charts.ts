import type { ChartReader, Pace } from '../../domain/ports.js';
import { createFhirChartReader } from '../../fhir/chart-reader.js';
import { createFhirDispatcher } from '../../fhir/client/dispatcher.js';
import { createFhirServers } from '../../fhir/client/fhir-servers.js';
import { DEFAULT_FHIR_LIMITS } from '../../fhir/client/limits.js';
import { createVisitMemory } from '../../fhir/facts/visit-memory.js';
import type { Terminology } from '../../terminology/recognise/terminology.js';

/** Nobody else waits for a turn in a thread of its own. */
const atOnce: Pace = (pieces) => {
  for (;;) {
    const { done, value } = pieces.next();
    if (done === true) return value;
  }
};

/** A reader for each patient of a run. It reads each record once, however many orders there are: what comes of it is the same. */
export function patientCharts(terminology: Terminology): () => ChartReader {
  const limits = DEFAULT_FHIR_LIMITS;
  const shared = {
    terminology,
    pace: atOnce,
    dispatcher: createFhirDispatcher(limits),
    servers: createFhirServers({ limits }),
  };
  return () => createFhirChartReader({ ...shared, visits: createVisitMemory() });
}
