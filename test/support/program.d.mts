/** The folder of a package with the program as it is shipped: `dist/bundle` beside `hooks`, `cards` and `package.json`. */
export function programFolder(): string;
/** A file of it, by the name of what begins there: `main`. */
export function programFile(name: string): string;
