import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ContentError } from '../../src/content/files/content-error.js';
import { loadContent, type Content } from '../../src/content/load-content.js';

/** A site's own folder on disk, laid over the content of the project. */
export class OverlayFolder {
  private constructor(
    private readonly root: string,
    /** The folder itself. */
    readonly path: string,
  ) {}

  /** @param name of the folder, as messages name it */
  static async make(name = 'my-site'): Promise<OverlayFolder> {
    const root = await mkdtemp(join(tmpdir(), 'overlay-'));
    await mkdir(join(root, name));
    return new OverlayFolder(root, join(root, name));
  }

  async write(file: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.path, file)), { recursive: true });
    await writeFile(join(this.path, file), text);
  }

  remove(file: string): Promise<void> {
    return rm(join(this.path, file), { recursive: true });
  }

  load(): Promise<Content> {
    return loadContent({ hooksDir: 'hooks', cardsDir: 'cards', overlayDir: this.path });
  }

  /** The lines that the site reads; empty where the content loads. */
  async complaints(): Promise<string[]> {
    try {
      await this.load();
      return [];
    } catch (error) {
      if (error instanceof ContentError) return error.message.split('\n');
      throw error;
    }
  }

  discard(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }
}
