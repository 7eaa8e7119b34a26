import { Router } from 'express';
import { escapeHtml, htmlTable } from '../../records/report/html-table.js';
import { htmlPage } from '../../records/report/html-page.js';
import { recordOf } from './request-record.js';
import { sendPage } from './send-page.js';
import { trialCall } from './trial-call.js';

/** What a stranger may know of a running service: no setting, no client, no patient. */
export interface HomeFacts {
  /** Of the program: `0.1.0`. */
  readonly version: string;
  /** Package version and hash of the content in force. */
  readonly contentVersion: string;
  /** What a newer content was refused for, one line each; empty while the content in force is the newest that was seen. */
  readonly refused: readonly string[];
  /** null where only clients are told. */
  readonly services: readonly { readonly id: string; readonly hook: string; readonly title: string }[] | null;
  /** Under which clients reach the service, without `/cds-services`. */
  readonly baseUrl: string;
  /** Whether a call needs the token of a client. */
  readonly asksForToken: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Paths that are answered beside `/cds-services`. */
  readonly paths: readonly string[];
}

/** What is answered beside the services: reports only where somebody may read them. */
export function homePaths(hasReports: boolean): string[] {
  const always = ['/cds-services', '/openapi.json', '/fhir/metadata', '/healthz', '/readyz'];
  return hasReports ? [...always, '/reports'] : always;
}

/** `GET /`: what is running here, for whoever opens the address in a browser. */
export function homeRoutes(facts: () => HomeFacts): Router {
  const router = Router();
  router.get('/', (_request, response) => {
    recordOf(response).route = 'home';
    sendPage(response, 200, homePage(facts()));
  });
  return router;
}

/** On a phone the table scrolls; its sentences are not pressed into a word per line for that. */
const STYLE = `pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--band); padding: .75rem; }
summary { cursor: pointer; padding: .35rem 0; }
@media screen and (max-width: 40rem) { td:last-child { min-width: 14rem; } }`;

function homePage(facts: HomeFacts): string {
  const { version, contentVersion, refused, services, paths } = facts;
  const list = paths.map((path) => `<li><a href="${path}">${path}</a> - ${escapeHtml(PATHS[path] ?? '')}</li>`);
  return htmlPage({
    title: 'Tacrolimus CDS',
    style: STYLE,
    body: `<main>
<h1>Decision support for tacrolimus in inflammatory bowel disease</h1>
<p class="lead">A <a href="https://cds-hooks.hl7.org">CDS Hooks</a> service. An EHR calls it when tacrolimus is ordered or the chart of a
patient who takes it is opened; it answers with cards, or with none: checked, nothing to say.</p>
<p>Version <strong>${escapeHtml(version)}</strong>, content in force <strong>${escapeHtml(contentVersion)}</strong>.</p>
${refusedText(refused)}
<h2>Services</h2>
${services === null ? CLIENTS_ONLY : servicesHtml(services, facts)}
<h2>What is here</h2>
<ul>${list.join('\n')}</ul>
<p class="note">Setting up an EHR, operating the service, the clinical specification: the folder docs of the program. No patient
data is shown on this page.</p>
</main>`,
  });
}

const CLIENTS_ONLY =
  '<p>Which services there are is told to clients only, at <a href="/cds-services">/cds-services</a> with a token.</p>';

function servicesHtml(services: NonNullable<HomeFacts['services']>, facts: HomeFacts): string {
  const table = htmlTable(
    'What an EHR can call',
    [
      { head: 'Service', text: ({ id }) => id, isCode: true },
      { head: 'Hook', text: ({ hook }) => hook, isCode: true },
      { head: 'What it is for', text: ({ title }) => title },
    ],
    services,
  );
  return `${table}
<p>Try one with a patient who does not exist${facts.asksForToken ? '; TOKEN is a token that a client has signed' : ''}:</p>
${trials(services, facts)}`;
}

/** Of two services of one hook the first: the second one speaks of other orders. */
function trials(services: NonNullable<HomeFacts['services']>, { baseUrl, asksForToken, now }: HomeFacts): string {
  const first = services.filter(({ hook }, at) => services.findIndex((each) => each.hook === hook) === at);
  return first
    .flatMap(({ id, hook }) => {
      const body = trialCall(hook, now);
      if (body === null) return [];
      const token = asksForToken ? " -H 'authorization: Bearer TOKEN'" : '';
      const command = `curl -s -H 'content-type: application/json'${token} -d '${body}' ${baseUrl}/cds-services/${id}`;
      return [`<details><summary>Try ${escapeHtml(id)}</summary><pre>${escapeHtml(command)}</pre></details>`];
    })
    .join('\n');
}

const PATHS: Readonly<Record<string, string>> = {
  '/cds-services': 'the discovery document: services, hooks and prefetch templates',
  '/openapi.json': 'the same and every other path, described for programs (OpenAPI 3.1)',
  '/fhir/metadata': 'the content in force as FHIR: value sets, rules as PlanDefinitions, hashes (read-only)',
  '/healthz': 'whether the process is alive',
  '/readyz': 'whether it is ready for calls, and the state of its parts',
  '/reports': 'how often each rule fired and what clinicians did; for administrators',
};

function refusedText(refused: readonly string[]): string {
  if (refused.length === 0) return '';
  const lines = refused.map((line) => `<li>${escapeHtml(line)}</li>`).join('');
  return `<div class="alarms" role="status"><strong>A newer content was refused</strong>; the one above stays in force.
<ul>${lines}</ul></div>`;
}
