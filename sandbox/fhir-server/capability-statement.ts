import type { CapabilityStatement, CapabilityStatementRestResource } from 'fhir/r4.js';
import { SERVED_TYPES, searchParameters } from './search-parameter-table.js';
import type { ServedType } from './search-parameter-table.js';

/** The day this description last changed; the statement is otherwise made from the table that the search uses. */
const DESCRIBED_ON = '2026-11-22';

/** The `GET [base]/metadata` answer (FHIR R4 5.4). */
export function capabilityStatement(base: string): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: DESCRIBED_ON,
    kind: 'instance',
    fhirVersion: '4.0.1',
    format: ['json', 'application/fhir+json'],
    implementation: { description: 'Sandbox of synthetic patients, read only', url: base },
    software: { name: 'tacrolimus-cds sandbox' },
    rest: [
      {
        mode: 'server',
        security: { cors: true, description: 'Open: it holds synthetic patients only' },
        resource: SERVED_TYPES.map(describeType),
        interaction: [{ code: 'batch', documentation: 'GET entries only' }],
      },
    ],
  };
}

function describeType(type: ServedType): CapabilityStatementRestResource {
  const names = Object.entries(searchParameters(type) ?? {});
  const includes = names.filter(([, { kind }]) => kind === 'reference').map(([name]) => `${type}:${name}`);
  return {
    type,
    versioning: 'no-version',
    interaction: [{ code: 'read' }, { code: 'search-type' }],
    searchParam: names.map(([name, { kind }]) => ({ name, type: kind })),
    ...(includes.length > 0 ? { searchInclude: includes } : {}),
  };
}
