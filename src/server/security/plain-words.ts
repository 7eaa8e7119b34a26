import type * as z from 'zod';

/**
 * What is wrong with a setting, for an operator who knows no schema: what is allowed, never what was seen, since a key or a token
 * may be among it.
 */
export function plainWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'unrecognized_keys')
    return `there is no setting ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
  if (issue.code === 'invalid_value') return `must be one of: ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small') return TOO_SMALL[issue.origin] ?? `must be at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}${COUNTED[issue.origin] ?? ''}`;
  if (issue.code !== 'invalid_type') return undefined;
  return issue.input === undefined ? 'is missing' : `must be ${KINDS[issue.expected] ?? issue.expected}`;
}

/** No list and no text here needs more than one. */
const TOO_SMALL: Readonly<Record<string, string>> = { array: 'needs at least one entry', string: 'must not be empty' };
const COUNTED: Readonly<Record<string, string>> = { array: ' entries', string: ' characters' };

const KINDS: Readonly<Record<string, string>> = {
  object: 'a group of settings (name: value)',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};
