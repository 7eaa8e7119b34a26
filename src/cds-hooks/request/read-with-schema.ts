import type { z } from 'zod';
import { CdsError } from '../../domain/cds-error.js';

/**
 * Reads `value` with `schema`, or refuses it naming the first faulty field. The text holds the field and the rule,
 * never the value: it may be patient data.
 * @param at where `value` sits in the request: `context`, or '' for the body itself
 * @throws CdsError `invalid-request` with an expression such as `context.selections[2]`
 */
export function readWithSchema<T extends z.ZodType>(schema: T, value: unknown, at: string): z.output<T> {
  const reading = schema.safeParse(value);
  if (reading.success) return reading.data;
  const issue = reading.error.issues[0];
  const field = expressionOf(at, issue?.path ?? []);
  throw new CdsError('invalid-request', `${field} ${issue?.message ?? 'is not valid'}.`, field);
}

function expressionOf(at: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((expression, step) => {
    if (typeof step === 'number') return `${expression}[${step}]`;
    return expression === '' ? String(step) : `${expression}.${String(step)}`;
  }, at);
}
