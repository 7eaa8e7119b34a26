import { describe, expect, it } from '@jest/globals';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { contentSchemas } from '../../src/content/content-schemas.js';
import { PARAMETER_UNITS } from '../../src/content/parameter-units.js';
import { rulesFile } from '../../src/content/rules-file.js';
import { ownFiles } from './content-in-memory.js';

const FOLDER = 'hooks/schema';
const schemas = contentSchemas();

if (process.env.UPDATE_SCHEMAS === '1') {
  await mkdir(FOLDER, { recursive: true });
  for (const [name, schema] of Object.entries(schemas)) {
    await writeFile(join(FOLDER, name), `${JSON.stringify(schema, null, 2)}\n`);
  }
}

describe('hooks/schema', () => {
  it('holds one file per schema, and no other', async () => {
    expect((await readdir(FOLDER)).sort()).toEqual(Object.keys(schemas).sort());
  });

  it.each(Object.keys(schemas))('%s is current (UPDATE_SCHEMAS=1 writes it anew)', async (name) => {
    expect(JSON.parse(await readFile(join(FOLDER, name), 'utf8'))).toEqual(schemas[name]);
  });

  it('every YAML file of hooks and cards names its schema in the first line', () => {
    const yamlFiles = [...ownFiles].filter(([name]) => name.endsWith('.yaml') && !name.startsWith('hooks/dialects/'));
    expect(yamlFiles.length).toBeGreaterThan(8);
    for (const [name, text] of yamlFiles) {
      const schema = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1] ?? '';
      const path = normalize(join(dirname(name), schema));
      expect(`${name}: ${path}`).toBe(`${name}: ${FOLDER}/${path.split('/').at(-1) ?? ''}`);
      expect(Object.keys(schemas)).toContain(path.split('/').at(-1));
    }
  });

  it('lets a site write only what differs: nothing is required, and nothing unknown is allowed', () => {
    const rules = schemas['rules.schema.json'] as { properties: { trough: Record<string, unknown> } };
    expect(rules).not.toHaveProperty('required');
    expect(rules.properties.trough).toMatchObject({
      additionalProperties: false,
      properties: { limit: { type: 'number', minimum: 10, maximum: 25, default: 15 } },
    });
    expect(JSON.stringify(schemas['sources.schema.json'])).toContain('"required":{"type":"boolean"');
  });
});

describe('units in messages', () => {
  it('every number of rules.yaml has one, or is known to have none', () => {
    const numbers: string[] = [];
    const visit = (value: unknown, path: readonly string[]) => {
      if (typeof value === 'number') numbers.push(path.join('.'));
      else if (typeof value === 'object' && value !== null) {
        for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key]);
      }
    };
    visit(rulesFile.parse({}), []);
    expect(Object.keys(PARAMETER_UNITS).sort()).toEqual(numbers.sort());
  });
});
