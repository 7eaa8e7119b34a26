/** What a site has agreed to: cards per 100 tacrolimus orders, in every four weeks. null: no bound on that side. */
export interface BurdenContract {
  readonly maxCardsPer100Orders: number | null;
  readonly minCardsPer100Orders: number | null;
}
