/**
 * Writes the JSON Schema of the clients file, for editors, from the schema that the service itself checks with.
 * Needs `npm run build` first. `--check` writes nothing and fails when the file is not current.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';

const TARGET = new URL('../docs/schema/clients.schema.json', import.meta.url);
const BUILT = new URL('../dist/src/server/security/clients.js', import.meta.url);

const { ClientsFileSchema } = await import(BUILT.href);
const schema = {
  $id: 'clients.schema.json',
  title: 'Clients file',
  ...z.toJSONSchema(ClientsFileSchema, { io: 'input' }),
};
const config = await resolveConfig(TARGET);
const text = await format(JSON.stringify(schema), { ...config, parser: 'json' });

if (!process.argv.includes('--check')) {
  await writeFile(TARGET, text);
} else if ((await readFile(TARGET, 'utf8').catch(() => '')) !== text) {
  console.error('docs/schema/clients.schema.json is not current: run "npm run build" and "npm run schemas".');
  process.exitCode = 1;
}
