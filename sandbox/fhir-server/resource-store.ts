import type { FhirResource } from 'fhir/r4.js';
import { referenceLiteral } from './element-values.js';

type StoredResource = FhirResource & { readonly id: string };

/** Resources that never change, found by type, by id and by the patient they belong to. */
export interface ResourceStore {
  read(type: string, id: string): StoredResource | null;
  /** In the order in which they were given. */
  all(type: string): readonly StoredResource[];
  ofPatient(type: string, patientId: string): readonly StoredResource[];
}

/**
 * @throws TypeError when a resource has no id, or two of one type share one: the store would hide one of them
 */
export function createResourceStore(resources: readonly FhirResource[]): ResourceStore {
  const byId = new Map<string, StoredResource>();
  const byType = new Map<string, StoredResource[]>();
  const byPatient = new Map<string, StoredResource[]>();
  for (const resource of resources) {
    if (!hasId(resource)) throw new TypeError(`A ${resource.resourceType} without an id cannot be served`);
    const key = `${resource.resourceType}/${resource.id}`;
    if (byId.has(key)) throw new TypeError(`Two resources are called ${key}`);
    byId.set(key, resource);
    push(byType, resource.resourceType, resource);
    const patient = patientOf(resource);
    if (patient !== null) push(byPatient, `${resource.resourceType} of ${patient}`, resource);
  }
  return {
    read: (type, id) => byId.get(`${type}/${id}`) ?? null,
    all: (type) => byType.get(type) ?? [],
    ofPatient: (type, patientId) => byPatient.get(`${type} of Patient/${patientId}`) ?? [],
  };
}

function hasId(resource: FhirResource): resource is StoredResource {
  return typeof resource.id === 'string' && resource.id !== '';
}

function push(index: Map<string, StoredResource[]>, key: string, resource: StoredResource): void {
  const list = index.get(key);
  if (list === undefined) index.set(key, [resource]);
  else list.push(resource);
}

function patientOf(resource: FhirResource): string | null {
  if ('subject' in resource) return referenceLiteral(resource.subject);
  if ('patient' in resource) return referenceLiteral(resource.patient);
  return null;
}
