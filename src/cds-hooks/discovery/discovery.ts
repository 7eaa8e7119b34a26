import type { ServiceDefinition } from '../../domain/service-definition.js';

/** The version of CDS Hooks that the service speaks (member `version`, 3.0 ballot; earlier clients ignore it). */
const CDS_HOOKS_VERSION = '2.0.1';

export interface DiscoveredService {
  readonly hook: string;
  readonly title: string;
  readonly description: string;
  readonly id: string;
  readonly prefetch?: Readonly<Record<string, string>>;
  readonly usageRequirements?: string;
  readonly version: string;
}

export interface DiscoveryDocument {
  readonly services: readonly DiscoveredService[];
}

/**
 * The body of `GET /cds-services` (CDS Hooks "Discovery"). Members without a value are left out. No `hookVersion`: the
 * strings that the hook definitions carry disagree with each other.
 */
export function discoveryDocument(services: readonly ServiceDefinition[]): DiscoveryDocument {
  return { services: services.map(describe) };
}

function describe(service: ServiceDefinition): DiscoveredService {
  const templates = Object.entries(service.sources).map(([key, source]) => [key, source.template] as const);
  return {
    hook: service.hook,
    title: service.title,
    description: service.description,
    id: service.id,
    ...(templates.length === 0 ? {} : { prefetch: Object.fromEntries(templates) }),
    ...(service.usageRequirements === null ? {} : { usageRequirements: service.usageRequirements }),
    version: CDS_HOOKS_VERSION,
  };
}
