import type { Language } from '../../domain/language.js';

/** What a browser is answered. */
export type SmartAnswer =
  | { readonly kind: 'redirect'; readonly location: string; readonly cookie: SmartCookie }
  | {
      readonly kind: 'page';
      readonly status: number;
      readonly html: string;
      readonly endedCookie: SmartCookie | null;
      readonly framedBy: readonly string[];
    };

/** `seconds` 0 takes it away. */
export interface SmartCookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly secure: boolean;
  /** In a frame of the EHR the browser counts this service as another site. */
  readonly inFrame: boolean;
  readonly seconds: number;
}

export interface SmartVisit {
  readonly query: URLSearchParams;
  readonly cookie: (name: string) => string | null;
  readonly language: Language | null;
  readonly signal: AbortSignal;
  readonly requestId: string;
}

/** This service as a SMART app: an EHR launches it, it reads the open chart with the user's own token, shows it, and keeps nothing. */
export interface SmartApp {
  /** `GET /smart/launch?iss=&launch=` */
  launch(visit: SmartVisit): Promise<SmartAnswer>;
  /** `GET /smart/callback?code=&state=` */
  callback(visit: SmartVisit): Promise<SmartAnswer>;
  /** `GET /smart/jwks.json`: the public keys by which EHRs check who asks for a token. */
  keys(): { readonly keys: readonly unknown[] };
}
