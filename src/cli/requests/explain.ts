import { openContent } from '../content/content-folder.js';
import { json } from '../run/table.js';
import { CliError, type CliIo, EXIT, readInput, readJsonInput, readMoment } from '../run/terminal-io.js';
import { explainCapture } from './captured-call.js';
import { fetchTrace, type FoundExplanation } from './fetch-trace.js';
import { printExplanation } from './print-explanation.js';

export interface ExplainOptions {
  readonly content?: string;
  readonly service?: string;
  readonly asOf?: string;
  readonly allowFetch?: boolean;
  readonly after?: string;
  readonly setAside?: string;
  readonly card?: string;
  readonly url?: string;
  readonly tokenFile?: string;
  readonly json?: boolean;
}

/**
 * `explain <request.json>`, or `explain --card <uuid>` for a card of the running service: every fact, every drop, each
 * rule's path, the cards. Prints facts of the patient, by design.
 */
export async function explain(path: string | undefined, options: ExplainOptions, io: CliIo): Promise<number> {
  if ((path === undefined) === (options.card === undefined)) {
    throw new CliError('explain needs either a captured request or --card <uuid>; see explain --help');
  }
  const { shown, whole } = path === undefined ? await fromService(options, io) : await fromCapture(path, options, io);
  io.out(options.json === true ? json(whole) : printExplanation(shown, io));
  return shown.answer.status === 200 ? EXIT.ok : EXIT.findings;
}

async function fromCapture(path: string, options: ExplainOptions, io: CliIo): Promise<FoundExplanation> {
  if (options.setAside !== undefined && options.after === undefined) {
    throw new CliError('--set-aside says what became of the cards of an earlier call, and needs --after');
  }
  const request = await readJsonInput(path, io);
  const content = await openContent(options.content ?? null, io);
  const { explanation } = await explainCapture(request, content, {
    service: options.service ?? null,
    asOf: readMoment(options.asOf ?? null, io),
    allowFetch: options.allowFetch === true,
    ...(options.after === undefined
      ? {}
      : { after: { captured: await readJsonInput(options.after, io), setAside: options.setAside ?? null } }),
  });
  return { shown: explanation, whole: explanation };
}

async function fromService({ card = '', url, tokenFile, ...others }: ExplainOptions, io: CliIo) {
  for (const name of ['content', 'service', 'asOf', 'allowFetch', 'after', 'setAside'] as const) {
    if (others[name] !== undefined) throw new CliError('--card: the service knows its own content, service and moment');
  }
  if (tokenFile === undefined) throw new CliError('--card needs --token-file, the file with the TRACE_TOKEN');
  const token = (await readInput(tokenFile, io)).trim();
  if (!/^[\x21-\x7e]+$/.test(token)) throw new CliError('--token-file: must hold one token and nothing else');
  return fetchTrace({ url: url ?? 'http://127.0.0.1:3000', token, card });
}
