import { type Card, findingOf, type Link, PAGE_LINK_LABELS } from '../../domain/card.js';
import type { Language } from '../../domain/language.js';
import type { Clock, Logger } from '../../domain/ports.js';
import type { FhirLimits } from '../../fhir/client/limits.js';
import { guardedFetch } from '../smart/guarded-fetch.js';
import { registrationFor } from '../smart/registrations.js';
import { createSmartApp } from '../smart/smart-app.js';
import type { SmartApp } from '../smart/smart-visit.js';
import type { Deployment } from './deployment.js';
import type { FhirConnections } from './fhir-connections.js';
import type { ServiceSettings } from './settings.js';

export interface SmartDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits: FhirLimits;
  readonly fhir: FhirConnections;
  readonly baseUrl: () => string;
  readonly current: () => Deployment;
}

/** The SMART app, where an EHR of the clients file has it registered; else null, and nothing is at its paths. */
export function smartAppOf(
  { smart: registrations = [], profile, deadlineMs }: ServiceSettings,
  { limits, fhir, ...deps }: SmartDeps,
): SmartApp | null {
  if (registrations.length === 0) return null;
  const dispatcherOf = (iss: string) => fhir.servers.of(new URL(iss)).settings.dispatcher ?? fhir.dispatcher;
  return createSmartApp({
    ...deps,
    ...{ registrations, profile, deadlineMs },
    timeoutMs: limits.perCallTimeoutMs,
    fetchFor: (iss) => guardedFetch(dispatcherOf(iss)),
  });
}

/**
 * The link on a card by which the EHR launches the app. Its context names the kind of card, so that the app shows that one
 * first, and nothing of the patient: who that is the EHR says at the launch.
 */
export function smartLinks({ smart = [], profile }: ServiceSettings, baseUrl: () => string) {
  return (client: string | null, fhirServer: string | null, card: Card, language: Language): Link | null => {
    const own = smart.filter((registration) => client !== null && registration.client === client);
    if (fhirServer === null || registrationFor(fhirServer, own, profile === 'production') === null) return null;
    const url = `${baseUrl()}/smart/launch`;
    return { label: PAGE_LINK_LABELS[language], url, type: 'smart', appContext: findingOf(card) };
  };
}
