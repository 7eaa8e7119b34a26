import { z } from 'zod';

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );

const environmentSchema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port(3000),
  /** Embedded sandbox FHIR server of `npm start`. */
  SANDBOX_PORT: port(3001),
  /** How long one hook call may take, all FHIR requests included. */
  DEADLINE_MS: z.coerce.number().int().min(200).max(30_000).default(3_000),
  HOOKS_DIR: z.string().min(1).optional(),
  CARDS_DIR: z.string().min(1).optional(),
  /** Exact origins of browser clients, comma-separated. */
  CORS_ORIGINS: list,
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export type Environment = z.infer<typeof environmentSchema>;

/** Every fault of the environment at once, in words an operator can act on. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * Reads the settings of the process; see the table in README.md. An empty variable counts as not set.
 * @throws EnvironmentError naming each variable that is wrong
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const given = Object.fromEntries(
    Object.keys(environmentSchema.shape).flatMap((name) => {
      const value = variables[name];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  const read = environmentSchema.safeParse(given);
  if (read.success) return read.data;
  const faults = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new EnvironmentError(`The environment is not usable:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
}
