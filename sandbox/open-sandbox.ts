import type { RequestListener } from 'node:http';
import type { FhirResource } from 'fhir/r4.js';
import { galleryListener } from '../src/server/gallery/gallery.js';
import { type RunningService, startService } from '../src/server/start/service.js';
import type { SmartRegistration } from '../src/server/smart/registrations.js';
import type { ServiceDeps, ServiceSettings } from '../src/server/start/settings.js';
import type { Behind } from './behind/behind-routes.js';
import { openLook } from './behind/look.js';
import { type RunningFhirServer, startFhirServer } from './fhir-server/start-fhir-server.js';
import { pageRoutes, type PageSettings } from './page-routes.js';
import type { PatientStory } from './patients/patient-story.js';

/** Browsers that may call a service on this machine: the official Sandbox, hosted or built locally. */
const SANDBOX_ORIGINS = ['https://sandbox.cds-hooks.org', 'http://localhost:8080', 'http://127.0.0.1:8080'];

export interface SandboxOptions {
  readonly host: string;
  /** Of the FHIR server and the page; 0 for any. */
  readonly port: number;
  readonly stories: readonly PatientStory[];
  /** Where the page and the service read charts; its own server where it is left out. */
  readonly fhirUrl?: string;
  /** The service, which has to know from which origins browsers may call it. */
  readonly settings: (corsOrigins: readonly string[]) => Promise<ServiceSettings> | ServiceSettings;
  readonly deps: ServiceDeps;
}

export interface Sandbox {
  readonly service: RunningService;
  readonly fhir: RunningFhirServer;
  /** Of the page: `http://127.0.0.1:3001` */
  readonly origin: string;
  close(): Promise<void>;
}

/** The service, a FHIR server with synthetic patients, and the small EHR page beside it. */
export async function openSandbox({ host, port, stories, settings, deps, ...given }: SandboxOptions): Promise<Sandbox> {
  let pageSettings: PageSettings | null = null;
  let gallery: RequestListener | null = null;
  let behind: Behind | null = null;
  const fhir = await startFhirServer({
    ...{ host, port },
    setting: 'SANDBOX_PORT',
    resources: distinctResources(stories.flatMap((story) => story.resources)),
    page: pageRoutes({ stories, settings: () => pageSettings, gallery: () => gallery, behind: () => behind }),
  });
  const { origin } = new URL(fhir.url);
  const { fhirUrl = fhir.url } = given;
  const chosen = await settings([...SANDBOX_ORIGINS, ...spellings(origin)]);
  const service = await startService({ ...chosen, smart: [...(chosen.smart ?? []), appOf(fhirUrl)] }, deps);
  const look = openLook(
    () => service.content,
    () => deps.clock.now(),
  );
  gallery = galleryListener({ content: () => service.content, refused: () => service.refused });
  behind = { look, fhirUrl };
  pageSettings = { discoveryUrl: `${service.url}/cds-services`, fhirUrl };
  return {
    ...{ service, fhir, origin },
    close: async () => {
      await Promise.all([service.close(), fhir.close(), look.close()]);
    },
  };
}

/** The service as a SMART app of the FHIR server. */
function appOf(fhirUrl: string): SmartRegistration {
  return {
    client: null,
    bases: [fhirUrl],
    clientId: 'tacrolimus-cds',
    proof: { kind: 'public' },
    frameAncestors: [],
    dialect: 'generic',
  };
}

/** People type localhost where we print 127.0.0.1; to a browser these are two origins. */
function spellings(origin: string): string[] {
  return [origin, origin.replace('//127.0.0.1:', '//localhost:')];
}

/** Two moments of one patient are two stories over one chart. */
function distinctResources(resources: readonly FhirResource[]): FhirResource[] {
  return [
    ...new Map(resources.map((resource) => [`${resource.resourceType}/${resource.id ?? ''}`, resource])).values(),
  ];
}
