import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContentError } from '../../src/content/files/content-error.js';
import { loadContent, type Content } from '../../src/content/load-content.js';

/** A copy of the project's own hooks/ and cards/ that a test may spoil, as a site edits its copy. */
export class ContentCopy {
  private constructor(private readonly root: string) {}

  static async make(): Promise<ContentCopy> {
    const root = await mkdtemp(join(tmpdir(), 'content-'));
    await cp('hooks', join(root, 'hooks'), { recursive: true });
    await cp('cards', join(root, 'cards'), { recursive: true });
    return new ContentCopy(root);
  }

  /** Replaces one text that is there exactly once. */
  async replace(file: string, from: string, to: string): Promise<void> {
    const text = await this.read(file);
    if (text.split(from).length !== 2) throw new Error(`"${from}" is not exactly once in ${file}`);
    await this.write(
      file,
      text.replace(from, () => to),
    );
  }

  read(file: string): Promise<string> {
    return readFile(join(this.root, file), 'utf8');
  }

  write(file: string, text: string): Promise<void> {
    return writeFile(join(this.root, file), text);
  }

  remove(file: string): Promise<void> {
    return rm(join(this.root, file));
  }

  discard(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }

  load(): Promise<Content> {
    return loadContent({ hooksDir: join(this.root, 'hooks'), cardsDir: join(this.root, 'cards') });
  }

  /** The lines that the operator reads; empty where the content loads. */
  async complaints(): Promise<string[]> {
    try {
      await this.load();
      return [];
    } catch (error) {
      if (error instanceof ContentError) return error.message.split('\n');
      throw error;
    }
  }
}
