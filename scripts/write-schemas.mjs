/**
 * Writes what is generated from the program for editors, programs and readers: the JSON Schema of the clients file, the OpenAPI
 * description of a service with all its parts, and the error reference. Needs `npm run build` first. `--check` writes nothing and fails when one is not
 * current.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import * as z from 'zod';

const built = (path) => new URL(`../dist/src/${path}`, import.meta.url).href;
const { ClientsFileSchema } = await import(built('server/security/clients.js'));
const { openApiDocument } = await import(built('server/openapi/document.js'));
const { OPERATIONS } = await import(built('server/openapi/operations.js'));
const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
const everything = new Set(OPERATIONS.flatMap(({ part }) => part ?? []));

const { ERROR_CODES } = await import(built('cds-hooks/response/error-codes.js'));

/** The error reference, from the table that the service itself answers by. */
function errorReference() {
  const rows = Object.entries(ERROR_CODES).sort(([, a], [, b]) => a.status - b.status);
  const lines = rows.map(
    ([code, { status, issue, means, remedy }]) => `| ${status} | \`${issue}\` | \`${code}\` | ${means} | ${remedy} |`,
  );
  return `# Errors

<!-- Written by \`npm run schemas\` from src/cds-hooks/response/error-codes.ts; CI checks that it is current. -->

Every answer that is not 2xx has an OperationOutcome as its body, with the issue type below, and the header \`X-Request-Id\`. The code stands in
the log line of that request (\`code\`), never in the answer. 200 without cards is no error: everything was checked, and there is nothing to say.

| Status | Issue type | Code in the log | What happened | What to do |
| --- | --- | --- | --- | --- |
${lines.join('\n')}

Beside these: 400, 408, 413 and 431 for bytes that never became a request (malformed, too slow, too long a header), each with an OperationOutcome and a
closed connection; 204 for the preflight of a browser.
`;
}

const files = {
  'docs/schema/clients.schema.json': {
    $id: 'clients.schema.json',
    title: 'Clients file',
    ...z.toJSONSchema(ClientsFileSchema, { io: 'input' }),
  },
  'docs/openapi.json': openApiDocument(version, everything),
  'docs/errors.md': errorReference(),
};

for (const [name, value] of Object.entries(files)) {
  const target = new URL(`../${name}`, import.meta.url);
  const config = await resolveConfig(target);
  const text =
    typeof value === 'string'
      ? await format(value, { ...config, parser: 'markdown' })
      : await format(JSON.stringify(value), { ...config, parser: 'json' });
  if (!process.argv.includes('--check')) {
    await writeFile(target, text);
  } else if ((await readFile(target, 'utf8').catch(() => '')) !== text) {
    console.error(`${name} is not current: run "npm run schemas".`);
    process.exitCode = 1;
  }
}
