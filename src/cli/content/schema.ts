import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { editorSchemas } from './editor-schemas.js';
import { EXIT, type CliIo } from '../run/cli-io.js';
import { counted, json } from '../run/text.js';

/** `schema [--out dir]`: the JSON Schemas of the content files. */
export async function schema(options: { readonly out?: string; readonly json?: boolean }, io: CliIo): Promise<number> {
  const schemas = editorSchemas();
  if (options.out === undefined) {
    io.out(json(schemas));
    return EXIT.ok;
  }
  const folder = resolve(io.cwd, options.out);
  await mkdir(folder, { recursive: true });
  const names = Object.keys(schemas);
  await Promise.all(names.map((name) => writeFile(join(folder, name), `${json(schemas[name])}\n`)));
  io.out(
    options.json === true
      ? json({ folder: options.out, files: names })
      : `${counted(names.length, 'schema')} written to ${options.out}: ${names.join(', ')}`,
  );
  return EXIT.ok;
}
