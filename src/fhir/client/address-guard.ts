import { isIP, type LookupFunction } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import ipaddr from 'ipaddr.js';
import { Agent, buildConnector } from 'undici';
import { createNameLookup, NameLookupError, type NameLookup } from './name-lookup.js';

/** A connection that was not opened. Names neither host nor address: the text may reach a log. */
export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';
  readonly code = 'ADDRESS_REFUSED';
  constructor() {
    super('The address of the server is not one that this service may connect to.');
  }
}

export interface AddressGuardOptions {
  /**
   * Which addresses besides global unicast may be reached; hospitals' FHIR servers usually have private ones.
   * A list of addresses, CIDR blocks (`10.20.0.0/16`) - any range can be opened this way - and host names (these may resolve to
   * private addresses, not to loopback or link-local). `true`: private and loopback, for development.
   */
  readonly allowPrivate: readonly string[] | boolean;
  /** Tells every address of a host. Default: a look-up of its own. */
  readonly resolve?: NameLookup;
}

export type GuardedAgentOptions = AddressGuardOptions &
  Omit<Agent.Options, 'connect' | 'tls' | 'factory' | 'socketPath'> & {
    /** What the hospital's TLS needs: its own certificate authority, a client certificate. */
    readonly connect?: Pick<ConnectionOptions, 'ca' | 'cert' | 'key'>;
    /** Milliseconds until a connection must stand. Default 2,000. */
    readonly connectTimeout?: number;
  };

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Block = [Address, number];
/** Whether a connection to `address`, which is what `hostname` stands for, may be opened. */
type Judge = (hostname: string, address: string) => boolean;

/** RFC 1918, RFC 6598, RFC 4193: where hospitals' servers live. */
const PRIVATE_RANGES: readonly string[] = ['private', 'carrierGradeNat', 'uniqueLocal'];

/** Everything that IANA has given out as global unicast; IPv4-compatible and unassigned addresses lie outside. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * An undici Agent that opens connections only to global unicast addresses and to what the site allows. Names are resolved once,
 * all their addresses are judged, and the socket goes to the very address that was judged (no second look-up for DNS rebinding
 * to exploit); Host and SNI stay the name. One forbidden address among several refuses the name. IP literals are judged in
 * every spelling that a URL or the system's resolver would understand.
 * Requests through it fail with an `AddressRefusedError` (as `cause` of fetch's TypeError) before a packet is sent.
 * @throws TypeError when an entry of `allowPrivate` is neither address, CIDR block nor host name
 */
export function createGuardedAgent(options: GuardedAgentOptions): Agent {
  const { allowPrivate, resolve = createNameLookup(), connect, connectTimeout = 2_000, ...agentOptions } = options;
  const isAllowed = createAddressJudge(allowPrivate);
  const open = buildConnector({ ...connect, timeout: connectTimeout, lookup: guardedLookup(resolve, isAllowed) });
  return new Agent({
    ...agentOptions,
    connect: (target, callback) => {
      // The socket does not look up a literal, so it is judged here.
      const literal = target.hostname.replace(/^\[|\]$/g, '');
      if (ipaddr.isValid(literal) && !isAllowed(target.hostname, literal)) {
        queueMicrotask(() => callback(new AddressRefusedError(), null));
        return;
      }
      open(target, callback);
    },
  });
}

/** A look-up for sockets: every address of the name is judged, and the socket goes to one that was. */
export function guardedLookup(resolve: NonNullable<AddressGuardOptions['resolve']>, isAllowed: Judge): LookupFunction {
  return (hostname, { all = false }, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined || !addresses.every(({ address }) => isAllowed(hostname, address))) {
          callback(new AddressRefusedError(), '');
        } else if (all) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (cause: unknown) => {
        const fault = new Error('The name of the server could not be resolved.', { cause });
        callback(cause instanceof NameLookupError ? cause : fault, '');
      },
    );
  };
}

/**
 * The guard's decision alone, without a socket.
 * @throws TypeError as `createGuardedAgent`
 */
export function createAddressJudge(allowPrivate: AddressGuardOptions['allowPrivate']): Judge {
  const entries = typeof allowPrivate === 'boolean' ? [] : allowPrivate.map(readEntry);
  const blocks = entries.filter((entry) => typeof entry !== 'string');
  const hosts = new Set(entries.filter((entry) => typeof entry === 'string'));
  return (hostname, text) => {
    if (!ipaddr.isValid(text)) return false;
    const address = ipaddr.parse(text);
    const range = address.range();
    if (isGlobal(address) || blocks.some((block) => isInside(address, block))) return true;
    if (allowPrivate === true) return range === 'loopback' || PRIVATE_RANGES.includes(range);
    return hosts.has(hostname.toLowerCase()) && PRIVATE_RANGES.includes(range);
  };
}

function isGlobal(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || isInside(address, GLOBAL_IPV6);
}

function isInside(address: Address, [network, bits]: Block): boolean {
  if (address instanceof ipaddr.IPv4) return network instanceof ipaddr.IPv4 && address.match(network, bits);
  return network instanceof ipaddr.IPv6 && address.match(network, bits);
}

function readEntry(entry: string): Block | string {
  const [network = '', bits] = entry.split('/');
  const family = isIP(network);
  if (family !== 0 && bits === undefined) return [ipaddr.parse(network), family === 4 ? 32 : 128];
  if (family !== 0 && ipaddr.isValidCIDR(entry)) return ipaddr.parseCIDR(entry);
  if (/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i.test(entry) && /[a-z]/i.test(entry)) return entry.toLowerCase();
  throw new TypeError('allowPrivate: every entry is an IP address, a CIDR block or a host name');
}
