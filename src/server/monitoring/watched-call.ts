import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { ChartReader, EventSink } from '../../domain/ports.js';
import type { NotShown } from '../../domain/evaluation-event.js';

/** Ports of one call that remember what went through them. */
export interface WatchedCall {
  readonly chart: ChartReader;
  readonly events: EventSink;
  /** What was read, and what was found and got no card; null where no chart was read. */
  seen(): { readonly snapshot: ClinicalSnapshot; readonly notShown: readonly NotShown[] } | null;
}

export function watchCall(chart: ChartReader, events: EventSink): WatchedCall {
  let snapshot: ClinicalSnapshot | null = null;
  let notShown: readonly NotShown[] = [];
  return {
    chart: {
      orders: (...call) => chart.orders(...call),
      async snapshot(...call) {
        snapshot = await chart.snapshot(...call);
        return snapshot;
      },
    },
    events: {
      record(event) {
        notShown = event.notShown ?? [];
        events.record(event);
      },
    },
    seen: () => (snapshot === null ? null : { snapshot, notShown }),
  };
}
