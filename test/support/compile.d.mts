/** JavaScript of the TypeScript source at this path. */
export function compile(path: string): string;
