/** Why a launch did not come to a page. Each has its words in smart-words.ts; nothing of the EHR's answer is in it. */
export type SmartFaultCode =
  /** `iss` is no FHIR server of the clients file, or a parameter is missing. */
  | 'not-ours'
  /** The EHR could not be reached, or did not answer in time. */
  | 'ehr-away'
  /** Its SMART configuration cannot be used: no endpoints, or no PKCE with S256. */
  | 'ehr-unfit'
  /** The launch is not known (any more): it was used, took too long, or began in another browser. */
  | 'launch-over'
  /** The EHR said no: to the user, to the app, or to what it asked for. */
  | 'not-granted'
  /** The code was not exchanged for a token. */
  | 'code-refused'
  /** The token is for no patient. */
  | 'no-patient'
  /** What came is another patient's. */
  | 'wrong-patient'
  /** The token ended before the chart was read. */
  | 'token-over'
  /** The EHR let the app read nothing. */
  | 'chart-refused'
  | 'chart-away'
  /** This site has no service for an opened chart. */
  | 'switched-off'
  | 'too-many';

export class SmartFault extends Error {
  override readonly name = 'SmartFault';
  constructor(
    readonly code: SmartFaultCode,
    options: { readonly cause?: unknown } = {},
  ) {
    super(code, options);
  }
}
