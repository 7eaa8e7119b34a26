/** A row that cannot be read. The message quotes the words of the row; a row holds nothing of a real patient. */
export class CaseError extends Error {
  override readonly name = 'CaseError';
}
