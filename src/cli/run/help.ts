/** What `--help` says, for a pharmacist and an analyst. `what` is the line in the list of commands. */
export const HELP = {
  program:
    'Decision support for tacrolimus in inflammatory bowel disease: starts the service (also without a command), and checks, compares and explains what it says.',
  exitCodes: 'Exit codes: 0 fine; 1 something was found or differs; 2 wrong usage or unreadable input.',
  content: 'your folder with hooks and cards, laid over the shipped ones; without it the shipped ones alone',
  serve: {
    what: 'start the service (also without a command); settings are environment variables, see README.md',
    more: [
      'Without settings it runs for a trial: it listens on this machine only, at port 3000, and asks nobody who they are.',
      'PROFILE=production is for real calls. It refuses to start until it is told where it is reached (PUBLIC_BASE_URL),',
      'who may call (CLIENTS_FILE) and under which keys it keeps what it counts (SITE_KEYS), and names what is missing.',
      'CONTENT_DIR is your own folder of hooks and cards; a saved change is checked and comes into force by itself.',
      '',
      'Example:  PORT=8080 CONTENT_DIR=my-site tacrolimus-cds serve',
    ].join('\n'),
  },
  sandbox: {
    what: 'try it: the service, a FHIR server with invented patients, a small EHR page',
    more: [
      'Starts both on this machine, places one tacrolimus order for each patient, prints the cards and keeps running.',
      'Nothing of yours is read and nothing is sent anywhere. Ctrl-C stops it.',
      '',
      'Example:  tacrolimus-cds sandbox --all',
    ].join('\n'),
  },
  completion: {
    what: 'print what makes your shell complete commands and options (bash, zsh or fish)',
    more: [
      'Put the output where your shell reads it; nothing else changes.',
      '',
      'Examples:  tacrolimus-cds completion bash >> ~/.bashrc',
      '           tacrolimus-cds completion zsh > ~/.zfunc/_tacrolimus-cds',
      '           tacrolimus-cds completion fish > ~/.config/fish/completions/tacrolimus-cds.fish',
    ].join('\n'),
  },
  validate: {
    what: 'check the shipped content, or your own folder laid over it',
    more: [
      'Every problem at once: file:line:column, the setting, what was seen, what is allowed and why.',
      'Without problems: the modes, the settings that differ from the built-in ones, dates of review that have passed.',
      '',
      'Example:  tacrolimus-cds validate my-site',
    ].join('\n'),
  },
  diff: {
    what: 'what changes between two contents, in words a committee understands',
    more: [
      'Thresholds with their meaning, modes of rules, wording word by word, codes gained and lost.',
      '"shipped" stands for the content of the product.',
      '',
      'Example:  tacrolimus-cds diff shipped my-site',
    ].join('\n'),
  },
  explain: {
    what: 'why a captured request, or the running service, showed its cards (prints facts of the patient)',
    more: [
      'Reads the JSON body of one hook call with its prefetch and shows every fact with unit and time, what was left out',
      'and why, the way of each rule to its answer, and the cards.',
      'It prints what the request says of the patient: run it only where you may read the chart. Tokens are never printed.',
      'Nothing is sent anywhere, unless --allow-fetch.',
      'With --after the call is explained as if the same user had just been shown the cards of another one: what is then not',
      'told again (oneAlertPerDecision in hooks/rules.yaml) is listed at the end. --set-aside already-done adds the reason.',
      '"-" reads the request from standard input.',
      '',
      'With --card the running service is asked about a card that it has shown. It remembers them only if it was started',
      'with TRACE_TOKEN, and not for long (TRACE_MINUTES).',
      '',
      'Examples:  tacrolimus-cds explain request.json --as-of 2026-11-22T17:00:00Z',
      '           tacrolimus-cds explain --card 0f8fad5b-d9cb-469f-a165-70867728950e --token-file trace-token',
    ].join('\n'),
  },
  alarms: {
    what: 'alarms of the watch that are open; and to acknowledge one',
    more: [
      'An alarm stays open until somebody has looked into it, however old it is. --as says what came of it:',
      '  mended    the cause was found and mended; those weeks do not count as usual',
      '  intended  something was changed on purpose; from the first week on that is how things are',
      '  no-fault  nothing is wrong; those weeks do not count as usual',
      'An alarm that is called again in a later week is open again.',
      'Exit code 1: an alarm is open.',
      '',
      'Examples:  tacrolimus-cds alarms',
      '           tacrolimus-cds alarms acknowledge 3f2a9c01 --by j.doe --as mended',
    ].join('\n'),
  },
  replay: {
    what: 'what captured requests get under two contents, and what made the difference',
    more: [
      'Evaluates the same request twice and names the thresholds, modes or codes that flip a rule, and the cards that change.',
      'Of one request it may print facts of the patient, as explain does. Of many (files of one body per line, folders) it',
      'counts what changes and why, each request at its own moment, and prints nothing of a patient.',
      '',
      'Examples:  tacrolimus-cds replay request.json --content shipped --vs my-site',
      '           tacrolimus-cds replay captures/ --vs my-site',
    ].join('\n'),
  },
  testCases: {
    what: 'run tables of clinical cases (given, expected) against the thresholds in force',
    more: [
      'Tables are YAML or CSV: one row per case, with sex, age, results, drugs, diagnoses and the expected finding.',
      'Without a file the shipped tables run: every rule, with rows just below, at and just above each threshold.',
      'Lists the rows with another answer, and the answers of each rule that no row reaches. See hooks/cases/README.md.',
      '',
      'Example:  tacrolimus-cds test-cases my-cases.csv --content my-site',
    ].join('\n'),
  },
  explainCode: {
    what: 'which value sets a code is in, or what a drug name is recognised as',
    more: [
      'Examples:  tacrolimus-cds explain-code "http://loinc.org|2160-0"',
      '           tacrolimus-cds explain-code Prograf 1 mg capsules',
    ].join('\n'),
  },
  doctor: {
    what: 'what is wrong with the requests that a site sends (never prints patient data)',
    more: [
      'Reads captured requests: files with one JSON body per line, files with one body each, or folders of them.',
      'Prefetch keys that are missing, renamed, truncated or errors; codes and units that nobody understands; orders without',
      'a drug; references that lead nowhere; hooks that are mislabelled.',
      'Each finding comes with its count and the place where it was first seen, and with nothing about a patient.',
      '',
      'Examples:  tacrolimus-cds doctor captured.ndjson',
      '           tacrolimus-cds doctor folder-of-requests',
    ].join('\n'),
  },
  schema: {
    what: 'print the JSON Schemas of the content files, for editors that complete and underline',
    more: 'Example:  tacrolimus-cds schema --out my-site/schema',
  },
  retention: {
    what: 'delete what the store has held for longer than the site keeps it',
    more: [
      'Calls with their outcomes and cards, feedback, and used tokens that have expired; SQLite or PostgreSQL. The running',
      'service does the same by itself, at its start and every day; this is for a schedule of your own, and for asking.',
      '',
      'Example:  tacrolimus-cds retention --keep-days 365 --dry-run',
    ].join('\n'),
  },
  comments: {
    what: 'read the comments of clinicians that the store keeps encrypted (they may speak of patients)',
    more: [
      'Only where the service runs with FEEDBACK_COMMENTS=encrypt. SITE_KEYS must hold the key under which they were kept;',
      'one whose key is gone, or that was changed, is listed as not readable, and the exit code is 1.',
      '',
      'Example:  tacrolimus-cds comments --since 2026-11-01',
    ].join('\n'),
  },
  importValueSet: {
    what: 'turn a list of codes (CSV, or an expanded FHIR ValueSet) into a value set of the content',
    more: [
      'A CSV has the columns system, code and display.',
      '',
      'To add codes to a set of the product you need no import: put the CSV itself into my-site/hooks/valuesets, under the',
      'name of that set. A JSON file there replaces the set.',
      '',
      'Example:  tacrolimus-cds import-value-set drugs.csv --id alternative-maintenance-our-drug --out my-site/hooks/valuesets',
    ].join('\n'),
  },
  ehrKit: {
    what: 'the page from which an analyst sets up an EHR, and the check of what was entered there',
    more: [
      'For an EHR that is set up by typing (Epic): every field with what to type, as one page. --sheet prints a form to fill',
      'in while typing; --check compares the filled-in form with what should stand there.',
      '',
      'Examples:  tacrolimus-cds ehr-kit --dialect epic --base-url https://cds.hospital.example --out kit.html',
      '           tacrolimus-cds ehr-kit --dialect epic --base-url https://cds.hospital.example --check filled-in.yaml',
    ].join('\n'),
  },
  gallery: {
    what: 'every card in every severity, as each EHR shows it; the page follows your edits',
    more: [
      'Opens a page on this machine for those who write cards. A change is shown when the file is saved, or what is wrong with',
      'it; nothing that runs elsewhere is touched.',
      '',
      'Examples:  tacrolimus-cds gallery --content my-site',
      '           tacrolimus-cds gallery --profile epic --out cards.html',
    ].join('\n'),
  },
  rehearse: {
    what: "what would have been shown at every order of the site's own past: from a FHIR Bulk Data export",
    more: [
      'Reads .ndjson, .ndjson.gz and .parquet of any size, keeps the lines of patients with tacrolimus in <out>/work, and',
      'writes <out>/rehearsal.html (one file, no network), rehearsal.json and csv/. Nothing is sent anywhere.',
      'docs/rehearsal.md explains it, and how many machines share one run (--reduce-only, --shard, --merge, --queue).',
      '',
      'Examples:  tacrolimus-cds rehearse export-folder --from 2025-01-01 --out rehearsal',
      '           tacrolimus-cds rehearse export-folder --vs my-site',
    ].join('\n'),
  },
  rehearseWorker: {
    what: 'works on parts of whatever run is asked for over the same queue',
    more: [
      'Stop it at any time: what it had in hand goes to another worker, and nothing is counted twice. It works with the same',
      'program and the same content as whoever asked, on a disk that they share; else it says what differs and leaves the',
      'run alone.',
      '',
      'Example:  tacrolimus-cds rehearse worker --queue postgres://rehearsal@db.hospital.example/rehearsal --until-done',
    ].join('\n'),
  },
  report: {
    what: 'how often each rule fired, what clinicians did, and whether it is still alive',
    more: [
      'Numbers only: no patient, no name, no value. docs/reports.md explains each of them.',
      '',
      'Examples:  tacrolimus-cds report --out report.html',
      '           tacrolimus-cds report --from 2026-09-01 --to 2026-11-30 --format csv --out report.csv',
    ].join('\n'),
  },
  acknowledge: {
    what: 'say that somebody has looked into an alarm: it is then closed, until it is called in a later week',
    more: [
      '--as says what came of it: mended, intended or no-fault (see `tacrolimus-cds alarms --help`).',
      '',
      'Example:  tacrolimus-cds alarms acknowledge 3f2a9c01 --by j.doe --as mended',
    ].join('\n'),
  },
} as const;
