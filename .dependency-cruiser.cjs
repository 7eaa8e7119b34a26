/** The walls of docs/ARCHITECTURE.md. A folder may import itself and what is listed here, nothing else. */
const walls = {
  domain: [],
  rules: ['domain'],
  terminology: ['domain'],
  protocol: ['domain'],
  engine: ['domain', 'protocol', 'rules'],
  content: ['domain', 'rules', 'protocol', 'terminology'],
  fhir: ['domain', 'protocol', 'terminology', 'engine/ports\\.ts'],
  store: ['domain', 'protocol', 'terminology', 'engine/ports\\.ts'],
  security: ['domain', 'protocol', 'terminology', 'engine/ports\\.ts'],
  http: ['domain', 'protocol', 'engine', 'security', 'store'],
  config: ['domain', 'security'],
  dialects: ['domain', 'protocol', 'content'],
  report: ['domain', 'store', 'engine'],
  metrics: ['domain', 'protocol', 'rules', 'engine', 'http', 'security'],
  explain: ['domain', 'rules', 'protocol', 'terminology', 'content', 'engine', 'fhir'],
  // Everything but the running service: a command answers nobody over the network.
  cli: [
    ...['domain', 'rules', 'protocol', 'terminology', 'content', 'engine', 'fhir', 'dialects', 'explain', 'config'],
    ...['report', 'store/open-store\\.ts', 'store/retention\\.ts', 'store/store-error\\.ts', 'security/clients\\.ts'],
  ],
};

const folderWalls = Object.entries(walls).map(([folder, allowed]) => ({
  name: `${folder}-imports-only-what-it-may`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: [folder, ...allowed].map((name) => `^src/${name}${name.includes('.') ? '$' : '/'}`) },
}));

/** package -> the folders that may import it */
const packages = {
  '(express|helmet|express-rate-limit)': ['src/http', 'sandbox'],
  '(fhir-kit-client|undici|ipaddr\\.js|cockatiel)': ['src/fhir', 'src/metrics', 'src/observability\\.ts'],
  'lru-cache': ['src/fhir', 'src/explain'],
  fhir: ['src/fhir', 'src/protocol', 'sandbox'],
  jose: ['src/security'],
  zod: ['src/dialects', 'src/cli', 'src/protocol', 'src/config', 'src/content', 'src/rules', 'src/security'],
  liquidjs: ['src/content'],
  yaml: ['src/content', 'src/config', 'src/cli'],
  '(better-sqlite3|pg)': ['src/store'],
  kysely: ['src/store', 'src/report'],
  'markdown-it': ['src/dialects', 'sandbox'],
  commander: ['src/cli'],
  'prom-client': ['src/metrics'],
  '@opentelemetry': ['src/metrics'],
};

const packageWalls = Object.entries(packages).map(([name, folders]) => ({
  name: `package-${name.replace(/[^a-z-]/g, '')}-only-in-its-folder`,
  severity: 'error',
  from: { path: '^(src|sandbox)/', pathNot: folders.map((folder) => `^${folder}`) },
  to: { path: `(^|/)node_modules/(@types/)?${name}/` },
}));

module.exports = {
  forbidden: [
    ...folderWalls,
    ...packageWalls,
    {
      name: 'only-the-edges-touch-the-machine',
      severity: 'error',
      from: { path: '^src/(domain|rules|terminology|protocol|engine|fhir|security|http)/' },
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
