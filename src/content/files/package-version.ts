import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const PACKAGE = z.object({ name: z.literal('tacrolimus-cds'), version: z.string() });

/** The version in our package.json: above `src/` in a checkout, above `dist/src/` once built. */
export async function packageVersion(from: string = import.meta.dirname): Promise<string> {
  const text = await readFile(join(from, 'package.json'), 'utf8').catch(() => null);
  const found = text === null ? null : PACKAGE.safeParse(JSON.parse(text) as unknown);
  if (found?.success === true) return found.data.version;
  if (dirname(from) === from) throw new Error('package.json of tacrolimus-cds not found');
  return packageVersion(dirname(from));
}
