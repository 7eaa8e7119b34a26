import type { CapabilityStatement, CapabilityStatementRestResource } from 'fhir/r4.js';

const TYPES = ['ValueSet', 'PlanDefinition', 'Library'] as const;
export type ShownType = (typeof TYPES)[number];

/** What may be searched by, for every type. */
export const SEARCHED_BY = ['_id', 'url', 'name', 'version'] as const;

/**
 * `GET /fhir/metadata`: read and search, and two operations on value sets. There is no `$apply`: the rules have one executable,
 * which is the CDS service.
 * @param date when the content came into force, ISO 8601
 */
export function capabilityStatement(version: string, baseUrl: string, date: string): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date,
    kind: 'instance',
    software: { name: 'tacrolimus-cds', version },
    implementation: { description: 'The clinical content in force, read-only', url: `${baseUrl}/fhir` },
    fhirVersion: '4.0.1',
    format: ['json'],
    rest: [
      {
        mode: 'server',
        security: {
          description: 'In production with the JWT of a CDS client; value sets hold licensed terminology (NOTICE).',
        },
        resource: TYPES.map(resourceOf),
      },
    ],
  };
}

function resourceOf(type: ShownType): CapabilityStatementRestResource {
  return {
    type,
    interaction: [{ code: 'read' }, { code: 'search-type' }],
    searchParam: SEARCHED_BY.map((name) => ({ name, type: typeOf(name) })),
    ...(type === 'ValueSet'
      ? {
          operation: ['expand', 'validate-code'].map((name) => ({
            name,
            definition: `http://hl7.org/fhir/OperationDefinition/ValueSet-${name}`,
          })),
        }
      : {}),
  };
}

function typeOf(name: (typeof SEARCHED_BY)[number]): 'token' | 'uri' | 'string' {
  if (name === 'url') return 'uri';
  return name === 'name' ? 'string' : 'token';
}
