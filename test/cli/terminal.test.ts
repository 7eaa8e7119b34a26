import { expect, test } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { severityText } from '../../src/cli/run/table.js';
import { terminalIo } from '../../src/cli/run/terminal-io.js';

function printed(block: string): string {
  const stdout = new PassThrough();
  const streams = { stdin: new PassThrough(), stdout, stderr: stdout, noColor: undefined };
  terminalIo(streams, { cwd: '', packageRoot: '', now: () => 0, serve: () => Promise.resolve(0) }).out(block);
  return String(stdout.read());
}

test.each([
  ['clears the screen', '\u001b[2Jgone', '\\u001b[2Jgone\n'],
  ['sets the title', 'a\u001b]0;title\u0007b', 'a\\u001b]0;title\\u0007b\n'],
  ['by one byte', '\u009b31mred', '\\u009b31mred\n'],
  ['writes over the line', 'creatinine 9.9\rcreatinine 0.9', 'creatinine 9.9\\u000dcreatinine 0.9\n'],
  ['goes back', '12\b\b3', '12\\u0008\\u00083\n'],
  ['turns the direction', 'mg\u202e5.1', 'mg\\u202e5.1\n'],
  ['line ends, tabs and letters stay', 'a\tb\r\nç 血 µ\n', 'a\tb\r\nç 血 µ\n\n'],
  ['our own colours stay', severityText('critical', true), `${severityText('critical', true)}\n`],
])('a text that %s', (_what, block, shown) => {
  expect(printed(block)).toBe(shown);
});

test('JSON stays JSON, and says the same', () => {
  const value = { name: '\u001b[2J\u009b\u202e\u2028' };
  expect(JSON.parse(printed(JSON.stringify(value)))).toEqual(value);
});
