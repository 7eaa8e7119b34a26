import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readHostsFile } from '../../../src/server/start/clients-file.js';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hosts-'));
  file = join(folder, 'hosts');
  await writeFile(
    file,
    '127.0.0.1\tlocalhost\n# 10.0.0.9 commented\n10.20.0.5  fhir.hospital.example fhir   # the EHR\n::1 localhost ip6-localhost\nnot-an-address fhir\r\n\n',
  );
});
afterAll(() => rm(folder, { recursive: true }));

describe('the hosts file', () => {
  test.each<[string, readonly string[]]>([
    ['localhost', ['127.0.0.1', '::1']],
    ['fhir.hospital.example', ['10.20.0.5']],
    ['FHIR', ['10.20.0.5']],
    ['commented', []],
    ['10.20.0.5', []],
    ['hospital.example', []],
  ])('%s -> %j', async (name, addresses) => {
    expect((await readHostsFile(name, file)).map(({ address }) => address)).toEqual(addresses);
  });

  test('a machine without one pins nothing', async () => {
    expect(await readHostsFile('localhost', join(folder, 'none'))).toEqual([]);
  });
});
