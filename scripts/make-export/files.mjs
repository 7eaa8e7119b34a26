import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';

const CHUNK = 1 << 20;

/** One file for each resource type, as the Bulk Data specification has it. */
export function openFiles(folder, gzip) {
  const open = new Map();
  const fileOf = (type) => {
    if (!open.has(type)) {
      const disk = createWriteStream(join(folder, `${type}.ndjson${gzip ? '.gz' : ''}`));
      const stream = gzip ? createGzip({ level: 6 }) : disk;
      if (gzip) stream.pipe(disk);
      open.set(type, { stream, disk, text: '' });
    }
    return open.get(type);
  };
  const flush = async (file) => {
    const text = file.text;
    file.text = '';
    if (!file.stream.write(text)) await once(file.stream, 'drain');
  };
  return {
    async write(resources) {
      for (const resource of resources) {
        const file = fileOf(resource.resourceType);
        file.text += `${JSON.stringify(resource)}\n`;
        if (file.text.length > CHUNK) await flush(file);
      }
    },
    async end() {
      for (const file of open.values()) {
        await flush(file);
        file.stream.end();
        await finished(file.disk);
      }
    },
  };
}
