import { cp, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const HOOKS = fileURLToPath(new URL('../../../hooks', import.meta.url));
const ZONE = /^timeZone: .*$/m;

/**
 * A copy of `hooks/` for a site in that time zone.
 * @param folder in which it is made
 * @returns its path
 * @throws Error where `rules.yaml` names no zone: the service would be measured in another one than the table says
 */
export async function hooksIn(timeZone: string, folder: string): Promise<string> {
  const copy = `${folder}/hooks`;
  await cp(HOOKS, copy, { recursive: true });
  const rules = await readFile(`${copy}/rules.yaml`, 'utf8');
  if (!ZONE.test(rules)) throw new Error('hooks/rules.yaml names no time zone.');
  await writeFile(`${copy}/rules.yaml`, rules.replace(ZONE, `timeZone: ${timeZone}`));
  return copy;
}
