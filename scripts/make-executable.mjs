// The compiler writes plain files; `npx tacrolimus-cds` in a checkout runs this one as a program.
import { chmodSync } from 'node:fs';
chmodSync(new URL('../dist/src/main.js', import.meta.url), 0o755);
