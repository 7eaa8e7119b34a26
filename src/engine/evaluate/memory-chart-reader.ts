import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { ChartReader, OrdersInContext } from '../../domain/ports.js';

/** The in-memory twin of the FHIR chart reader: answers from plain values, for tests and for tools without a server. */
export function createMemoryChartReader(
  orders: OrdersInContext,
  snapshot: (asOf: number) => ClinicalSnapshot,
): ChartReader {
  return {
    orders: () => Promise.resolve(orders),
    snapshot: (_request, _service, _orders, call) => Promise.resolve(snapshot(call.asOf)),
  };
}
