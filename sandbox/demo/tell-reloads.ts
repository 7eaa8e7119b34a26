import type { Logger } from '../../src/domain/ports.js';

/** Tells whoever edits content beside the running sandbox, in words, what became of the edit; the rest goes to the log. */
export function tellReloads(log: Logger, say: (text: string) => void): Logger {
  return {
    info(fields, message) {
      if (message === 'content reloaded') say(`Your edit is in force: content ${String(fields.contentVersion)}.`);
      if (message === 'content unchanged')
        say(`What is saved is what is in force: content ${String(fields.contentVersion)}.`);
      log.info(fields, message);
    },
    warn: (fields, message) => log.warn(fields, message),
    error(fields, message) {
      if (message === 'content refused') {
        say(`Your edit was refused; the last good content stays in force:\n${linesOf(fields.problems)}`);
      } else {
        log.error(fields, message);
      }
    },
  };
}

function linesOf(problems: unknown): string {
  const lines: readonly unknown[] = Array.isArray(problems) ? problems : [problems];
  return lines.map((line) => `  ${String(line)}`).join('\n');
}
