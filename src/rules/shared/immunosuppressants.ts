/** Names of maintenance drugs as `hooks/valuesets/alternative-maintenance-<name>.json` has them. */
export const ANTI_TNF: readonly string[] = ['infliximab', 'adalimumab', 'certolizumab pegol', 'golimumab'];
export const JAK_INHIBITORS: readonly string[] = ['tofacitinib', 'upadacitinib', 'filgotinib'];
