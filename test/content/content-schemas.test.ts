import { describe, expect, it } from '@jest/globals';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { parse } from 'yaml';
import { caseTableFile, editorSchemas } from '../../src/cli/content/schema.js';
import { parameterUnit } from '../../src/content/cards/parameter-units.js';
import { rulesFile } from '../../src/content/services/service-schemas.js';

const FOLDER = 'hooks/schema';
const schemas = editorSchemas();

if (process.env.UPDATE_SCHEMAS === '1') {
  await mkdir(FOLDER, { recursive: true });
  for (const [name, schema] of Object.entries(schemas)) {
    await writeFile(join(FOLDER, name), `${JSON.stringify(schema, null, 2)}\n`);
  }
}

async function filesBelow(...folders: readonly string[]): Promise<string[]> {
  const entries = await Promise.all(folders.map((folder) => readdir(folder, { recursive: true, withFileTypes: true })));
  return entries.flat().flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
}

describe('hooks/schema', () => {
  it('holds one file per schema, and no other', async () => {
    expect((await readdir(FOLDER)).sort()).toEqual(Object.keys(schemas).sort());
  });

  it.each(Object.keys(schemas))('%s is current (UPDATE_SCHEMAS=1 writes it anew)', async (name) => {
    expect(JSON.parse(await readFile(join(FOLDER, name), 'utf8'))).toEqual(schemas[name]);
  });

  it('every YAML file of hooks and cards names its schema in the first line', async () => {
    const yamlFiles = (await filesBelow('hooks', 'cards')).filter((name) => name.endsWith('.yaml'));
    expect(yamlFiles.length).toBeGreaterThan(15);
    for (const name of yamlFiles) {
      const text = await readFile(name, 'utf8');
      // A translation holds the words only; the schema asks for everything else too.
      if (name.startsWith('cards/de/')) continue;
      const schema = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1] ?? '';
      const path = normalize(join(dirname(name), schema));
      expect(`${name}: ${path}`).toBe(`${name}: ${FOLDER}/${path.split('/').at(-1) ?? ''}`);
      expect(Object.keys(schemas)).toContain(path.split('/').at(-1));
    }
  });

  it('the shipped tables of cases are what their schema says', async () => {
    const tables = (await filesBelow('hooks/cases')).filter((name) => name.endsWith('.yaml'));
    expect(tables.length).toBeGreaterThan(3);
    for (const name of tables) {
      const checked = caseTableFile.safeParse(parse(await readFile(name, 'utf8')));
      expect(checked.success ? [] : [name, checked.error.issues]).toEqual([]);
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
    const ratios = ['aki.ratioStage1', 'aki.ratioStage2', 'aki.ratioStage3', 'aki.riskRatio', 'aki.slowDeclineRatio'];
    expect(numbers.filter((path) => parameterUnit(path.split('.')) === null).sort()).toEqual(ratios);
  });
});
