/**
 * The walls of docs/ARCHITECTURE.md. A room may import itself and what is listed here, nothing else.
 */
const walls = {
  domain: [],
  rules: ['domain'],
  terminology: ['domain'],
  'cds-hooks': ['domain'],
  engine: ['domain', 'cds-hooks', 'rules'],
  content: ['domain', 'rules', 'cds-hooks', 'terminology'],
  fhir: ['domain', 'cds-hooks', 'terminology'],
  ehr: ['domain', 'cds-hooks', 'content'],
  records: ['domain', 'cds-hooks'],
  rehearse: ['domain', 'rules', 'terminology', 'cds-hooks', 'engine', 'content', 'fhir', 'records'],
  server: ['domain', 'rules', 'terminology', 'cds-hooks', 'engine', 'content', 'fhir', 'ehr', 'records'],
  cli: [
    'domain',
    'rules',
    'terminology',
    'cds-hooks',
    'engine',
    'content',
    'fhir',
    'ehr',
    'records',
    'rehearse',
    'server',
  ],
};

const roomWalls = Object.entries(walls).map(([room, allowed]) => ({
  name: `${room}-imports-only-what-it-may`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: [room, ...allowed].map((name) => `^src/${name}/`) },
}));
/** package -> the folders that may import it */
const packages = {
  '(express|helmet|express-rate-limit)': ['src/server/http', 'sandbox'],
  '(fhir-kit-client|undici|ipaddr\\.js|cockatiel)': ['src/fhir/client', 'src/fhir/chart-reader\\.ts', 'src/server'],
  'lru-cache': ['src/content', 'src/fhir', 'src/records/store', 'src/server/monitoring', 'src/server/smart'],
  'openid-client': ['src/server/smart'],
  fhir: ['src/fhir', 'src/cds-hooks', 'src/server/fhir-face', 'src/server/http/fhir-routes\\.ts', 'sandbox'],
  jose: ['src/server/security', 'sandbox/fhir-server'],
  zod: ['src/cds-hooks', 'src/content', 'src/ehr', 'src/rules', 'src/server', 'src/cli', 'src/rehearse'],
  liquidjs: ['src/content'],
  'csv-parse': ['src/content'],
  '(diff)': ['src/cli'],
  yaml: ['src/content', 'src/server/start', 'src/cli'],
  '(@duckdb|piscina|pg-boss)': ['src/rehearse'],
  'better-sqlite3': ['src/records/store'],
  pg: ['src/records/store', 'src/rehearse/queue'],
  kysely: ['src/records'],
  'markdown-it': ['src/ehr', 'sandbox'],
  commander: ['src/cli'],
  'prom-client': ['src/server/monitoring'],
  '@opentelemetry': ['src/server/monitoring'],
};

const packageWalls = Object.entries(packages).map(([name, folders]) => ({
  name: `package-${name.replace(/[^a-z-]/g, '')}-only-in-its-folder`,
  severity: 'error',
  from: { path: '^(src|sandbox)/', pathNot: folders.map((folder) => `^${folder}`) },
  to: { path: `(^|/)node_modules/(@types/)?${name}/` },
}));

module.exports = {
  forbidden: [
    ...roomWalls,
    ...packageWalls,
    {
      name: 'only-the-edges-touch-the-machine',
      severity: 'error',
      from: { path: '^src/(domain|rules|terminology|cds-hooks|engine|fhir|ehr|server/http|server/security)/' },
      to: { path: '^(node:)?(fs|fs/promises|process|child_process|os)$' },
    },
    {
      name: 'pure-code-has-no-clock-randomness-or-io',
      severity: 'error',
      from: { path: '^src/(domain|rules|terminology)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-main-imports-the-command-line',
      severity: 'error',
      from: { path: '^(src|sandbox)/', pathNot: ['^src/cli/', '^src/main\\.ts$'] },
      to: { path: '^src/cli/' },
    },
    {
      name: 'nobody-imports-the-outside',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(sandbox|test|bench)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['import', 'types', 'default'] },
  },
};
