import { NONE, OTHER } from './label-values.js';
import type { ConfiguredLabel, LabelDomain } from './metric-catalogue.js';

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
