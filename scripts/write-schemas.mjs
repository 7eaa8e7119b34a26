/**
 * Writes what is generated from the program for editors and for programs: the JSON Schema of the clients file and the OpenAPI
 * description of a service with all its parts. Needs `npm run build` first. `--check` writes nothing and fails when one is not
 * current.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';

const built = (path) => new URL(`../dist/src/${path}`, import.meta.url).href;
const { ClientsFileSchema } = await import(built('server/security/clients.js'));
const { openApiDocument } = await import(built('server/openapi/document.js'));
const { OPERATIONS } = await import(built('server/openapi/operations.js'));
const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
const everything = new Set(OPERATIONS.flatMap(({ part }) => part ?? []));

const files = {
  'docs/schema/clients.schema.json': {
    $id: 'clients.schema.json',
    title: 'Clients file',
    ...z.toJSONSchema(ClientsFileSchema, { io: 'input' }),
  },
  'docs/openapi.json': openApiDocument(version, everything),
};

for (const [name, value] of Object.entries(files)) {
  const target = new URL(`../${name}`, import.meta.url);
  const text = await format(JSON.stringify(value), { ...(await resolveConfig(target)), parser: 'json' });
  if (!process.argv.includes('--check')) {
    await writeFile(target, text);
  } else if ((await readFile(target, 'utf8').catch(() => '')) !== text) {
    console.error(`${name} is not current: run "npm run schemas".`);
    process.exitCode = 1;
  }
}
