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
    id: 'dose-form-topical-short',
    title: 'Short forms and packings of ointments',
    purpose: 'In the name of a drug they mean an ointment, unless a systemic form or route outweighs them.',
    add: ROUTE_ROWS.formTopicalShort,
    exclude: ROUTE_ROWS.formTopicalShortExclude,
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
    id: 'text-names-nothing',
    title: 'Words that name no drug and no test',
    purpose:
      'A text of these words alone says nothing about what is meant, so it is not known, and not "another drug" or "another test".',
    add: ROUTE_ROWS.namesNothing,
  },
  {
    id: 'text-like-tacrolimus',
    title: 'Parts of names that sound like tacrolimus',
    purpose:
      'A drug or a test with such a name that is no known other drug may be ours: nobody can tell, and it is never passed over.',
    add: ROUTE_ROWS.namesLikeTacrolimus,
  },
  {
    id: 'dosage-text-topical',
    title: 'Words of a topical dosage instruction',
    purpose: 'Read only where nothing says that the drug is taken by mouth or vein.',
    add: ROUTE_ROWS.dosageTopical,
  },
];
