import { describe, expect, test } from '@jest/globals';
import { withSandboxDefaults } from '../../sandbox/sandbox-settings.js';
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
