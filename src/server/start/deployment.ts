import { randomUUID } from 'node:crypto';
import { discoveryDocument } from '../../cds-hooks/discovery/discovery.js';
import type { CdsResponse, Link } from '../../domain/card.js';
import { type Content, contentOf, loadContent } from '../../content/load-content.js';
import type { FhirRelease } from '../../domain/card-context.js';
import type { Language } from '../../domain/language.js';
import { CdsError } from '../../domain/cds-error.js';
import type { OneAlertPerDecision, ServiceDefinition } from '../../domain/service-definition.js';
import { applyProfileToResponse, isLinkAllowed } from '../../ehr/answer/apply-profile.js';
import { buildProfiles, findProfileFaults, profileUsers } from '../../ehr/profile/build-profiles.js';
import { codeKey, type EhrProfile, servicesForProfile } from '../../ehr/profile/ehr-profile.js';
import type { EvaluateDeps } from '../../engine/evaluate/evaluate.js';
import type { ChartReader } from '../../domain/ports.js';
import type { ListedReason } from '../../records/store/override-reason.js';
import { RULES } from '../../rules/index.js';
import { type FhirFace, fhirFace } from '../fhir-face/face.js';
import type { CdsClient } from '../security/clients.js';
import { entryFor } from '../security/fhir-servers.js';
import type { FhirServerOfFile } from './clients-file.js';
import { contentWarnings } from '../../content/check/content-warnings.js';
import { type ContentHolderEvents, createContentHolder, type ReloadResult } from '../../content/content-holder.js';
import { formatProblem } from '../../content/files/content-error.js';
import { checkContent } from './check-content.js';
import type { ShownContent } from '../http/app-deps.js';
import type { Metrics } from '../monitoring/create-metrics.js';
import type { ServiceDeps, ServiceSettings } from './settings.js';

/** One content and everything that is built from it. A request keeps the one it began with. */
export interface Deployment {
  readonly content: Content;
  /** The discovery document for clients of one profile, whose servers speak one release. */
  discovery(profile: string, release: FhirRelease): unknown;
  /** Reasons for setting a card aside: the site's own, and those of the EHRs, each with the HL7 code it counts as. */
  readonly overrideReasons: readonly ListedReason[];
  readonly charts: ChartReader;
  /** The content as FHIR, made when it is first asked for. */
  fhirFace(): FhirFace;
  /** What an evaluation takes, but for its moment and its memory; the canary brings its own chart. */
  readonly engine: Pick<EvaluateDeps, 'content' | 'rules' | 'newUuid'>;
  /** @throws CdsError `unknown-service` */
  service(id: string, profile: string): ServiceDefinition;
  /** The language of the profile; else the one that the call asks for, else English. */
  language(profile: string, wanted: Language | null): Language;
  /** Whether an EHR of this profile shows such a link. */
  sendsLink(link: Link, profile: string): boolean;
  /** The answer as the caller's EHR wants it worded. */
  word(response: CdsResponse, profile: string): CdsResponse;
}

export interface DeploymentDeps {
  /** Makes the chart reader that knows this content's codes. */
  readonly chartsFor: (content: Content) => ChartReader;
  /** Their profiles must be there. */
  readonly clients: readonly Pick<CdsClient, 'id' | 'dialect'>[];
}

/**
 * @throws ContentError when a profile cannot be used, or a client names one that does not exist
 */
export function deploy(content: Content, { chartsFor, clients }: DeploymentDeps): Deployment {
  const profiles = buildProfiles(content, profileUsers(clients));
  const all = Object.values(profiles).filter((profile) => profile !== undefined);
  const profileOf = (name: string): EhrProfile => profiles[name] ?? profiles.generic;
  const services = new Map<string, ServiceDefinition>(
    all.flatMap((profile) =>
      servicesForProfile(content.services, profile).map((each) => [keyOf(each.id, profile.name), each] as const),
    ),
  );
  let face: FhirFace | null = null;
  return {
    content,
    discovery: (profile, release) =>
      discoveryDocument(servicesForProfile(content.services, profileOf(profile)), release),
    overrideReasons: [
      ...Object.values(content.catalogue.overrideReasons),
      ...all.flatMap(({ siteReasons }) => [...siteReasons.values()]),
    ].map(({ system, code, hl7Code }) => ({ system, code, parent: hl7Code })),
    charts: chartsFor(content),
    fhirFace: () => (face ??= fhirFace(content)),
    engine: {
      content: { ...content, oneAlertPerDecision: inEveryProfile(content.oneAlertPerDecision, all) },
      rules: RULES,
      newUuid: randomUUID,
    },
    service(id, profile) {
      const service = services.get(keyOf(id, profile));
      if (service === undefined) throw new CdsError('unknown-service', 'There is no CDS service of this id.');
      return service;
    },
    language: (profile, wanted) => profileOf(profile).language ?? wanted ?? 'en',
    sendsLink: (link, profile) => isLinkAllowed(link, profileOf(profile).links),
    word: (response, profile) => applyProfileToResponse(response, profileOf(profile)),
  };
}

