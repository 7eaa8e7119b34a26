import { InvalidArgumentError } from 'commander';
import type { Turnaround } from '../../rehearse/chart/moment.js';

/** Which of how many parts of a run. */
export interface Part {
  readonly index: number;
  readonly of: number;
}

export const NOT_STATED: Turnaround = { tacrolimus: null, creatinine: null, other: null };

export function turnaround(text: string): Turnaround {
  const stated = Object.fromEntries(
    text.split(',').map((pair) => {
      const [, name = '', hours] = /^(tacrolimus|creatinine|other)=(\d{1,3}(?:\.\d+)?)h?$/.exec(pair.trim()) ?? [];
      if (hours === undefined) throw new InvalidArgumentError('write hours, such as tacrolimus=24,creatinine=4');
      return [name, Number(hours)];
    }),
  );
  return { ...NOT_STATED, ...stated };
}

export function day(text: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('write a day, such as 2026-08-31');
  return text;
}

export function list(text: string): readonly string[] {
  return text.split(',').map((each) => each.trim());
}

export function percent(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 100)) throw new InvalidArgumentError('write a percentage from 0 to 100');
  return value;
}

export function whole(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('write a whole number');
  return Number(text);
}

export function part(text: string): Part {
  const [, index, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  if (index === undefined || of === undefined || Number(index) < 1 || Number(index) > Number(of)) {
    throw new InvalidArgumentError('write which part of how many, such as 1/8');
  }
  return { index: Number(index) - 1, of: Number(of) };
}
