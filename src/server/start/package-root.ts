import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder that holds package.json, `hooks/` and `cards/`, whether the code runs from `dist/` or from the sources.
 * @throws Error when the package was taken apart
 */
export function findPackageRoot(from: string): string {
  for (let folder = dirname(from); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'hooks'))) return folder;
  }
  throw new Error('The folders hooks/ and cards/ were not found beside the program. Is the installation complete?');
}
