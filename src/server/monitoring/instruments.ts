import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { LabelGuard } from './label-guard.js';
import { DURATION_BUCKETS, METRICS, type MetricDefinition } from './metric-catalogue.js';

type Catalogue = typeof METRICS;
/** Exactly the labels of the definition, all of them. */
type LabelsOf<D extends MetricDefinition> = Readonly<Record<keyof D['labels'] & string, string>>;
/** Adds to a counter (1 by default), sets a gauge, or observes seconds. */
type Instrument<D extends MetricDefinition> = (labels: LabelsOf<D>, value?: number) => void;

export type Instruments = { readonly [Name in keyof Catalogue]: Instrument<Catalogue[Name]> };

/** One function per metric of the catalogue. Whatever is recorded goes through the guard: there is no way around it. */
export function createInstruments(registry: Registry, guard: LabelGuard): Instruments {
  return Object.fromEntries(
    Object.entries<MetricDefinition>(METRICS).map(([name, definition]) => [
      name,
      createInstrument(definition, registry, guard),
    ]),
  ) as Instruments;
}

function createInstrument(definition: MetricDefinition, registry: Registry, guard: LabelGuard) {
  const { name, help, labels: domains, kind } = definition;
  const record = recorder(kind, { name, help, labelNames: Object.keys(domains), registers: [registry] });
  return (labels: Readonly<Record<string, string>>, value = 1): void => {
    const guarded = Object.entries(domains).map(([label, domain]) => [label, guard(domain, labels[label] ?? '')]);
    record(Object.fromEntries(guarded) as Record<string, string>, value);
  };
}

interface Configuration {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
  readonly registers: Registry[];
}

function recorder(
  kind: MetricDefinition['kind'],
  configuration: Configuration,
): (labels: Record<string, string>, value: number) => void {
  switch (kind) {
    case 'counter': {
      const counter = new Counter({ ...configuration, registers: [...configuration.registers] });
      return (labels, value) => counter.inc(labels, value);
    }
    case 'gauge': {
      const gauge = new Gauge({ ...configuration, registers: [...configuration.registers] });
      return (labels, value) => gauge.set(labels, value);
    }
    case 'histogram': {
      const histogram = new Histogram({ ...configuration, buckets: [...DURATION_BUCKETS] });
      return (labels, value) => histogram.observe(labels, value);
    }
  }
}
