/** Which rows of a collected list a set takes. */
export const from = (list, where = () => true) => ({ list, where });
export const shows = (pattern) => (row) => pattern.test(row.display);
export const hides = (pattern) => (row) => !pattern.test(row.display);
