/** Ends the command with a sentence for whoever typed it. It never quotes a line of the export. */
export class RehearseError extends Error {
  override readonly name = 'RehearseError';
}
