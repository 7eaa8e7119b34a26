import { z } from 'zod';
import type { BurdenContract } from '../../domain/burden-contract.js';

/** How many cards a site has agreed to. Whatever is left out is not agreed. */
export const burdenContract = z
  .strictObject({
    maxCardsPer100Orders: z
      .number()
      .min(1)
      .max(300)
      .optional()
      .describe('The watch calls when more cards than this are shown at 100 tacrolimus orders, over four weeks.'),
    minCardsPer100Orders: z
      .number()
      .min(0.1)
      .max(100)
      .optional()
      .describe(
        'The watch calls when fewer are shown: cards that stop coming are a fault until somebody says otherwise.',
      ),
  })
  .superRefine(({ maxCardsPer100Orders: max, minCardsPer100Orders: min }, context) => {
    if (max === undefined || min === undefined || min < max) return;
    const message = 'must be below burden.maxCardsPer100Orders, otherwise every number of cards breaks the contract';
    context.addIssue({ code: 'custom', path: ['minCardsPer100Orders'], message });
  })
  .prefault({})
  .describe(
    'Burden contract: how many cards at 100 tacrolimus orders the site has agreed to. Empty: nothing is agreed.',
  );

/** @returns null where nothing is agreed */
export function readBurdenContract(written: z.infer<typeof burdenContract>): BurdenContract | null {
  const { maxCardsPer100Orders = null, minCardsPer100Orders = null } = written;
  return maxCardsPer100Orders === null && minCardsPer100Orders === null
    ? null
    : { maxCardsPer100Orders, minCardsPer100Orders };
}
