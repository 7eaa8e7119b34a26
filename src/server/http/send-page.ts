import type { Response } from 'express';

/** Nothing is loaded, nothing runs, and its address goes nowhere; the style stands in the page. */
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * Sends a page of ours. It may quote a chart, so it is held to what is in it.
 * @param framedBy origins whose pages may frame it, as CSP writes them; none unless a site names them
 */
export function sendPage(response: Response, status: number, html: string, framedBy: readonly string[] = []): void {
  const ancestors = framedBy.length === 0 ? "'none'" : framedBy.join(' ');
  response.setHeader('Content-Security-Policy', `${PAGE_POLICY}; frame-ancestors ${ancestors}`);
  // The older header knows of no list; where it says no, some browsers heed it all the same.
  if (framedBy.length > 0) response.removeHeader('X-Frame-Options');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.status(status).type('html').send(html);
}
