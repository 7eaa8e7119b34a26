import { stat } from 'node:fs/promises';
import type { ContentDirectories } from '../../content/files/content-files.js';
import { loadContent } from '../../content/load-content.js';
import type { Plan } from '../run/plan.js';

/**
 * Why this worker must not work on a run, in words; null where it may. Sums of another content, program or input would be added up with
 * those of the others and nobody would see it.
 */
export async function unfitFor(plan: Plan, program: string): Promise<string | null> {
  if (plan.program !== program) return 'it was planned by another version of the program than this one';
  const bytes = await stat(plan.cohortFile).then(
    ({ size }) => size,
    () => null,
  );
  if (bytes === null) return `${plan.cohortFile} is not there: workers read it from a disk that they share`;
  if (bytes !== plan.cohortBytes) return `${plan.cohortFile} is not the file that it was planned with`;
  const folders = [
    [plan.content, plan.contentVersion],
    ...(plan.vs === null ? [] : [[plan.vs, plan.vsVersion] as const]),
  ] as const;
  for (const [directories, planned] of folders) {
    const version = await versionOf(directories);
    if (version === null) return 'its content cannot be loaded here';
    if (version !== planned) return `its content is ${planned ?? ''}, and here it is ${version}`;
  }
  return null;
}

function versionOf(directories: ContentDirectories): Promise<string | null> {
  return loadContent(directories).then(
    ({ version }) => version,
    () => null,
  );
}
