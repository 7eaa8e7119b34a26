import { watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface WatchOptions {
  /** Quiet time after the last change before it counts, milliseconds: an editor or `git pull` writes more than once. */
  readonly debounceMs?: number;
  /** How often to look without being told, milliseconds: network drives and mounted ConfigMaps tell nothing. */
  readonly pollMs?: number;
}

export interface FolderWatch {
  /** The state of the folders is taken down: whatever changes from now on is a change. */
  readonly ready: Promise<void>;
  close(): void;
}

/**
 * Calls `onChange` when something in one of the folders has changed and has then been still for a while. What the system
 * tells is only a reason to look; what counts is name, size and time of every file, so that editors that write a
 * new file and rename it are seen like those that write in place.
 */
export function watchFolders(
  folders: readonly string[],
  onChange: () => void,
  options: WatchOptions = {},
): FolderWatch {
  const { debounceMs = 300, pollMs = 5_000 } = options;
  let known: string | null = null;
  let seen: string | null = null;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  const look = async (): Promise<void> => {
    const now = await fingerprint(folders);
    if (closed) return;
    if (known === null || now === known) {
      known = now;
      seen = now;
    } else if (now !== seen) {
      // Still being written, perhaps: it counts once it looks the same twice.
      seen = now;
      lookSoon();
    } else {
      known = now;
      onChange();
    }
  };
  const lookSoon = () => {
    if (closed) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => void look(), debounceMs).unref();
  };
  const watchers = folders.flatMap((folder) => startWatching(folder, lookSoon));
  const poll = setInterval(() => void look(), pollMs).unref();
  const ready = look();
  return {
    ready,
    close() {
      closed = true;
      clearInterval(poll);
      if (timer !== null) clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

/** Not every file system can tell of changes; then looking now and then has to do. */
function startWatching(folder: string, onEvent: () => void): { close(): void }[] {
  try {
    const watcher = watch(folder, { recursive: true, persistent: false }, onEvent);
    watcher.on('error', () => watcher.close());
    return [watcher];
  } catch {
    return [];
  }
}

async function fingerprint(folders: readonly string[]): Promise<string> {
  const each = await Promise.all(folders.map((folder) => fingerprintOf(folder)));
  return each.join('\n');
}

async function fingerprintOf(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => null);
  if (names === null) return `${folder} -`;
  const lines = await Promise.all(
    names
      .filter((name) => !name.startsWith('.'))
      .sort()
      .map(async (name) => {
        const path = join(folder, name);
        const found = await stat(path).catch(() => null);
        if (found === null) return `${path} -`;
        return found.isDirectory() ? fingerprintOf(path) : `${path} ${found.size} ${found.mtimeMs} ${found.ino}`;
      }),
  );
  return lines.join('\n');
}
