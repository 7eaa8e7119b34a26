import type { ContentFiles } from '../../content/files/content-files.js';
import { type CodeExplanation, type CodeQuestion, explainCode } from '../../content/value-sets/explain-code.js';
import { codesByValueSet, loadValueSets } from '../../content/value-sets/load-value-sets.js';
import { codeSystemUri } from '../../content/value-sets/value-set-from-csv.js';
import { json, wrap } from '../run/table.js';
import { type CliIo, EXIT } from '../run/terminal-io.js';
import { openContent } from './content-folder.js';

export interface ExplainCodeOptions {
  readonly content?: string;
  readonly json?: boolean;
}

/**
 * `explain-code <system|code or text>`: which value sets a code is in, and what the service makes of it. Exit code 1 where
 * it means nothing to the service.
 */
export async function explainCodeCommand(
  what: readonly string[],
  options: ExplainCodeOptions,
  io: CliIo,
): Promise<number> {
  const { content } = await openContent(options.content ?? null, io);
  const question = readQuestion(what.join(' '));
  const asked = explainCode(content, question);
  const explanation = { ...asked, notes: [...withoutSystem(question, content.files), ...asked.notes] };
  const means = meansSomething(explanation);
  io.out(options.json === true ? json({ ...explanation, means }) : printCode(explanation, means, io.width));
  return means ? EXIT.ok : EXIT.findings;
}

/** `system|code`, `LOINC 2160-0` or `LOINC|2160-0 the words beside it`; anything else is words alone. */
export function readQuestion(text: string): CodeQuestion {
  const [name = '', code = '', ...words] = text.trim().split(/\s+/);
  const bar = name.lastIndexOf('|', name.length - 2);
  if (bar >= 0) {
    const beside = [code, ...words].join(' ');
    return { system: name.slice(0, bar), code: name.slice(bar + 1), text: beside === '' ? null : beside };
  }
  const isSystem = name.toLowerCase() !== 'text' && codeSystemUri(name) !== null && code !== '';
  return isSystem ? { system: name, code, text: words.join(' ') } : { system: null, code: '', text: text.trim() };
}

/** A code alone is no code: the same number means one thing in LOINC and another in SNOMED CT. */
function withoutSystem({ code, text }: CodeQuestion, files: ContentFiles): string[] {
  if (code !== '' || !/^[A-Za-z]*[0-9][A-Za-z0-9.-]*$/.test(text ?? '')) return [];
  const sets = loadValueSets(files, []);
  const codesOf = codesByValueSet(sets);
  const known = sets.flatMap(({ id }) => (codesOf(id) ?? []).filter((each) => each.code === text));
  const spellings = [...new Set(known.map(({ system }) => `"${system}|${text ?? ''}"`))];
  const examples = spellings.length === 0 ? '"http://loinc.org|2160-0"' : spellings.join(' or ');
  return [`A code counts only with its system. Ask for ${examples}.`];
}

function meansSomething({ drug, lab, conditions, allergy }: CodeExplanation): boolean {
  const isResult = lab.lab !== 'unknown' && lab.lab !== 'other';
  return drug.outcome === 'recognised' || isResult || conditions.length > 0 || allergy !== null;
}

function printCode({ system, code, sets, notes }: CodeExplanation, means: boolean, width: number): string {
  const asked = code === '' ? 'words only' : `${system ?? '(no system)'}|${code}`;
  return [
    asked,
    `Value sets: ${sets.length === 0 ? 'none' : sets.join(', ')}`,
    ...notes.map((note) => wrap(`- ${note}`, width, '', '  ')),
    ...(means ? [] : ['It means nothing to this service.']),
  ].join('\n');
}
