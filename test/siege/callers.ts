import { randomUUID } from 'node:crypto';
import { prefetchOf, toRequest } from '../../sandbox/patients/to-request.js';
import type { HookName } from '../../src/domain/service-definition.js';
import { ecKey } from '../server/security/tokens.js';
import { ALL_FOUR, findingsOf } from '../trust/support/chart.js';
import { seededDice, type Dice } from '../trust/support/mutate.js';
import { exchange, tokenFor, type Exchange, type SiegeClient, type Status } from './clients.js';
import { DEADLINE_MS, REPORTS_TOKEN, type Fortress } from './fortress.js';
import { hostileBodies, type HostileBody } from './hostile.js';
import type { Ledger } from './ledger.js';
import { marksIn, type SiegePatient } from './patients.js';
import type { FhirKind, Surroundings } from './surroundings.js';

/** Ten times what the service promises: whatever takes longer is not slow but lost. */
const LIMIT_MS = 10 * DEADLINE_MS;
const HOOKS: readonly HookName[] = ['order-sign', 'order-select', 'patient-view', 'medication-prescribe'];
const STRANGER = ecKey('es-1');

type Json = Record<string, unknown>;
interface AnsweredCard {
  readonly uuid: string;
  readonly detail?: string;
  readonly extension: Readonly<Record<'org.tacrolimus-cds.trace', { readonly contentVersion: string }>>;
}

export interface SiegeDeps {
  readonly fortress: Fortress;
  readonly surroundings: Surroundings;
  readonly clients: readonly SiegeClient[];
  readonly patients: readonly SiegePatient[];
  readonly ledger: Ledger;
}

/** Everybody who calls, until told to stop. */
export interface Callers {
  /** Lets so many call, one call after the other each, and ends when all have their last answer. */
  callUntil(count: number, isOver: () => boolean): Promise<void>;
  /** Administrators who read reports, one after the other. */
  readReports(isOver: () => boolean): Promise<void>;
}

/** Of 100 calls, how many are of each kind. */
const MIX: readonly (readonly [share: number, kind: Kind])[] = [
  [49, 'prefetch'],
  [12, 'well'],
  [10, 'feedback'],
  [3, 'hostile'],
  [5, 'mixed'],
  [5, 'lying'],
  [5, 'hanging'],
  [4, 'failing'],
  [2, 'nameless'],
  [2, 'silent'],
  [3, 'forged'],
];
/** 412 is for charts that could not be had; 400 for a server that gives the patient of somebody else. */
const ALLOWED: Readonly<Partial<Record<Kind, readonly Status[]>>> = {
  prefetch: [200],
  mixed: [200],
  lying: [200, 400, 412],
};
type Kind = FhirKind | 'prefetch' | 'mixed' | 'feedback' | 'hostile' | 'forged';

