import { describe, expect, it } from '@jest/globals';
import { byFolder, summariseProfile, type CpuProfile } from '../../bench/profile/summarise-profile.js';

const frame = (functionName: string, url = '') => ({ functionName, url });

/** root -> rule -> luxon; root -> express; collector; idle */
const profile: CpuProfile = {
  nodes: [
    { id: 1, callFrame: frame('(root)'), children: [2, 4, 5, 6] },
    { id: 2, callFrame: frame('evaluate', 'file:///app/dist/src/rules/aki.js'), children: [3] },
    { id: 3, callFrame: frame('plus', 'file:///app/node_modules/luxon/build/luxon.js') },
    { id: 4, callFrame: frame('handle', 'file:///app/node_modules/express/index.js') },
    { id: 5, callFrame: frame('(garbage collector)') },
    { id: 6, callFrame: frame('(idle)') },
  ],
  samples: [4, 2, 3, 5, 6, 4],
  timeDeltas: [1_000, 100, 300, 100, 500, 500],
};

describe('profile summary', () => {
  it('counts a library for the function of the service that called it, and leaves idle time out', () => {
    expect(summariseProfile(profile, 1_050)).toEqual([
      { name: 'library express', share: 0.5 },
      { name: 'src/rules/aki evaluate', share: 0.4 },
      { name: '(garbage collector)', share: 0.1 },
    ]);
  });

  it('leaves out what came before the measurement', () => {
    const [first] = summariseProfile(profile, 0);
    expect(first).toEqual({ name: 'library express', share: 0.75 });
  });

  it('adds up by folder', () => {
    expect(byFolder(summariseProfile(profile, 1_050))[1]).toEqual({ name: 'src/rules', share: 0.4 });
  });
});
