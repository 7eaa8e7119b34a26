import type { Card } from '../../domain/card.js';
import type { DetailFormat } from '../profile/dialect-schema.js';
import type { Dialect } from '../profile/dialect.js';
import { markdownToText } from './plain-text.js';
import { markdownToSafeHtml } from './safe-html.js';

/** Marks a detail that is no longer Markdown, so that nobody reads it as Markdown again. */
const FORMAT_EXTENSION = 'org.tacrolimus-cds.detail-format';
const MEDIA_TYPES: Readonly<Record<Exclude<DetailFormat, 'markdown'>, string>> = {
  text: 'text/plain',
  html: 'text/html',
};

/** The format that the detail of a card is in now. */
export function detailFormatOf(card: Card): DetailFormat {
  const mark = card.extension?.[FORMAT_EXTENSION];
  return mark === 'text' || mark === 'html' ? mark : 'markdown';
}

/** The detail in the format of the profile, and the extension that tells the EHR which one it is. */
export function applyDetail(card: Card, dialect: Dialect): Pick<Card, 'detail' | 'extension'> {
  const { format, contentTypeExtension } = dialect.detail;
  const { detail, extension } = card;
  const isReady = detail === undefined || format === 'markdown' || detailFormatOf(card) !== 'markdown';
  if (isReady)
    return { ...(detail === undefined ? {} : { detail }), ...(extension === undefined ? {} : { extension }) };
  return {
    detail: format === 'text' ? markdownToText(detail) : markdownToSafeHtml(detail),
    extension: {
      ...extension,
      [FORMAT_EXTENSION]: format,
      ...(contentTypeExtension === null ? {} : { [contentTypeExtension]: MEDIA_TYPES[format] }),
    },
  };
}
