import type { Logger } from '../../domain/ports.js';
import { chartPage } from '../card-page/card-page.js';
import type { Deployment } from '../start/deployment.js';
import { authorizationRequest, exchangeCode } from './authorize.js';
import { COOKIE_SECONDS, cookieName, pendingLaunches } from './pending-launches.js';
import { chartService, readAsUser, type ReadDeps, scopesOf } from './read-as-user.js';
import { registrationFor, type SmartRegistration } from './registrations.js';
import { type Fetch, smartConfigurations } from './smart-configuration.js';
import { SmartFault } from './smart-fault.js';
import type { SmartAnswer, SmartApp, SmartCookie, SmartVisit } from './smart-visit.js';
import { FAULT_STATUS, smartFaultPage } from './smart-words.js';

export interface SmartAppDeps extends ReadDeps {
  readonly registrations: readonly SmartRegistration[];
  readonly baseUrl: () => string;
  readonly profile: 'development' | 'production';
  /** By the connections of that FHIR server. */
  readonly fetchFor: (iss: string) => Fetch;
  readonly timeoutMs: number;
  readonly current: () => Deployment;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

const MAX_LAUNCH_TOKEN = 4_096;

export function createSmartApp(deps: SmartAppDeps): SmartApp {
  const { registrations, profile, log, clock, timeoutMs } = deps;
  const requireHttps = profile === 'production';
  const now = () => clock.now();
  const configurations = smartConfigurations(requireHttps, now);
  const waiting = pendingLaunches(now);
  const authorizing = () => ({
    allowHttp: !requireHttps,
    timeoutMs,
    redirectUri: `${deps.baseUrl()}/smart/callback`,
  });
  const cookieOf = (state: string, value: string, seconds: number, by: SmartRegistration | null): SmartCookie => {
    const { pathname, protocol } = new URL(`${deps.baseUrl()}/smart/`);
    const inFrame = by !== null && by.frameAncestors.length > 0;
    return { name: cookieName(state), value, path: pathname, secure: protocol === 'https:', inFrame, seconds };
  };
  /** Which client, and how it ended: never an address, a code, a token or a patient. */
  const answered = async (
    visit: SmartVisit,
    by: () => SmartRegistration | null,
    answer: () => Promise<SmartAnswer>,
  ): Promise<SmartAnswer> => {
    try {
      return await answer();
    } catch (error) {
      if (!(error instanceof SmartFault)) throw error;
      const { code } = error;
      log.warn({ requestId: visit.requestId, client: by()?.client ?? null, why: code }, 'smart launch ended');
      const html = smartFaultPage(code, visit.language ?? 'en');
      const framedBy = by()?.frameAncestors ?? [];
      return { kind: 'page', status: FAULT_STATUS[code], html, endedCookie: null, framedBy };
    }
  };

  return {
    launch(visit) {
      let registration: SmartRegistration | null = null;
      return answered(
        visit,
        () => registration,
        async () => {
          const [iss, launch] = [only(visit.query, 'iss'), only(visit.query, 'launch')];
          registration = iss === null ? null : registrationFor(iss, registrations, requireHttps);
          if (iss === null || registration === null || launch === null || launch.length > MAX_LAUNCH_TOKEN)
            throw new SmartFault('not-ours');
          const service = chartService(deps.current());
          const configuration = await configurations(iss, deps.fetchFor(iss), AbortSignal.timeout(timeoutMs));
          const scope = scopesOf(service, configuration.scopesV2);
          const asked = await authorizationRequest({ iss, launch, scope }, registration, configuration, authorizing());
          const { state, codeVerifier, location } = asked;
          const secret = waiting.add(state, { iss, registration, configuration, scope, codeVerifier });
          return { kind: 'redirect', location, cookie: cookieOf(state, secret, COOKIE_SECONDS, registration) };
        },
      );
    },
    async callback(visit) {
      const state = only(visit.query, 'state') ?? '';
      const pending = waiting.take(state, visit.cookie(cookieName(state)));
      const registration = pending?.registration ?? null;
      const answer = await answered(
        visit,
        () => registration,
        async () => {
          if (pending === null) throw new SmartFault('launch-over');
          const granted = await exchangeCode(visit.query, pending, deps.fetchFor(pending.iss), authorizing());
          const call = await readAsUser(granted, pending, deps.current(), visit, deps);
          const { client, frameAncestors: framedBy } = pending.registration;
          log.info({ requestId: visit.requestId, client, cards: call.cards.length }, 'smart page read');
          return { kind: 'page', status: 200, html: chartPage(call, granted.appContext), endedCookie: null, framedBy };
        },
      );
      return answer.kind === 'page' ? { ...answer, endedCookie: cookieOf(state, '', 0, registration) } : answer;
    },
    keys: () => {
      const all = registrations.flatMap(({ proof }) => (proof.kind === 'private-key' ? proof.keys : []));
      return { keys: [...new Map(all.map(({ kid, publicJwk }) => [kid, publicJwk])).values()] };
    },
  };
}

/** A parameter that stands there once. */
function only(query: URLSearchParams, name: string): string | null {
  const [value, ...more] = query.getAll(name);
  return value === undefined || value === '' || more.length > 0 ? null : value;
}
