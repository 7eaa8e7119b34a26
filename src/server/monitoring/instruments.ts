import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import {
  type ConfiguredLabel,
  DURATION_BUCKETS,
  type LabelDomain,
  type MetricDefinition,
  METRICS,
} from './metric-catalogue.js';
import { NONE, OTHER } from './label-values.js';

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

/** Names that come from configuration. Asked again each time, because content may be loaded anew. */
export interface ConfiguredNames {
  /** Ids of the clients file. */
  clients(): readonly string[];
  /** Ids of the services offered. */
  services(): readonly string[];
}

/** Turns a value into a label: itself where the domain knows it, else {@link OTHER}. */
export type LabelGuard = (domain: LabelDomain, value: string) => string;

/** Versions of one process's life: reloads are rare, and a runaway reloader must not fill the metrics store. */
const MAX_VERSIONS = 20;

/** `0.1.0+3f2a9c01b7de`, as src/content builds it. */
const VERSION = /^\d+\.\d+\.\d+[0-9A-Za-z.-]{0,20}\+[0-9a-f]{8,64}$/;

/** A clients file is written by hand; a longer one is better looked at by log than by metric. */
const MAX_CONFIGURED = 200;

/** Who calls without a token in development; the name is src/server/security's. */
const ANONYMOUS = 'anonymous';

/**
 * The one gate between values and label values. A metrics store is searched, copied and kept for years by people who may
 * not see patient data, and each new label value costs it a series; so only names that somebody configured pass.
 */
export function createLabelGuard(names: ConfiguredNames): LabelGuard {
  const versions = new Set<string>();
  const isConfigured: Readonly<Record<ConfiguredLabel, (value: string) => boolean>> = {
    client: (value) => value === ANONYMOUS || value === NONE || isAmong(names.clients(), value),
    service: (value) => isAmong(names.services(), value),
    'content-version': (value) => {
      if (versions.has(value)) return true;
      if (versions.size >= MAX_VERSIONS || !VERSION.test(value)) return false;
      versions.add(value);
      return true;
    },
  };
  return (domain, value) => {
    const isKnown = typeof domain === 'string' ? isConfigured[domain](value) : domain.includes(value);
    return isKnown ? value : OTHER;
  };
}

function isAmong(configured: readonly string[], value: string): boolean {
  const index = configured.indexOf(value);
  return index >= 0 && index < MAX_CONFIGURED;
}
