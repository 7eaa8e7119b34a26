import type { CreateTableBuilder, Kysely, Migration } from 'kysely';

/** Only ever added to. A database that knows a migration that is not here belongs to a newer release and is not opened. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-events-and-feedback': { up: createTables },
  '0002-dropped-results': { up: createDroppedResults },
  '0003-counted-calls': { up: createCountedCalls },
  '0004-watch-alarms': { up: createWatchAlarms },
  '0005-shadow-counts': { up: createShadowCounts },
  '0006-call-sets': { up: createCallSets },
};

async function createTables(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('evaluations')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('week', 'text', (column) => column.notNull())
    .addColumn('client', 'text', (column) => column.notNull())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('hook', 'text', (column) => column.notNull())
    .addColumn('content_version', 'text', (column) => column.notNull())
    .addColumn('result', 'text', (column) => column.notNull())
    .addColumn('ms', 'integer', (column) => column.notNull())
    .addColumn('cards', 'integer', (column) => column.notNull())
    .addColumn('tacrolimus_order', 'integer', (column) => column.notNull())
    .addColumn('patient_hmac', 'text')
    .addColumn('user_hmac', 'text')
    .addColumn('hmac_key', 'text')
    .execute();
  await schema.createIndex('evaluations_at').on('evaluations').column('at').execute();
  await schema.createIndex('evaluations_patient').on('evaluations').columns(['patient_hmac', 'at']).execute();

  await schema
    .createTable('rule_outcomes')
    .addColumn('evaluation_id', 'text', (column) => column.notNull())
    .addColumn('rule', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('rule_outcomes_key', ['evaluation_id', 'rule'])
    .execute();
  await schema
    .createTable('rule_reasons')
    .addColumn('evaluation_id', 'text', (column) => column.notNull())
    .addColumn('rule', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('rule_reasons_key', ['evaluation_id', 'rule', 'reason'])
    .execute();
  await schema
    .createTable('rule_findings')
    .addColumn('evaluation_id', 'text', (column) => column.notNull())
    .addColumn('rule', 'text', (column) => column.notNull())
    .addColumn('finding', 'text', (column) => column.notNull())
    .addColumn('severity', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('not_shown', 'text')
    .addPrimaryKeyConstraint('rule_findings_key', ['evaluation_id', 'rule', 'finding'])
    .execute();
  await schema
    .createTable('prefetch_states')
    .addColumn('evaluation_id', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('prefetch_states_key', ['evaluation_id', 'source'])
    .execute();
  await schema
    .createTable('cards_shown')
    .addColumn('card_uuid', 'text', (column) => column.primaryKey().notNull())
    .addColumn('evaluation_id', 'text', (column) => column.notNull())
    .addColumn('rule', 'text')
    .addColumn('finding', 'text', (column) => column.notNull())
    .addColumn('severity', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('facts_hmac', 'text')
    .execute();
  await schema.createIndex('cards_shown_evaluation').on('cards_shown').column('evaluation_id').execute();
  await createFeedbackTables(db);
}

async function createFeedbackTables({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('feedback')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('received_at', 'text', (column) => column.notNull())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('client', 'text', (column) => column.notNull())
    .addColumn('card_uuid', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('outcome_at', 'text', (column) => column.notNull())
    .addColumn('reason_state', 'text', (column) => column.notNull())
    .addColumn('reason_system', 'text')
    .addColumn('reason_code', 'text')
    .addColumn('reason_parent', 'text')
    .addColumn('comment_length', 'integer', (column) => column.notNull())
    .addColumn('comment_class', 'text')
    .addColumn('comment_sealed', 'text')
    .addColumn('comment_key', 'text')
    .addColumn('suggestions', 'integer', (column) => column.notNull())
    .addColumn('unknown_card', 'integer', (column) => column.notNull())
    .execute();
  await schema
    .createIndex('feedback_once')
    .unique()
    .on('feedback')
    .columns(['card_uuid', 'service', 'outcome', 'outcome_at'])
    .execute();
  await schema.createIndex('feedback_received').on('feedback').column('received_at').execute();
  await schema
    .createTable('feedback_suggestions')
    .addColumn('feedback_id', 'text', (column) => column.notNull())
    .addColumn('suggestion_uuid', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('feedback_suggestions_key', ['feedback_id', 'suggestion_uuid'])
    .execute();
  await schema
    .createTable('jti')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .execute();
  await schema.createIndex('jti_expires').on('jti').column('expires_at').execute();
}

/** Calls before this migration have none: what was dropped in them is not known. */
async function createDroppedResults({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('dropped_results')
    .addColumn('evaluation_id', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('term_kind', 'text', (column) => column.notNull())
    .addColumn('term_system', 'text', (column) => column.notNull())
    .addColumn('term', 'text', (column) => column.notNull())
    .addColumn('results', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('dropped_results_key', [
      'evaluation_id',
      'source',
      'reason',
      'term_kind',
      'term_system',
      'term',
    ])
    .execute();
}

/** Calls before this migration have a row each, which stay until retention deletes them; reports add up both. */
async function createCountedCalls({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('counted_calls')
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('week', 'text', (column) => column.notNull())
    .addColumn('client', 'text', (column) => column.notNull())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('hook', 'text', (column) => column.notNull())
    .addColumn('content_version', 'text', (column) => column.notNull())
    .addColumn('result', 'text', (column) => column.notNull())
    .addColumn('instance', 'text', (column) => column.notNull())
    .addColumn('calls', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('counted_calls_key', [
      'day',
      'client',
      'service',
      'hook',
      'content_version',
      'result',
      'instance',
    ])
    .execute();
}

/** What was called before this migration and is no longer called is not known. */
async function createWatchAlarms({ schema }: Kysely<unknown>): Promise<void> {
  const named = ['rule', 'service', 'source', 'reason', 'term_kind', 'term_system', 'term'];
  let alarms = schema
    .createTable('watch_alarms')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('client', 'text', (column) => column.notNull());
  for (const name of named) alarms = alarms.addColumn(name, 'text');
  await alarms
    .addColumn('is_new', 'integer')
    .addColumn('first_week', 'text', (column) => column.notNull())
    .addColumn('last_week', 'text', (column) => column.notNull())
    .addColumn('counted', 'integer', (column) => column.notNull())
    .addColumn('counted_of', 'integer', (column) => column.notNull())
    .addColumn('before_counted', 'integer', (column) => column.notNull())
    .addColumn('before_of', 'integer', (column) => column.notNull())
    .execute();
  await schema
    .createTable('alarm_acknowledgements')
    .addColumn('alarm_id', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('by_whom', 'text', (column) => column.notNull())
    .addColumn('said', 'text', (column) => column.notNull())
    .addColumn('through_week', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('alarm_acknowledgements_key', ['alarm_id', 'at'])
    .execute();
}

/** Of a shadow content before this migration the log and the metrics tell. */
async function createShadowCounts({ schema }: Kysely<unknown>): Promise<void> {
  const key = ['day', 'live_version', 'shadow_version', 'what', 'rule', 'severity', 'instance'] as const;
  let counts: CreateTableBuilder<'shadow_counts', string> = schema.createTable('shadow_counts');
  for (const name of key) counts = counts.addColumn(name, 'text', (column) => column.notNull());
  await counts
    .addColumn('total', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('shadow_counts_key', [...key])
    .execute();
}

/** Calls before this migration have a row for each rule and source, which stay until retention deletes them; reports read both. */
async function createCallSets({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('outcome_sets')
    .addColumn('set_id', 'text', (column) => column.notNull())
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('rule', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('outcome_sets_key', ['set_id', 'rule'])
    .execute();
  await schema
    .createTable('source_sets')
    .addColumn('set_id', 'text', (column) => column.notNull())
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('source_sets_key', ['set_id', 'source'])
    .execute();
  await schema.alterTable('evaluations').addColumn('outcome_set', 'text').execute();
  await schema.alterTable('evaluations').addColumn('source_set', 'text').execute();
}
