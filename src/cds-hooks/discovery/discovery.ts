import type { FhirRelease } from '../../domain/card-context.js';
import type { ServiceDefinition } from '../../domain/service-definition.js';
import { templateFor } from './release-spelling.js';

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
  readonly hookVersion?: string;
}

export interface DiscoveryDocument {
  readonly services: readonly DiscoveredService[];
}

/**
 * The body of `GET /cds-services` (CDS Hooks "Discovery"). Members without a value are left out: so is `hookVersion` unless the
 * site states it, because the strings that the hook definitions carry disagree with each other.
 * @param release in whose spelling the templates are
 */
export function discoveryDocument(
  services: readonly ServiceDefinition[],
  release: FhirRelease = 'R4',
): DiscoveryDocument {
  return { services: services.map((service) => describe(service, release)) };
}

function describe(service: ServiceDefinition, release: FhirRelease): DiscoveredService {
  const sources = Object.entries(service.sources);
  // FHIRPath tokens are of CDS Hooks 3.0, which no client of an earlier FHIR release speaks.
  const ofMedications = release === 'R4' ? Object.entries(service.medicationTemplates ?? {}) : [];
  const templates = [
    ...sources.map(([key, source]) => [key, templateFor(release, source.template)] as const),
    ...ofMedications,
  ];
  return {
    hook: service.hook,
    title: service.title,
    description: service.description,
    id: service.id,
    ...(templates.length === 0 ? {} : { prefetch: Object.fromEntries(templates) }),
    ...(service.usageRequirements === null ? {} : { usageRequirements: service.usageRequirements }),
    version: CDS_HOOKS_VERSION,
    ...(service.hookVersion === undefined ? {} : { hookVersion: service.hookVersion }),
  };
}
