import { createHash, randomBytes } from 'node:crypto';
import { FhirProblem } from './fhir-problem.js';

/** How the sandbox grants a launch; a test changes it to play an EHR that errs. */
export interface SmartBehaviour {
  /** Seconds that a token lives. */
  readonly expiresIn: number;
  /** What is granted of the scope that was asked for; null: the user says no. */
  readonly grant: (asked: string) => string | null;
  /** The patient whose chart the token opens, given the one of the launch. */
  readonly opens: (patient: string) => string;
  readonly methods: readonly string[];
  /** Clients that prove with a key who they are, and where their public keys stand; the others are public. */
  readonly keysOf: Readonly<Record<string, string>>;
}

export const HONEST: SmartBehaviour = {
  expiresIn: 300,
  grant: (asked) => asked,
  opens: (patient) => patient,
  methods: ['S256'],
  keysOf: {},
};

interface Launched {
  readonly patient: string;
  readonly appContext: string | null;
}

interface Coded extends Launched {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly scope: string;
}

interface Token {
  readonly patient: string;
  readonly scope: string;
  readonly endsAt: number;
}

const MOST = 1_000;
/** Tells our tokens from those that a test or the official Sandbox shows, which are not looked at. */
const PREFIX = 'sandbox-launch-';

/** What the authorization server of the sandbox remembers: launches, codes that are good once, tokens. */
export function createSmartTokens(behaviour: SmartBehaviour, now: () => number = Date.now) {
  const launches = new Map<string, Launched>();
  const codes = new Map<string, Coded>();
  const tokens = new Map<string, Token>();
  return {
    behaviour,
    launch: (launched: Launched): string => put(launches, launched),
    launched: (id: string): Launched | null => launches.get(id) ?? null,
    code: (coded: Coded): string => put(codes, coded),
    /** RFC 6749 4.1.3, RFC 7636 4.6. @returns null where the code is not given out for this request */
    exchange(form: URLSearchParams): Readonly<Record<string, unknown>> | null {
      const code = form.get('code') ?? '';
      const coded = codes.get(code);
      codes.delete(code);
      const verifier = form.get('code_verifier') ?? '';
      const isAskedFor =
        coded?.redirectUri === form.get('redirect_uri') &&
        coded.clientId === form.get('client_id') &&
        coded.challenge === createHash('sha256').update(verifier).digest('base64url');
      if (coded === undefined || !isAskedFor) return null;
      const { patient, scope, appContext } = coded;
      const token = put(tokens, {
        patient: behaviour.opens(patient),
        scope,
        endsAt: now() + behaviour.expiresIn * 1_000,
      });
      return {
        access_token: `${PREFIX}${token}`,
        token_type: 'Bearer',
        expires_in: behaviour.expiresIn,
        scope,
        patient,
        need_patient_banner: true,
        ...(appContext === null ? {} : { appContext }),
      };
    },
    /** What the token of a launch opens; null for a request that shows none. @throws FhirProblem 401 */
    opened(authorization: string | undefined): Token | null {
      const shown = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
      if (!shown.startsWith(PREFIX)) return null;
      const token = tokens.get(shown.slice(PREFIX.length));
      if (token === undefined || token.endsAt <= now())
        throw new FhirProblem(401, 'login', 'This token is not good (any more)');
      return token;
    },
  };
}

export type SmartTokens = ReturnType<typeof createSmartTokens>;

function put<T>(map: Map<string, T>, value: T): string {
  const [oldest] = map.keys();
  if (map.size >= MOST && oldest !== undefined) map.delete(oldest);
  const id = randomBytes(24).toString('base64url');
  map.set(id, value);
  return id;
}
