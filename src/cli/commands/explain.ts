import { CliError, EXIT, type CliIo } from '../cli-io.js';
import { openContent } from '../content-folder.js';
import { explainCapture } from '../explain/captured-call.js';
import { printExplanation } from '../explain/print-explanation.js';
import { readJsonInput } from '../read-input.js';
import { readMoment } from '../read-moment.js';
import { json } from '../render/text.js';

export interface ExplainOptions {
  readonly content?: string;
  readonly service?: string;
  readonly asOf?: string;
  readonly allowFetch?: boolean;
  readonly after?: string;
  readonly setAside?: string;
  readonly json?: boolean;
}

/** `explain <request.json>`: every fact, every drop, each rule's path, the cards. Prints facts of the patient, by design. */
export async function explain(path: string, options: ExplainOptions, io: CliIo): Promise<number> {
  if (options.setAside !== undefined && options.after === undefined) {
    throw new CliError('--set-aside says what became of the cards of an earlier call, and needs --after');
  }
  const { explanation } = await explainCapture(
    await readJsonInput(path, io),
    await openContent(options.content ?? null, io),
    {
      service: options.service ?? null,
      asOf: readMoment(options.asOf ?? null, io),
      allowFetch: options.allowFetch === true,
      ...(options.after === undefined
        ? {}
        : { after: { captured: await readJsonInput(options.after, io), setAside: options.setAside ?? null } }),
    },
  );
  io.out(options.json === true ? json(explanation) : printExplanation(explanation, io));
  return explanation.answer.status === 200 ? EXIT.ok : EXIT.findings;
}
