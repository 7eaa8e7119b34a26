import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './cli-harness.js';

/** A folder outside the project: a site's overlay, or a place for the files that a command reads. */
export class Site {
  private constructor(readonly folder: string) {}

  static async make(files: Readonly<Record<string, string>> = {}): Promise<Site> {
    const site = new Site(await mkdtemp(join(tmpdir(), 'site-')));
    for (const [name, text] of Object.entries(files)) await site.write(name, text);
    return site;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async write(name: string, text: string): Promise<string> {
    await mkdir(dirname(this.path(name)), { recursive: true });
    await writeFile(this.path(name), text);
    return this.path(name);
  }

  discard(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

/** A shipped file with one text replaced, as a site edits its copy. */
export async function edited(file: string, from: string, to: string): Promise<string> {
  const text = await readFile(join(ROOT, file), 'utf8');
  if (text.split(from).length !== 2) throw new Error(`"${from}" is not exactly once in ${file}`);
  return text.replace(from, () => to);
}
