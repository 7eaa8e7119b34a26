import { createHash } from 'node:crypto';
import type { Library, PlanDefinition, ValueSet } from 'fhir/r4.js';
import type { Content } from '../../content/load-content.js';
import { CANONICAL, planDefinitions } from './plan-definitions.js';
import { shownValueSet } from './value-sets.js';

/** The content in force as FHIR R4: to be read and compared, never applied. The rules have one executable, the service. */
export interface FhirFace {
  readonly valueSets: readonly ValueSet[];
  readonly planDefinitions: readonly PlanDefinition[];
  readonly libraries: readonly Library[];
}

/** Everything that is shown as FHIR, made from `hooks/` and `cards/` as they are in force. */
export function fhirFace(content: Content): FhirFace {
  return {
    valueSets: content.valueSets.map((set) => shownValueSet(set, content.version)),
    planDefinitions: planDefinitions(content),
    libraries: [contentLibrary(content)],
  };
}

/** Which texts are in force: two servers whose libraries have one version and one set of hashes speak alike. */
function contentLibrary({ version, files }: Content): Library {
  const [, hash = version] = version.split('+');
  return {
    resourceType: 'Library',
    id: 'content',
    url: `${CANONICAL}/Library/content`,
    identifier: [{ system: `${CANONICAL}/NamingSystem/content-hash`, value: hash }],
    version,
    name: 'TacrolimusCdsContent',
    title: 'Content in force',
    status: 'active',
    type: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/library-type', code: 'asset-collection' }],
    },
    description:
      'The files of hooks/ and cards/ with the site’s own laid over them: names, sizes and SHA-1 hashes, as FHIR has them.',
    content: [...files].map(([title, text]) => {
      const bytes = Buffer.from(text, 'utf8');
      return {
        contentType: typeOf(title),
        title,
        size: bytes.length,
        hash: createHash('sha1').update(bytes).digest('base64'),
      };
    }),
  };
}

const TYPES: Readonly<Record<string, string>> = {
  yaml: 'application/yaml',
  json: 'application/fhir+json',
  csv: 'text/csv',
  md: 'text/markdown',
};

function typeOf(name: string): string {
  return TYPES[name.split('.').pop() ?? ''] ?? 'text/plain';
}
