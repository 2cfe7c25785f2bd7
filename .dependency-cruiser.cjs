/**
 * Who may import what. Every message says what is wrong and names the way out; `scripts/import-rules.test.ts` plants
 * one violation of each rule in a small tree of its own and checks that it is caught.
 *
 * TypeScript 7 has no JavaScript API, so the imports are read with swc (which tells `import type` apart from `import`).
 */

/** Tests and fakes may reach for real parts of any room; the product may not reach for tests and fakes. */
const testCode = '[.](test|fake)[.]tsx?$';

/** A package, wherever it is installed. */
const packages = (...names) => `(^|/)node_modules/(${names.join('|')})(/|$)`;

/** The rooms of src-main, for rules of the form "this room only imports those". */
const mainRoomsExcept = (...rooms) => `^src-main/(?!(${rooms.join('|')})/)`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-import-cycles',
      comment:
        'These files import each other in a circle. Move what they share into a third file that imports neither.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable-imports',
      comment: 'This import leads nowhere. Install the package, or write the relative path with its ".ts" or ".tsx".',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-test-code-in-the-product',
      comment: 'The product imports a test or a fake. Move what it needs into a file of its own.',
      severity: 'error',
      from: { path: '^(src-|migrations/|bin/)', pathNot: testCode },
      to: { path: [testCode, packages('vitest', 'fast-check', '@playwright/.*')] },
    },
    {
      name: 'no-development-packages-in-the-product',
      comment:
        'The shipped program imports a development dependency, which an installed copy does not have. Move the package to "dependencies" in package.json, or use "import type".',
      severity: 'error',
      from: { path: '^(src-client|src-shared|src-main|migrations|bin)/', pathNot: testCode },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only', 'npm', 'npm-peer'],
        pathNot: packages('electron'),
      },
    },
    {
      name: 'shared-imports-only-shared',
      comment:
        'src-shared runs in every process and in the browser: it imports itself, zod and @orpc/contract only. Put what needs node, the DOM or another room into src-main or src-renderer.',
      severity: 'error',
      from: { path: '^src-shared/', pathNot: testCode },
      to: { pathNot: ['^src-shared/', packages('zod', '@orpc/contract')] },
    },
    {
      name: 'client-imports-only-shared',
      comment:
        'src-client is what other programs install: it imports src-shared, itself, zod and the parts of oRPC that ask. Ask for what you need through the contract.',
      severity: 'error',
      from: { path: '^src-client/', pathNot: testCode },
      to: {
        dependencyTypesNot: ['core'],
        pathNot: ['^src-client/', '^src-shared/', packages('zod', '@orpc/(client|contract|openapi-client)')],
      },
    },
    {
      name: 'client-needs-node-only-to-discover',
      comment: 'Of src-client only discover.ts needs node, and is loaded when it is asked for. The rest runs anywhere.',
      severity: 'error',
      from: { path: '^src-client/', pathNot: ['^src-client/discover[.]ts$', testCode] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'client-is-for-other-programs',
      comment: 'src-client is for other programs. Afterimage itself asks over the contract with a link of its own.',
      severity: 'error',
      from: { path: '^(src-shared|src-main|src-renderer|migrations|bin)/', pathNot: testCode },
      to: { path: '^src-client/' },
    },
    {
      name: 'window-imports-only-shared',
      comment:
        'The window imports src-shared and itself only. Ask for what you need through the contract (src-shared/contract) and lib/api.ts.',
      severity: 'error',
      from: { path: '^src-renderer/', pathNot: testCode },
      to: { path: '^(src-main|migrations|scripts|bench|e2e|bin)/' },
    },
    {
      name: 'window-imports-no-native-packages',
      comment: 'The window runs in a browser: no packages that need node or electron. Ask the core through lib/api.ts.',
      severity: 'error',
      from: { path: '^src-renderer/', pathNot: testCode },
      to: {
        path: packages('electron', 'better-sqlite3', 'sharp', 'node-screenshots', 'screenshot-desktop', 'open'),
      },
    },
    {
      name: 'window-imports-no-node-built-ins',
      comment: 'The window runs in a browser: no node built-ins. Ask the core through lib/api.ts.',
      severity: 'error',
      from: { path: '^src-renderer/', pathNot: testCode },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'features-do-not-import-each-other',
      comment:
        'A feature of the window imports another feature. Move what both need to src-renderer/ui (looks) or src-renderer/lib (behaviour), or join them in src-renderer/app.',
      severity: 'error',
      from: { path: '^src-renderer/features/([^/]+)/' },
      to: { path: '^src-renderer/features/', pathNot: '^src-renderer/features/$1/' },
    },
    {
      name: 'window-parts-know-no-feature',
      comment:
        'src-renderer/ui and lib know neither a feature nor the app. Hand it in as a property, or join the two in src-renderer/app.',
      severity: 'error',
      from: { path: '^src-renderer/(ui|lib)/', pathNot: testCode },
      to: { path: '^src-renderer/(features|app)/' },
    },
    {
      name: 'features-do-not-import-the-app',
      comment: 'A feature imports the app that holds it. Use links of the router and lib/ instead.',
      severity: 'error',
      from: { path: '^src-renderer/features/', pathNot: testCode },
      to: { path: '^src-renderer/app/' },
    },
    {
      name: 'main-does-not-import-the-window',
      comment: 'The main process serves the built window, it never imports its source. Share types through src-shared.',
      severity: 'error',
      from: { path: '^(src-main|migrations)/', pathNot: testCode },
      to: { path: '^(src-renderer|scripts|bench|e2e)/' },
    },
    {
      name: 'main-tests-borrow-only-displays',
      comment:
        'Of the tools outside, a test of the main process may use the virtual displays of e2e/displays and nothing else.',
      severity: 'error',
      from: { path: '^src-main/.*\\.(test|fake)\\.ts$' },
      to: { path: '^(src-renderer|scripts|bench|e2e)/', pathNot: '^e2e/displays/' },
    },
    {
      name: 'ports-import-only-shared',
      comment: 'A port is an interface and knows no implementation. Keep it to src-shared and other ports.',
      severity: 'error',
      from: { path: '^src-main/ports/', pathNot: testCode },
      to: { pathNot: ['^src-shared/', '^src-main/ports/'] },
    },
    {
      name: 'core-imports-ports-and-shared',
      comment:
        'core decides and touches the world through ports. Describe what you need in src-main/ports, implement it in src-main/db, jobs or adapters, and hand it in from src-main/hosts.',
      severity: 'error',
      from: { path: '^src-main/core/', pathNot: testCode },
      to: { path: mainRoomsExcept('core', 'ports') },
    },
    {
      name: 'core-imports-no-packages-with-effects',
      comment:
        'core imports node built-ins and pure packages (uuid, temporal-polyfill, zod, the contract) only. Put a package that touches the screen, a database or pictures behind a port.',
      severity: 'error',
      from: { path: '^src-main/core/', pathNot: testCode },
      to: {
        path: '(^|/)node_modules/',
        pathNot: packages('uuid', 'temporal-polyfill', 'zod', '@orpc/contract'),
        dependencyTypesNot: ['core', 'type-only'],
      },
    },
    {
      name: 'implementations-import-only-ports-and-shared',
      comment:
        'db, jobs and adapters implement ports: they import src-main/ports, src-shared and packages. Move the decision to src-main/core and leave the query or the call here.',
      severity: 'error',
      from: { path: '^src-main/(db|jobs|adapters)/', pathNot: testCode },
      to: { path: '^src-main/(core|api|hosts|electron)/' },
    },
    {
      name: 'implementations-do-not-know-each-other',
      comment: 'One implementation of a port imports another one. Let a host hand it in through a port.',
      severity: 'error',
      from: { path: '^src-main/(db|jobs|adapters)/', pathNot: testCode },
      to: { path: '^src-main/(db|jobs|adapters)/', pathNot: '^src-main/$1/' },
    },
    {
      name: 'api-calls-core',
      comment:
        'api turns requests into calls of core. It imports core, ports and src-shared; a host hands in the rest.',
      severity: 'error',
      from: { path: '^src-main/api/', pathNot: testCode },
      to: { path: mainRoomsExcept('api', 'core', 'ports') },
    },
    {
      name: 'hosts-know-no-electron',
      comment:
        'The hosts serve and cli run without Electron. What Electron adds is composed in src-main/electron, which may import hosts.',
      severity: 'error',
      from: { path: '^src-main/hosts/', pathNot: testCode },
      to: { path: '^src-main/electron/' },
    },
    {
      name: 'electron-only-in-its-room',
      comment:
        'Only src-main/electron imports electron as a value. Describe what you need as a port and implement it there; "import type" is free.',
      severity: 'error',
      from: { pathNot: '^(src-main/electron|scripts|e2e)/' },
      to: { path: packages('electron'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'kysely-only-in-the-database-room',
      comment: 'Only src-main/db and migrations know Kysely. Add a method to a repository in src-main/db and its port.',
      severity: 'error',
      from: { path: '^(src-|scripts/|bench/|e2e/)', pathNot: '^src-main/db/' },
      to: { path: packages('kysely') },
    },
    {
      name: 'sqlite-only-in-the-database-room',
      comment: 'Only src-main/db and its tests open SQLite. Add a method to a repository in src-main/db and its port.',
      severity: 'error',
      from: { path: '^(src-|migrations/)', pathNot: ['^src-main/db/', testCode] },
      to: { path: packages('better-sqlite3') },
    },
    {
      name: 'migrations-import-nothing-of-ours',
      comment:
        'A released migration never changes, so it imports nothing that does. Copy the few lines it needs into it.',
      severity: 'error',
      from: { path: '^migrations/', pathNot: testCode },
      to: { pathNot: ['^migrations/', packages('kysely')] },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: ['(^|/)node_modules/', '(^|/)dist/'] },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
    builtInModules: { add: ['node:sqlite', 'node:test', 'node:sea'] },
    reporterOptions: { text: { highlightFocused: true } },
  },
};