export async function openCallers(deps: SiegeDeps): Promise<Callers> {
  const { fortress, ledger, patients, clients, surroundings } = deps;
  const prefetches = await prefetchesOf(fortress.url, patients);
  const bodyOf = (patient: SiegePatient, hook: HookName, more: Json): Json => ({
    ...toRequest(patient.story, hook, { fhirServer: null, prefetch: null }),
    hookInstance: randomUUID(),
    ...more,
  });
  const prefetchAt = (index: number) => prefetches[index % prefetches.length] ?? {};
  const hostile = hostileBodies(bodyOf(patients[0]!, 'order-sign', { prefetch: prefetchAt(0) }), patients[0]!);
  /** Cards that nobody has given feedback on yet. */
  const fresh: string[] = [];
  const versions = new Map<string, string>();

  const send = (path: string, client: SiegeClient, body: string | Buffer, headers: Json = {}): Promise<Exchange> =>
    exchange(
      `${fortress.url}${path}`,
      {
        headers: { 'content-type': 'application/json', authorization: `Bearer ${tokenFor(client, path)}`, ...headers },
        body,
      },
      LIMIT_MS,
    );

  const note = (kind: string, answer: Exchange, allowed: readonly Status[]) =>
    ledger.note(kind, answer, allowed, fortress.downtimes);

  /** Every value is the patient's own, and all cards are of one edition. */
  const judge = (kind: string, { mark }: SiegePatient, { status, text, ended }: Exchange): void => {
    const strangers = [...marksIn(text)].filter((each) => each !== mark);
    if (strangers.length > 0) ledger.wrong(`${kind}: values of ${strangers.length} other patient(s)`, text);
    if (status !== 200) return;
    const { cards } = JSON.parse(text) as { cards: readonly AnsweredCard[] };
    const found = new Set(cards.map(({ extension }) => extension['org.tacrolimus-cds.trace'].contentVersion));
    const editions = new Set([...text.matchAll(/Edition (\w+)\./g)].map(([, edition]) => edition ?? ''));
    if (found.size > 1) ledger.wrong(`${kind}: cards of ${found.size} contents in one answer`, text);
    for (const version of found) {
      // An edition is written file by file, so one content may hold two; but it is always the same two.
      const before = versions.get(version);
      const wording = [...editions].sort().join(' ');
      if (cards.length >= ALL_FOUR.length && before === undefined) versions.set(version, wording);
      else if (cards.length >= ALL_FOUR.length && before !== wording)
        ledger.wrong(`${kind}: one content, two wordings`, `${before} | ${wording}`);
    }
    const [first] = cards;
    if (first !== undefined) ledger.show({ card: first.uuid, at: ended });
    if (fresh.length < 10_000) fresh.push(...cards.map(({ uuid }) => uuid));
  };

  const callService = async (dice: Dice, kind: Exclude<Kind, 'feedback' | 'hostile' | 'forged'>): Promise<void> => {
    const index = dice.roll(patients.length);
    const patient = patients[index]!;
    const whole = prefetchAt(index);
    const partly = {
      patient: whole.patient,
      medicationRequests: whole.medicationRequests,
      creatinine: whole.creatinine,
    };
    const authorized = {
      access_token: randomUUID(),
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'patient/*.read',
      subject: 'cds',
    };
    const more =
      kind === 'prefetch'
        ? { prefetch: whole }
        : kind === 'mixed'
          ? { prefetch: { ...whole, tacrolimusLevels: prefetchAt(index + 1).tacrolimusLevels } }
          : {
              fhirServer: surroundings.fhir[kind],
              fhirAuthorization: authorized,
              ...(kind === 'well' || kind === 'lying' ? {} : { prefetch: partly }),
            };
    const hook = dice.pick(HOOKS);
    const path = `/cds-services/tacrolimus-${hook}`;
    const answer = await send(path, dice.pick(clients), JSON.stringify(bodyOf(patient, hook, more)));
    note(kind, answer, ALLOWED[kind] ?? [200, 412]);
    judge(kind, patient, answer);
    if (kind === 'prefetch' && answer.status === 200) {
      const found = findingsOf(JSON.parse(answer.text)).join(' ');
      if (found !== ALL_FOUR.join(' ')) ledger.wrong('prefetch: other cards than the chart asks for', found);
    }
  };

  const giveFeedback = async (dice: Dice): Promise<void> => {
    const cards = fresh.splice(dice.roll(Math.max(1, fresh.length - 3)), 1 + dice.roll(3));
    if (cards.length === 0) return;
    const outcomeTimestamp = new Date().toISOString();
    const feedback = cards.map((card) => ({
      card,
      outcome: 'overridden',
      outcomeTimestamp,
      overrideReason: { userComment: 'seen, thank you' },
    }));
    const path = `/cds-services/tacrolimus-order-sign/feedback`;
    const answer = await send(path, dice.pick(clients), JSON.stringify({ feedback }));
    note('feedback', answer, [200]);
    if (answer.status === 200) ledger.acknowledge(cards.map((card) => ({ card, outcomeTimestamp })));
  };

  const attack = async (dice: Dice, { name, body, headers = {}, allowed }: HostileBody): Promise<void> => {
    const answer = await send('/cds-services/tacrolimus-order-sign', dice.pick(clients), body, headers);
    note(`hostile, ${name}`, answer, [...allowed]);
  };

  /** A key that is not the client's; and a token that was used before, or for another service. */
  const forge = async (dice: Dice): Promise<void> => {
    const path = '/cds-services/tacrolimus-order-sign';
    const client = clients[0]!;
    const body = JSON.stringify(bodyOf(patients[0]!, 'order-sign', { prefetch: prefetchAt(0) }));
    const authorization = `Bearer ${dice.roll(2) === 0 ? tokenFor(client, path, STRANGER) : tokenFor(client, `${path}/feedback`)}`;
    note('forged', await send(path, client, body, { authorization }), [401]);
    const replayed = { authorization: `Bearer ${tokenFor(client, path)}` };
    const answers = await Promise.all([send(path, client, body, replayed), send(path, client, body, replayed)]);
    for (const each of answers) note('replayed', each, [200, 401]);
    if (answers.every(({ status }) => status === 200)) ledger.wrong('replayed: one token let in twice', '');
  };

  const once = (dice: Dice, kind: Kind): Promise<void> => {
    switch (kind) {
      case 'feedback':
        return giveFeedback(dice);
      case 'hostile':
        return attack(dice, dice.pick(hostile));
      case 'forged':
        return forge(dice);
      case 'prefetch':
      case 'mixed':
      case 'well':
      case 'lying':
      case 'hanging':
      case 'failing':
      case 'nameless':
      case 'silent':
        return callService(dice, kind);
    }
  };

  return {
    async callUntil(count, isOver) {
      const caller = async (seed: number): Promise<void> => {
        const dice = seededDice(seed);
        while (!isOver()) {
          await once(dice, kindOf(dice.roll(100)));
          // As a proxy does that has seen its server fail: now and then somebody tries, the others wait.
          do await pause(50 + dice.roll(200));
          while (fortress.isDown() && dice.roll(10) > 0 && !isOver());
        }
      };
      await Promise.all(Array.from({ length: count }, (_none, seed) => caller(seed)));
    },
    async readReports(isOver) {
      for (let turn = 0; !isOver(); turn += 1) {
        const format = ['html', 'json', 'csv'][turn % 3] ?? 'html';
        const headers = { authorization: `Bearer ${REPORTS_TOKEN}` };
        note(
          'report',
          await exchange(`${fortress.url}/reports?format=${format}`, { method: 'GET', headers }, LIMIT_MS),
          [200],
        );
        await pause(200);
      }
    },
  };
}

function kindOf(roll: number): Kind {
  let sum = 0;
  for (const [share, kind] of MIX) {
    sum += share;
    if (roll < sum) return kind;
  }
  return 'prefetch';
}

async function prefetchesOf(url: string, patients: readonly SiegePatient[]): Promise<readonly Json[]> {
  const { services } = (await (await fetch(`${url}/cds-services`)).json()) as {
    services: readonly { id: string; prefetch: Readonly<Record<string, string>> }[];
  };
  const templates = services.find(({ id }) => id === 'tacrolimus-order-sign')?.prefetch ?? {};
  const today = new Date().toISOString().slice(0, 10);
  return patients.map(({ story }) => ({
    ...prefetchOf(story, templates, { today, fhirServer: 'https://127.0.0.1/fhir', ignoreCount: true }),
  }));
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
