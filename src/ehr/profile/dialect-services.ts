import type { Source } from '../../domain/fact-set.js';
import type { ServiceDefinition, SourceDefinition } from '../../domain/service-definition.js';
import type { DialectFile } from './dialect-schema.js';
import { rewriteTemplate } from './rewrite-template.js';

/**
 * The services as they are asked of one EHR: its spelling of each template, and without the kinds of data that it cannot
 * be asked for (ADR 4: a source that is not asked is neither a problem nor a gap). A required source always stays.
 */
export function servicesForDialect(
  services: readonly ServiceDefinition[],
  dialect: DialectFile,
): readonly ServiceDefinition[] {
  return services.map((service) => ({ ...service, sources: sourcesFor(service, dialect) }));
}

function sourcesFor({ sources }: ServiceDefinition, { search }: DialectFile): ServiceDefinition['sources'] {
  const entries = Object.entries(sources) as [Source, SourceDefinition][];
  return Object.fromEntries(
    entries
      .filter(([name, { required }]) => required || search.leaveOut[name] === undefined)
      .map(([name, source]) => [name, { ...source, template: rewriteTemplate(source.template, search) }]),
  );
}
