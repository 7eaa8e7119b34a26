import type { Response } from 'express';

/** Nothing is loaded, nothing runs, no other page may frame it, and its address goes nowhere; the style stands in the page. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Sends a page of ours. It may quote a chart, so it is held to what is in it. */
export function sendPage(response: Response, status: number, html: string): void {
  response.setHeader('Content-Security-Policy', PAGE_POLICY);
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.status(status).type('html').send(html);
}
