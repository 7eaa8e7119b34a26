import { describe, expect, it } from '@jest/globals';
import { loadContent } from '../../src/content/load-content.js';

describe('content', () => {
  it('loads', async () => {
    const t = performance.now();
    const c = await loadContent({ hooksDir: 'hooks', cardsDir: 'cards' });
    process.stdout.write(`${performance.now() - t} ms ${c.version}\n`);
    expect(c.services.length).toBe(4);
  });
});
