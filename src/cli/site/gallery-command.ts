import type { Command } from 'commander';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createContentHolder } from '../../content/content-holder.js';
import { ContentError, type ContentProblem, formatProblem } from '../../content/files/content-error.js';
import { buildProfiles } from '../../ehr/profile/build-profiles.js';
import { galleryPage } from '../../server/gallery/gallery-page.js';
import { galleryListener } from '../../server/gallery/gallery.js';
import { type RunningServer, startHttpServer } from '../../server/http/app.js';
import { checkContent, openContent } from '../content/content-folder.js';
import { HELP } from '../run/help.js';
import { CliError, type CliIo, EXIT } from '../run/terminal-io.js';

interface GalleryOptions {
  readonly content?: string;
  readonly port: string;
  readonly out?: string;
  readonly profile?: string;
}

/** Adds `gallery`: every card in every severity, as each EHR shows it, for those who write cards. */
export function addGallery(
  program: Command,
  io: CliIo,
  finish: (exitCode: number) => void,
  started: (server: RunningServer) => void = () => undefined,
): void {
  program
    .command('gallery')
    .description(HELP.gallery.what)
    .addHelpText('after', `\n${HELP.gallery.more}`)
    .option('--content <dir>', HELP.content)
    .option('--port <number>', 'port on this machine', '3002')
    .option('--profile <name>', 'with --out: the EHR whose cards are written', 'generic')
    .option('--out <file>', 'write one page and end, instead of serving it')
    .action(async (options: GalleryOptions) => finish(await gallery(options, io, started)));
}

async function gallery(
  { content: folder, port, out, profile = 'generic' }: GalleryOptions,
  io: CliIo,
  started: (server: RunningServer) => void,
): Promise<number> {
  if (out !== undefined) {
    const { content } = await openContent(folder ?? null, io);
    const profiles = buildProfiles(content);
    if (!Object.hasOwn(profiles, profile))
      throw new CliError(`--profile: there is no profile "${profile}"; there are ${Object.keys(profiles).join(', ')}`);
    await writeFile(resolve(io.cwd, out), galleryPage({ content, profiles, profile, refused: [], script: null }));
    io.out(`${out} written`);
    return EXIT.ok;
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new CliError('--port: must be a number up to 65535');
  // The first one has to be sound: there is no other one to show.
  await openContent(folder ?? null, io);
  const load = async () => {
    const found = await checkContent(folder ?? null, io);
    if ('problems' in found) throw new ContentError(found.problems);
    return found.content;
  };
  let refused: readonly string[] = [];
  const found = (problems: readonly ContentProblem[]) => {
    refused = problems.map(formatProblem);
  };
  const holder = await createContentHolder(
    load,
    { onReload: () => found([]), onUnchanged: () => found([]), onRefused: found },
    { folders: foldersOf(folder, io) },
  );
  const listener = galleryListener({ content: () => holder.current(), refused: () => refused });
  const server = await startHttpServer(listener, {
    host: '127.0.0.1',
    port: Number(port),
    setting: '--port',
  }).catch((error: unknown) => {
    holder.close();
    throw new CliError(error instanceof Error ? error.message : String(error));
  });
  started({ ...server, close: () => server.close().finally(() => holder.close()) });
  io.out(`Every card: http://127.0.0.1:${server.port}/gallery\nThe page follows your edits; Ctrl-C ends it.`);
  return EXIT.ok;
}

function foldersOf(folder: string | undefined, io: CliIo): string[] {
  return folder === undefined
    ? ['hooks', 'cards'].map((name) => join(io.packageRoot, name))
    : [resolve(io.cwd, folder)];
}
