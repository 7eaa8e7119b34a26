// A file that was renamed must not live on in dist/ and be served from there.
import { rmSync } from 'node:fs';
rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
