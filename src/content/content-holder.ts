import { ContentError, type ContentProblem } from './files/content-error.js';
import type { Content } from './load-content.js';
import { watchFolders, type WatchOptions } from './files/watch-folders.js';

export interface ContentHolderEvents {
  /** New content is in force from now on. Requests that have begun keep the old one. */
  onReload(content: Content, previous: Content): void;
  /** What was found is what is in force, such as after a bad edit was taken back. */
  onUnchanged?(content: Content): void;
  /** What was found may not be used; the last good content stays in force. */
  onRefused(problems: readonly ContentProblem[]): void;
}

export type ReloadResult = 'reloaded' | 'unchanged' | 'refused';

/** The content in force, which can be replaced while the service runs. */
export interface ContentHolder {
  /** Take it once per request, so that a request ends with the content that it began with. */
  current(): Content;
  /** Looks now: for SIGHUP and after a rollback. Calls that overlap share one further look. Never throws. */
  reload(): Promise<ReloadResult>;
  /** Nothing is told any more, not of a look under way either. */
  close(): void;
}

/** Folders in which every change is followed by a look, until `close`. */
export interface WatchedFolders {
  readonly folders: readonly string[];
  readonly options?: WatchOptions;
}

/**
 * Loads the content for the first time and keeps it. `watched` is looked at before that: an edit saved while the first content is being
 * checked is seen like any later one.
 * @param load reads and checks everything anew, for example `() => loadContent(directories)`; no longer needed once `signal` says so
 * @throws ContentError when the content cannot be used from the start: there is no good one to keep
 */
export async function createContentHolder(
  load: (signal: AbortSignal) => Promise<Content>,
  events: ContentHolderEvents,
  watched?: WatchedFolders,
): Promise<ContentHolder> {
  const closing = new AbortController();
  const { signal } = closing;
  const start = { sawChange: false };
  let onChange = () => {
    start.sawChange = true;
  };
  const watch = watched === undefined ? null : watchFolders(watched.folders, () => onChange(), watched.options);
  const close = () => {
    closing.abort();
    watch?.close();
  };
  await watch?.ready;
  let content = await load(signal).catch((error: unknown) => {
    close();
    throw error;
  });
  let running: Promise<ReloadResult> | null = null;
  let next: Promise<ReloadResult> | null = null;

  const look = async (): Promise<ReloadResult> => {
    const found = await load(signal).catch((error: unknown) => problemsOf(error));
    if (signal.aborted) return 'unchanged';
    if (Array.isArray(found)) {
      events.onRefused(found);
      return 'refused';
    }
    if (found.version === content.version) {
      events.onUnchanged?.(content);
      return 'unchanged';
    }
    const previous = content;
    content = found;
    events.onReload(found, previous);
    return 'reloaded';
  };
  const startLook = () => {
    running = look().finally(() => (running = null));
    return running;
  };
  const reload = (): Promise<ReloadResult> => {
    if (running === null) return startLook();
    // The look under way may have read before the change; one more is needed, and one is enough.
    next ??= running.then(() => {
      next = null;
      return startLook();
    });
    return next;
  };
  onChange = () => void reload();
  if (start.sawChange) void reload();
  return { current: () => content, reload, close };
}

function problemsOf(error: unknown): ContentProblem[] {
  if (error instanceof ContentError) return [...error.problems];
  const message = `could not be read: ${error instanceof Error ? error.message : 'unknown reason'}`;
  return [{ file: 'content', line: 1, column: 1, path: '', message }];
}
