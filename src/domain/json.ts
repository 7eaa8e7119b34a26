/** A JSON object as it arrives: nothing about its members is certain. */
export type JsonObject = Readonly<Record<string, unknown>>;
