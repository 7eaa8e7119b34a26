import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { V8_FLAGS } from '../../../src/server/start/v8-flags.js';

describe('how V8 is told to keep memory', () => {
  test('this Node knows the flags: of one that it does not know it makes an error', () => {
    expect(execFileSync(process.execPath, [V8_FLAGS, '-p', '"known"'], { encoding: 'utf8' })).toBe('known\n');
    expect(() => execFileSync(process.execPath, ['--no-such-flag', '-p', '0'], { stdio: 'pipe' })).toThrow();
  });

  test.each(['src/main.ts', 'sandbox/start.ts'])('%s sets them before anything else is loaded', (entry) => {
    const [first] = /^import .*$/m.exec(readFileSync(entry, 'utf8')) ?? [];
    expect(first).toMatch(/\/start\/v8-flags\.js';$/);
  });
});
