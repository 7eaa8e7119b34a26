import * as oauth from 'openid-client';
import type { FhirAuthorization } from '../../domain/hook-request.js';
import type { ClientProof, SmartRegistration } from './registrations.js';
import type { Fetch, SmartConfiguration } from './smart-configuration.js';
import { SmartFault } from './smart-fault.js';
import type { PendingLaunch } from './pending-launches.js';

/** The OAuth 2.0 of a SMART launch, by openid-client (ADR 8). */

export interface AuthorizeDeps {
  /** Only development speaks http to an EHR. */
  readonly allowHttp: boolean;
  readonly timeoutMs: number;
  readonly redirectUri: string;
}

export interface LaunchRequest {
  readonly location: string;
  readonly state: string;
  readonly codeVerifier: string;
}

/** Where the browser is sent: the EHR's authorization endpoint, with state, PKCE and the server that the token is for. */
export async function authorizationRequest(
  { iss, launch, scope }: { readonly iss: string; readonly launch: string; readonly scope: string },
  registration: SmartRegistration,
  configuration: SmartConfiguration,
  deps: AuthorizeDeps,
): Promise<LaunchRequest> {
  const codeVerifier = oauth.randomPKCECodeVerifier();
  const state = oauth.randomState();
  const location = oauth.buildAuthorizationUrl(clientOf(registration, configuration, null, deps), {
    redirect_uri: deps.redirectUri,
    scope,
    state,
    aud: iss,
    launch,
    code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
  });
  return { location: location.href, state, codeVerifier };
}

/** What the EHR granted. It is used for this one page, and kept nowhere. */
export interface Granted {
  readonly authorization: FhirAuthorization;
  /** The patient whose chart is open in the EHR. */
  readonly patientId: string;
  /** Which card the user came from, where the EHR hands that on. */
  readonly appContext: string | null;
}

const FHIR_ID = /^[A-Za-z0-9.-]{1,64}$/;

/**
 * Exchanges the code of the callback for a token.
 * @param query of the callback, as it came
 * @throws SmartFault
 */
export async function exchangeCode(
  query: URLSearchParams,
  { registration, configuration, scope, codeVerifier }: PendingLaunch,
  fetch: Fetch,
  deps: AuthorizeDeps,
): Promise<Granted> {
  const callback = new URL(deps.redirectUri);
  callback.search = query.toString();
  const client = clientOf(registration, configuration, fetch, deps);
  const expectedState = query.get('state') ?? '';
  const token = await oauth
    .authorizationCodeGrant(client, callback, { pkceCodeVerifier: codeVerifier, expectedState })
    .catch((error: unknown) => {
      throw new SmartFault(faultOf(error), { cause: error });
    });
  const { patient, appContext } = token;
  if (typeof patient !== 'string' || !FHIR_ID.test(patient)) throw new SmartFault('no-patient');
  return {
    patientId: patient,
    appContext: typeof appContext === 'string' ? appContext : null,
    authorization: {
      accessToken: token.access_token,
      expiresIn: token.expires_in ?? null,
      // RFC 6749 5.1: left out where it is what was asked for.
      scope: token.scope ?? scope,
      subject: registration.clientId,
      patient,
    },
  };
}

function clientOf(
  { clientId, proof }: SmartRegistration,
  { issuer, authorizationEndpoint, tokenEndpoint }: SmartConfiguration,
  fetch: Fetch | null,
  { allowHttp, timeoutMs }: AuthorizeDeps,
): oauth.Configuration {
  const server = { issuer, authorization_endpoint: authorizationEndpoint, token_endpoint: tokenEndpoint };
  const client = new oauth.Configuration(server, clientId, {}, authenticationBy(proof, tokenEndpoint));
  client.timeout = timeoutMs / 1_000;
  if (fetch !== null) {
    client[oauth.customFetch] = (url, init) =>
      fetch(url, init as RequestInit).catch((cause: unknown) => {
        throw new SmartFault('ehr-away', { cause });
      });
  }
  // oxlint-disable-next-line typescript/no-deprecated -- marked so that nobody forgets it in production, where it is not reached
  if (allowHttp) oauth.allowInsecureRequests(client);
  return client;
}

function authenticationBy(proof: ClientProof, tokenEndpoint: string): oauth.ClientAuth {
  switch (proof.kind) {
    case 'public':
      return oauth.None();
    case 'secret':
      return oauth.ClientSecretBasic(proof.secret);
    case 'private-key': {
      const [{ key, kid }] = proof.keys;
      // SMART App Launch 2.2, "Request": `aud` is the token endpoint, where the library would name the issuer.
      const toTokenEndpoint: oauth.ModifyAssertionFunction = (_header, payload) => {
        payload.aud = tokenEndpoint;
      };
      return oauth.PrivateKeyJwt({ key, kid }, { [oauth.modifyAssertion]: toTokenEndpoint });
    }
  }
}

function faultOf(error: unknown): SmartFault['code'] {
  if (error instanceof Error && error.cause instanceof SmartFault) return error.cause.code;
  // The EHR sent the browser back with an error in place of a code.
  if (error instanceof oauth.AuthorizationResponseError) return 'not-granted';
  if (error instanceof oauth.ResponseBodyError) return error.status >= 500 ? 'ehr-away' : 'code-refused';
  return 'code-refused';
}
