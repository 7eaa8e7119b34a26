import { describe, expect, it } from '@jest/globals';
import { tellReloads } from '../../../sandbox/demo/tell-reloads.js';

const told: string[] = [];
const logged: string[] = [];
const keep = (level: string) => (_fields: object, message: string) => void logged.push(`${level} ${message}`);
const log = tellReloads(
  { info: keep('info'), warn: keep('warn'), error: keep('error') },
  (text) => void told.push(text),
);

describe('an edit beside the running sandbox', () => {
  it('a good one is said in words, with the content that is in force', () => {
    log.info({ contentVersion: '0.1.0+abc', previous: '0.1.0+def' }, 'content reloaded');
    expect(told.splice(0)).toEqual(['Your edit is in force: content 0.1.0+abc.']);
  });

  it('a refused one names each problem, and what stays', () => {
    log.error({ problems: ['rules.yaml:2:10 trough.limit: at most 25', 'and more'] }, 'content refused');
    const [text] = told.splice(0);
    expect(text).toBe(
      'Your edit was refused; the last good content stays in force:\n  rules.yaml:2:10 trough.limit: at most 25\n  and more',
    );
  });

  it('a bad edit that was taken back is said, too', () => {
    log.info({ contentVersion: '0.1.0+def' }, 'content unchanged');
    expect(told.splice(0)).toEqual(['What is saved is what is in force: content 0.1.0+def.']);
  });

  it('everything else goes to the log, and to nobody else', () => {
    logged.splice(0);
    log.info({}, 'request');
    log.warn({}, 'caller refused');
    log.error({}, 'fault');
    expect([logged, told]).toEqual([['info request', 'warn caller refused', 'error fault'], []]);
  });
});
