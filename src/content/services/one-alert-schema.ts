import * as z from 'zod';
import { SEVERITIES, type Severity } from '../../domain/finding.js';
import type { BurdenContract, OneAlertPerDecision } from '../../domain/service-definition.js';
import type { MappedOverrideReason } from '../cards/override-reasons.js';
import type { ContentProblem } from '../files/content-error.js';
import { nearestName } from '../files/nearest-name.js';
import type { YamlSource } from '../files/yaml-source.js';

const mostOfSeverity = (severity: Severity) =>
  z
    .number()
    .min(0.1)
    .max(300)
    .optional()
    .describe(
      `The committee page of the report calls when more ${severity} cards than this are shown per 100 tacrolimus orders.`,
    );

/** How many cards a site has agreed to. Whatever is left out is not agreed. */
export const burdenContract = z
  .strictObject({
    maxCardsPer100Orders: z
      .number()
      .min(1)
      .max(300)
      .optional()
      .describe('The watch calls when more cards than this are shown per 100 tacrolimus orders, over four weeks.'),
    minCardsPer100Orders: z
      .number()
      .min(0.1)
      .max(100)
      .optional()
      .describe(
        'The watch calls when fewer are shown: cards that stop coming are a fault until somebody says otherwise.',
      ),
    maxBySeverity: z
      .strictObject({
        critical: mostOfSeverity('critical'),
        warning: mostOfSeverity('warning'),
        info: mostOfSeverity('info'),
      })
      .optional()
      .describe('The agreed limit of each severity, in the same unit. Whatever is left out is not agreed.'),
  })
  .superRefine(({ maxCardsPer100Orders: max, minCardsPer100Orders: min, maxBySeverity = {} }, context) => {
    if (max === undefined) return;
    if (min !== undefined && min >= max) {
      const message = 'must be below burden.maxCardsPer100Orders, otherwise every number of cards breaks the contract';
      context.addIssue({ code: 'custom', path: ['minCardsPer100Orders'], message });
    }
    for (const severity of SEVERITIES) {
      if ((maxBySeverity[severity] ?? 0) <= max) continue;
      const message =
        'must not be above burden.maxCardsPer100Orders: all cards together would break the contract before these do';
      context.addIssue({ code: 'custom', path: ['maxBySeverity', severity], message });
    }
  })
  .prefault({})
  .describe(
    'Burden contract: how many cards per 100 tacrolimus orders the site has agreed to. Empty: nothing is agreed.',
  );

/** @returns null where nothing is agreed */
export function readBurdenContract(written: z.infer<typeof burdenContract>): BurdenContract | null {
  const { maxCardsPer100Orders = null, minCardsPer100Orders = null, maxBySeverity = {} } = written;
  const { critical = null, warning = null, info = null } = maxBySeverity;
  const bounds = [maxCardsPer100Orders, minCardsPer100Orders, critical, warning, info];
  return bounds.every((bound) => bound === null)
    ? null
    : { maxCardsPer100Orders, minCardsPer100Orders, maxBySeverity: { critical, warning, info } };
}

const hours = (max: number, fallback: number, what: string) => z.int().min(0).max(max).default(fallback).describe(what);

/** `oneAlertPerDecision` of `hooks/rules.yaml`. */
export const oneAlertFile = z
  .strictObject({
    enabled: z.boolean().default(false).describe('true: switch it on. Needs the store (anything but STORE_FILE=none).'),
    repeatAfterHours: z
      .int()
      .min(1)
      .max(72)
      .default(8)
      .describe(
        'Hours. What order-select showed to a user is not repeated to the same user at order-sign for so long, unless it became more serious or its facts changed.',
      ),
    alwaysRepeatCritical: z
      .boolean()
      .default(false)
      .describe('true: a critical finding is told at order-sign whatever order-select showed.'),
    snooze: z
      .strictObject({
        reasons: z
          .array(z.string())
          .default(['not-eligible', 'already-ordered', 'already-done', 'tried-before', 'patient-preference'])
          .describe('Keys of cards/override-reasons.yaml. Other reasons, and none, keep nothing quiet.'),
        hours: z
          .strictObject({
            info: hours(168, 24, 'Hours for which an info finding stays quiet; 0: never.'),
            warning: hours(72, 0, 'Hours for which a warning stays quiet; 0: never.'),
          })
          .prefault({})
          .describe('By severity. A critical finding is never snoozed.'),
      })
      .prefault({})
      .describe(
        'A finding that a user has set aside for one of these reasons is not told to the same user again for so long, unless it became more serious or its facts changed.',
      ),
  })
  .prefault({})
  .describe('One alert per decision: what one user was told about one patient is not told again. Off as shipped.');

type OneAlertContent = z.infer<typeof oneAlertFile>;

/** A misspelt reason would never snooze anything, and nobody would notice. */
export function findUnknownSnoozeReasons(
  { snooze }: OneAlertContent,
  source: YamlSource,
  known: readonly string[],
): ContentProblem[] {
  return snooze.reasons.flatMap((key, index) => {
    if (known.includes(key)) return [];
    const near = nearestName(key, known);
    const hint = near === null ? ';' : `, did you mean "${near}"?`;
    const message = `"${key}" is not in cards/override-reasons.yaml${hint} there are ${known.join(', ')}`;
    const path = ['oneAlertPerDecision', 'snooze', 'reasons', index];
    return [{ ...source.positionOf(path), path: `oneAlertPerDecision.snooze.reasons[${index}]`, message }];
  });
}

/** The reasons as feedback names them. Call it on checked content only. */
export function oneAlertSettings(
  content: OneAlertContent,
  reasons: Readonly<Record<string, MappedOverrideReason>>,
): OneAlertPerDecision {
  const codes = content.snooze.reasons.flatMap((key) => {
    const reason = reasons[key];
    return reason === undefined ? [] : [{ system: reason.system, code: reason.code }];
  });
  return { ...content, snooze: { ...content.snooze, reasons: codes } };
}
