/** Where the official CDS Hooks Sandbox runs; its query parameters are in its README. */
const OFFICIAL_SANDBOX = 'https://sandbox.cds-hooks.org/';

/** A link that opens the official Sandbox on one of our patients with our service added. */
export function sandboxLink(discoveryUrl: string, fhirUrl: string, patientId: string, hook: string): string {
  const query = new URLSearchParams({ fhirServiceUrl: fhirUrl, serviceDiscoveryURL: discoveryUrl, patientId, hook });
  return `${OFFICIAL_SANDBOX}?${query.toString()}`;
}
