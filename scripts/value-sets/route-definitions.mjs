import { ROUTE_ROWS } from './route-rows.mjs';
import { from, shows } from './select.mjs';

export const ROUTE_SETS = [
  {
    id: 'route-systemic',
    title: 'Oral, sublingual, enteral and intravenous routes',
    purpose: 'Decide an ingredient-only tacrolimus order.',
    add: ROUTE_ROWS.routeSystemic,
  },
  {
    id: 'route-topical',
    title: 'Topical and ophthalmic routes',
    purpose: 'Tacrolimus by these routes is not ours.',
    add: ROUTE_ROWS.routeTopical,
  },
  {
    id: 'route-rectal',
    title: 'Rectal route',
    purpose: 'Absorbed: kidney and level rules only.',
    from: [from('tacrolimus_rectal_terms', shows(/rect/i))],
    add: ROUTE_ROWS.routeRectal,
  },
  {
    id: 'dose-form-topical',
    title: 'Topical and ophthalmic dose forms',
    purpose: 'Tacrolimus in these forms is not ours.',
    add: ROUTE_ROWS.formTopical,
    exclude: ROUTE_ROWS.formTopicalExclude,
  },
  {
    id: 'dose-form-rectal',
    title: 'Rectal dose forms',
    purpose: 'Absorbed: kidney and level rules only.',
    from: [from('tacrolimus_rectal_terms')],
    add: ROUTE_ROWS.formRectal,
  },
  {
    id: 'dose-form-systemic',
    title: 'Oral and injected dose forms',
    purpose: 'Decide an ingredient-only tacrolimus order.',
    add: ROUTE_ROWS.formSystemic,
  },
  {
    id: 'dosage-text-topical',
    title: 'Words of a topical dosage instruction',
    purpose: 'Read only where nothing says that the drug is taken by mouth or vein.',
    add: ROUTE_ROWS.dosageTopical,
  },
];
