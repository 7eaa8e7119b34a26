/** What the baselines answer: one card of about the length of a real one. */
export const CONSTANT_ANSWER = {
  cards: [
    {
      uuid: '3f0c1d1e-6a4b-4c69-8f0e-0d7d0b8a5c11',
      summary: 'Tacrolimus for more than five calendar months: the time to agree on what follows.',
      indicator: 'info',
      detail: 'A sentence about as long as those that a clinician reads on a card of this service. '.repeat(14),
      source: {
        label: 'Bench',
        url: 'https://example.org/evidence',
        topic: { system: 'https://example.org/topics', code: 'duration', display: 'Length of treatment' },
      },
      overrideReasons: Array.from({ length: 5 }, (_, index) => ({
        system: 'https://example.org/reasons',
        code: `reason-${index}`,
        display: 'A reason that somebody may give for going on',
      })),
      links: [{ label: 'Where this comes from', url: 'https://example.org/evidence', type: 'absolute' }],
    },
  ],
};
