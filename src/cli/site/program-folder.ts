import { basename, resolve } from 'node:path';

/** The program's own files: one folder once bundled, else that of all rooms. */
export const PROGRAM_FOLDER =
  basename(import.meta.dirname) === 'site' ? resolve(import.meta.dirname, '../..') : import.meta.dirname;