/** A reason that keeps a finding quiet does so in the code of each EHR, too. */
function inEveryProfile(settings: OneAlertPerDecision, profiles: readonly EhrProfile[]): OneAlertPerDecision {
  const { snooze } = settings;
  const own = profiles.flatMap(({ siteReasons }) =>
    snooze.reasons.flatMap((each) => siteReasons.get(codeKey(each)) ?? []),
  );
  const reasons = [...snooze.reasons, ...own.map(({ system, code }) => ({ system, code }))];
  return { ...settings, snooze: { ...snooze, reasons } };
}

function keyOf(id: string, profile: string): string {
  return `${profile} ${id}`;
}

/** How each client's EHR wants its answers; whoever is not in the clients file gets plain CDS Hooks. */
export function profileLookup(clients: readonly CdsClient[]): (clientId: string | null) => string {
  const byId = new Map(clients.map(({ id, dialect }) => [id, dialect]));
  return (clientId) => (clientId === null ? 'generic' : (byId.get(clientId) ?? 'generic'));
}

/**
 * Which release each client's FHIR servers speak, as far as the clients file says: the templates of discovery are spelled for
 * it. R4 where nothing is said, or where its servers differ.
 */
export function releaseLookup(
  clients: readonly CdsClient[],
  servers: readonly FhirServerOfFile[],
): (clientId: string | null) => FhirRelease {
  const releaseOf = (base: string) => entryFor(base, servers)?.settings.release ?? 'R4';
  const byId = new Map(
    clients.map(({ id, fhirServers }) => {
      const [release = 'R4', ...others] = new Set(fhirServers.map(releaseOf));
      return [id, others.length === 0 ? release : 'R4'] as const;
    }),
  );
  return (clientId) => (clientId === null ? 'R4' : (byId.get(clientId) ?? 'R4'));
}

export interface Deployments {
  current(): Deployment;
  /** The content in force as it is shown at /fhir. */
  shown(): ShownContent;
  /** Why the newest content that was seen is not the one in force, one line for each problem; else empty. */
  refused(): readonly string[];
  reload(): Promise<ReloadResult>;
  close(): void;
}

/** Loads the content and follows the site's overlay: good content replaces the old between two requests, bad never does. */
export async function openDeployments(
  settings: ServiceSettings,
  { log, clock }: ServiceDeps,
  build: (content: Content) => Deployment,
  metrics: Pick<Metrics, 'contentLoaded' | 'contentRefused'>,
): Promise<Deployments> {
  const { hooksDir, cardsDir, overlayDir } = settings;
  const built = new WeakMap<Content, Deployment>();
  const deploymentOf = (content: Content): Deployment => {
    const deployment = built.get(content) ?? build(content);
    built.set(content, deployment);
    return deployment;
  };
  const tellWarnings = (content: Content) => {
    for (const { code, message } of contentWarnings(content, clock.now()))
      log.warn({ code, warning: message }, 'content');
  };
  let refused: readonly string[] = [];
  let since = clock.now();
  const directories = { hooksDir, cardsDir, overlayDir };
  /**
   * The first one stands or falls with the start; each later one is checked in a process of its own, and what that process read is
   * loaded: content that is saved again before its check has ended is taken over all the same, and the next check sees the rest.
   */
  let isFirst = true;
  const load = async (signal: AbortSignal): Promise<Content> => {
    const content = isFirst
      ? await loadContent(directories, findProfileFaults)
      : await contentOf(await checkContent(directories, undefined, signal), findProfileFaults);
    // Before it is in force: a profile that cannot be used refuses the content.
    deploymentOf(content);
    isFirst = false;
    return content;
  };
  const events: ContentHolderEvents = {
    onReload: (content, previous) => {
      refused = [];
      since = clock.now();
      inForce = deploymentOf(content);
      log.info({ contentVersion: content.version, previous: previous.version }, 'content reloaded');
      metrics.contentLoaded(content.version);
      tellWarnings(content);
    },
    // Whoever took a bad edit back, or sent SIGHUP, waits for a word.
    onUnchanged: (content) => {
      refused = [];
      log.info({ contentVersion: content.version }, 'content unchanged');
    },
    onRefused: (problems) => {
      refused = problems.map(formatProblem);
      log.error({ problems: refused }, 'content refused');
      metrics.contentRefused();
    },
  };
  const watched = overlayDir === null ? undefined : { folders: [overlayDir] };
  const holder = await createContentHolder(load, events, watched);
  let inForce = deploymentOf(holder.current());
  metrics.contentLoaded(inForce.content.version);
  tellWarnings(inForce.content);
  const current = () => inForce;
  return {
    current,
    shown: () => ({ since, terminology: current().content.terminology, face: current().fhirFace() }),
    refused: () => refused,
    reload: () => holder.reload(),
    close: () => holder.close(),
  };
}
