import { describe, expect, test } from '@jest/globals';
import { refuseSharedPort, withSandboxDefaults } from '../../sandbox/sandbox-settings.js';
import { readEnvironment } from '../../src/server/start/environment.js';

describe('what npm start sets', () => {
  const settings = (variables: Readonly<Record<string, string>>) => {
    const { LOG_LEVEL, CARD_PAGES, CARD_PAGE_MINUTES } = readEnvironment(withSandboxDefaults(variables));
    return [LOG_LEVEL, CARD_PAGES, CARD_PAGE_MINUTES];
  };

  test.each<[string, Readonly<Record<string, string>>, unknown[]]>([
    ['nothing set', {}, ['warn', 'on', 60]],
    ['switched off', { CARD_PAGES: 'off' }, ['warn', 'off', 60]],
    ['empty', { CARD_PAGES: '', CARD_PAGE_MINUTES: '' }, ['warn', 'on', 60]],
    ['shorter', { CARD_PAGE_MINUTES: '5', LOG_LEVEL: 'debug' }, ['debug', 'on', 5]],
  ])('%s', (_what, variables, expected) => {
    expect(settings(variables)).toEqual(expected);
  });
});

describe('one port for both', () => {
  test('is refused in words, before anything listens', () => {
    expect(() => refuseSharedPort(readEnvironment({ PORT: '3001' }))).toThrow(
      'SANDBOX_PORT: 3001 is the port of the service itself (PORT); choose another',
    );
  });

  test('two ports, or ports that the machine chooses, are fine', () => {
    expect(() => refuseSharedPort(readEnvironment({}))).not.toThrow();
    expect(() => refuseSharedPort(readEnvironment({ PORT: '0', SANDBOX_PORT: '0' }))).not.toThrow();
  });
});
