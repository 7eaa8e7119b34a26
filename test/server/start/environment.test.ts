import { describe, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { settingsOf } from '../../../src/server/start/settings.js';
import { readEnvironment, SettingsError } from '../../../src/server/start/environment.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The message, or '' where the variables are usable. */
function refusal(variables: Readonly<Record<string, string | undefined>>): string {
  try {
    readEnvironment(variables);
    return '';
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.message;
  }
}

describe('what is not set', () => {
  test('nothing set -> development on loopback, discovery open, no clients, no browsers, nothing kept', () => {
    expect(readEnvironment({})).toMatchObject({
      PROFILE: 'development',
      HOST: '127.0.0.1',
      PORT: 3000,
      DISCOVERY: 'open',
      DEADLINE_MS: 3_000,
      FHIR_CALL_TIMEOUT_MS: 2_000,
      FHIR_CONNECT_TIMEOUT_MS: 1_000,
      FHIR_MAX_CALLS: 30,
      FHIR_MAX_PAGES: 20,
      FHIR_MAX_ENTRIES: 10_000,
      FHIR_MAX_ANSWER_BYTES: 10_000_000,
      FHIR_MAX_CONNECTIONS: 64,
      MAX_IN_FLIGHT: 200,
      REFUSED_PER_MINUTE: 120,
      PROXY_HOPS: 0,
      CORS_ORIGINS: [],
      FHIR_PRIVATE_NETWORKS: [],
      LOG_LEVEL: 'info',
    });
    for (const name of [
      'CLIENTS_FILE',
      'PUBLIC_BASE_URL',
      'STORE_FILE',
      'DATABASE_URL',
      'SITE_KEYS',
      'METRICS_PORT',
      'STOP_GRACE_MS',
    ]) {
      expect(readEnvironment({})).not.toHaveProperty(name);
    }
  });

  test('an empty variable counts as not set', () => {
    const empty = Object.fromEntries(Object.keys(readEnvironment({})).map((name) => [name, '']));
    expect(readEnvironment({ ...empty, CLIENTS_FILE: '', PUBLIC_BASE_URL: '' })).toEqual(readEnvironment({}));
  });

  test('variables that are not ours do not get in', () => {
    expect(readEnvironment({ PATH: '/bin', SECRET: 'x', __proto__: 'x' })).toEqual(readEnvironment({}));
  });
});

describe('what is set', () => {
  test.each([
    ['PORT', '0', 0],
    ['PORT', '65535', 65_535],
    ['DEADLINE_MS', '200', 200],
    ['DEADLINE_MS', '30000', 30_000],
    ['FHIR_CALL_TIMEOUT_MS', '100', 100],
    ['FHIR_CONNECT_TIMEOUT_MS', '30000', 30_000],
    ['FHIR_MAX_CALLS', '15', 15],
    ['FHIR_MAX_PAGES', '200', 200],
    ['FHIR_MAX_ENTRIES', '100000', 100_000],
    ['FHIR_MAX_ANSWER_BYTES', '100000000', 100_000_000],
    ['FHIR_MAX_CONNECTIONS', '1', 1],
    ['MAX_IN_FLIGHT', '1', 1],
    ['REFUSED_PER_MINUTE', '0', 0],
    ['PROXY_HOPS', '2', 2],
    ['STOP_GRACE_MS', '0', 0],
    ['PROFILE', 'production', 'production'],
    ['DISCOVERY', 'authenticated', 'authenticated'],
    ['CORS_ORIGINS', ' https://a.example , ,https://b.example,', ['https://a.example', 'https://b.example']],
    [
      'FHIR_PRIVATE_NETWORKS',
      '10.20.0.0/16, fd00::/8,192.168.1.5,::1',
      ['10.20.0.0/16', 'fd00::/8', '192.168.1.5', '::1'],
    ],
    ['FHIR_PRIVATE_NETWORKS', 'fhir.intra.example,fhir-1', ['fhir.intra.example', 'fhir-1']],
    ['LOG_LEVEL', 'silent', 'silent'],
    ['NODE_TLS_REJECT_UNAUTHORIZED', '0', '0'],
  ])('%s=%s', (name, text, value) => {
    expect(readEnvironment({ [name]: text })).toHaveProperty(name, value);
  });
});

describe('what cannot be', () => {
  const network = 'every entry must be an IP address, a CIDR block or a host name';
  test.each([
    ['PROFILE', 'prod', 'must be one of: development, production'],
    ['PROFILE', 'Production', 'must be one of: development, production'],
    ['PORT', 'http', 'must be a whole number from 0 to 65535'],
    ['PORT', '65536', 'must be a whole number from 0 to 65535'],
    ['PORT', '-1', 'must be a whole number from 0 to 65535'],
    ['PORT', '80.5', 'must be a whole number from 0 to 65535'],
    ['SANDBOX_PORT', '70000', 'must be a whole number from 0 to 65535'],
    ['DISCOVERY', 'closed', 'must be one of: open, authenticated'],
    ['DEADLINE_MS', '199', 'must be a whole number from 200 to 30000'],
    ['DEADLINE_MS', '30001', 'must be a whole number from 200 to 30000'],
    ['DEADLINE_MS', 'Infinity', 'must be a whole number from 200 to 30000'],
    ['FHIR_CALL_TIMEOUT_MS', '99', 'must be a whole number from 100 to 30000'],
    ['FHIR_CONNECT_TIMEOUT_MS', '30001', 'must be a whole number from 100 to 30000'],
    ['FHIR_MAX_CALLS', '14', 'must be a whole number from 15 to 200'],
    ['FHIR_MAX_PAGES', '0', 'must be a whole number from 1 to 200'],
    ['FHIR_MAX_ENTRIES', '99', 'must be a whole number from 100 to 100000'],
    ['FHIR_MAX_ANSWER_BYTES', '99999', 'must be a whole number from 100000 to 100000000'],
    ['FHIR_MAX_CONNECTIONS', '1001', 'must be a whole number from 1 to 1000'],
    ['MAX_IN_FLIGHT', '0', 'must be a whole number from 1 to 10000'],
    ['MAX_IN_FLIGHT', '10001', 'must be a whole number from 1 to 10000'],
    ['REFUSED_PER_MINUTE', '-1', 'must be a whole number from 0 to 100000'],
    ['PROXY_HOPS', '11', 'must be a whole number from 0 to 10'],
    ['STOP_GRACE_MS', '60001', 'must be a whole number from 0 to 60000'],
    ['METRICS_PORT', 'x', 'must be a whole number from 0 to 65535'],
    ['CANARY_INTERVAL_MS', '-1', 'must be a whole number from 0 to 3600000'],
    ['KEEP_DAYS', '0', 'must be a whole number from 1 to 36500'],
    ['FEEDBACK_COMMENTS', 'keep', 'must be one of: reduce, encrypt'],
    ['LOG_LEVEL', 'verbose', 'must be one of: debug, info, warn, error, silent'],
    ['PORT', '70000.5', 'must be a whole number from 0 to 65535'],
    ['TRACE_TOKEN', 'short', 'must have at least 24 characters, for example from openssl rand -hex 32'],
    ['REPORTS_TOKEN', 'short', 'must have at least 24 characters, for example from openssl rand -hex 32'],
    ['REPORTS_PROXY_HEADER', 'x y', 'must be the name of a header: letters, digits and hyphens'],
    ['METRICS_PORT', '3000', '3000 is the port of the service itself (PORT); choose another'],
    ['FHIR_PRIVATE_NETWORKS', '10.0.0.0/33', network],
    ['FHIR_PRIVATE_NETWORKS', '10.0.0.0/8/8', network],
    ['FHIR_PRIVATE_NETWORKS', '10.0.0.0/', network],
    ['FHIR_PRIVATE_NETWORKS', '10.0.0.256', network],
    ['FHIR_PRIVATE_NETWORKS', 'fhir.example/24', network],
    ['FHIR_PRIVATE_NETWORKS', 'https://fhir.example', network],
    ['FHIR_PRIVATE_NETWORKS', '*', network],
    ['FHIR_PRIVATE_NETWORKS', '10.0.0.1,fhir example', network],
  ])('%s=%s -> refused by name, with what is allowed', (name, text, message) => {
    expect(refusal({ [name]: text })).toBe(`The environment is not usable:\n  - ${name}: ${message}`);
  });

  test('several at once -> all of them', () => {
    const lines = refusal({ PORT: 'x', PROFILE: 'x', LOG_LEVEL: 'x', DEADLINE_MS: '1' }).split('\n');
    expect(lines.map((line) => line.split(':')[0])).toEqual(
      expect.arrayContaining(['  - PORT', '  - PROFILE', '  - LOG_LEVEL', '  - DEADLINE_MS']),
    );
    expect(lines).toHaveLength(5);
  });
});

describe('folders that are not there', () => {
  test.each(['CONTENT_DIR', 'SHADOW_CONTENT_DIR', 'HOOKS_DIR', 'CARDS_DIR'])(
    '%s -> refused under its name, as is a file',
    async (name) => {
      for (const folder of ['/nowhere/content', fileURLToPath(import.meta.url)]) {
        await expect(settingsOf(readEnvironment({ [name]: folder }), ROOT)).rejects.toThrow(
          `The environment is not usable:\n  - ${name}: there is no folder ${folder}`,
        );
      }
    },
  );
});
