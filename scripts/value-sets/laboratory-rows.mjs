import { rows, words } from './rows.mjs';
import { LOINC, SNOMED } from './systems.mjs';

export const LABORATORY_ROWS = {
  tpmt: words(['TPMT', 'thiopurine methyltransferase', 'thiopurine S-methyltransferase']),
  nudt15: words(['NUDT15', 'nudix hydrolase 15']),
  phenotypePoor: [
    ...rows(
      LOINC,
      'HL7 Genomics Reporting guide 3.0.0, ValueSet genetic-therapeutic-implications-vs (answer list LL3856-3)',
      [['LA9657-3', 'Poor metabolizer']],
    ),
    ...words([
      'poor metaboliser',
      'poor metabolizer',
      'poor metabolism',
      'poor metabolisers',
      'poor metabolizers',
      'langsamer Metabolisierer',
    ]),
  ],
  phenotypePoorExclude: words([
    'not a poor metaboliser',
    'not a poor metabolizer',
    'not poor metaboliser',
    'not poor metabolizer',
  ]),
  /** Weaker words: they mean "poor" only where nothing in the text says intermediate or normal. */
  phenotypeDeficient: words([
    'deficient',
    'deficiency',
    'homozygous',
    'compound heterozygous',
    'absent activity',
    'no activity',
    'undetectable activity',
  ]),
  phenotypeKnown: [
    ...rows(
      LOINC,
      'HL7 Genomics Reporting guide 3.0.0, ValueSet genetic-therapeutic-implications-vs (answer list LL3856-3)',
      [
        ['LA10317-8', 'Intermediate metabolizer'],
        ['LA25391-6', 'Normal metabolizer'],
        ['LA25390-8', 'Rapid metabolizer'],
        ['LA10315-2', 'Ultrarapid metabolizer'],
      ],
    ),
    ...words([
      'normal',
      'intermediate',
      'heterozygous',
      'carrier',
      'wild type',
      'rapid metaboliser',
      'rapid metabolizer',
      'extensive metaboliser',
      'extensive metabolizer',
      'partial deficiency',
      'partially deficient',
      'low activity',
      'reduced activity',
      'high activity',
      'not deficient',
      'no deficiency',
      'non-deficient',
      'not a poor metaboliser',
      'not a poor metabolizer',
      'not poor metaboliser',
      'not poor metabolizer',
    ]),
  ],
  specimenNotWholeBlood: [
    ...rows(SNOMED, 'public GitHub id 242580632', [
      ['119361006', 'Plasma specimen'],
      ['119364003', 'Serum specimen'],
      ['122592007', 'Acellular blood (serum or plasma) specimen'],
      ['440500007', 'Dried blood spot specimen'],
    ]),
    ...words(['plasma', 'serum', 'sérum', 'suero', 'siero', 'dried blood spot', '血漿', '血清']),
  ],
};
