/** Languages that cards are worded in; the first one is the shipped wording, the others lie beside it (`cards/de`). */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];
