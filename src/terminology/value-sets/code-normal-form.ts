import { isIcd, type CodeSystemName } from './code-systems.js';

const MAX_CODE_LENGTH = 64;

/**
 * The form in which codes of a system are compared, or null where the code cannot be compared safely.
 * ICD-10: upper case without the dot. ATC: upper case. NDC: labeler and product, see `ndcProduct`.
 */
export function normaliseCode(system: CodeSystemName, code: string): string | null {
  const trimmed = code.trim();
  if (trimmed === '' || trimmed.length > MAX_CODE_LENGTH) return null;
  if (isIcd(system)) return trimmed.replaceAll('.', '').toUpperCase();
  if (system === 'atc') return trimmed.toUpperCase();
  if (system === 'ndc') return ndcProduct(trimmed);
  return trimmed;
}

/**
 * The 9 digits of labeler and product (5-4) of an NDC: one drug in one strength and form, in any package size.
 * One labeler makes capsules and ointment (16729-041, 16729-421), so the labeler alone says nothing; 10 digits without
 * hyphens may be read in three ways and are not compared at all.
 */
function ndcProduct(code: string): string | null {
  if (/^\d{11}$/.test(code)) return code.slice(0, 9);
  const parts = /^(\d{4,5})-(\d{3,4})(?:-(\d{1,2}))?$/.exec(code);
  if (parts === null) return null;
  const [, labeler = '', product = ''] = parts;
  return labeler.padStart(5, '0') + product.padStart(4, '0');
}
