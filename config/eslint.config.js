import tseslint from 'typescript-eslint'
import prettier from 'eslint-config-prettier'

/** Rooms in dependency order: a room may import only from rooms to its left (README, "The map of src"). */
const rooms = [
  ['errors', 'clock'],
  ['secrets'],
  ['audit'],
  ['institutions'],
  ['identity'],
  ['catalogue'],
  ['cohorts'],
  ['submissions'],
  ['assessment'],
  ['gradebook', 'badges'],
  ['recognition'],
  ['portfolio'],
  ['admin'],
]

/** The composition root and the entry points: nothing in a room may import them. */
const roots = ['app', 'services', 'server', 'cli', 'demo', 'config']

const forbid = (names, message) => ({
  'no-restricted-imports': [
    'error',
    { patterns: [{ regex: `^(\\.\\./)+(${names.join('|')})(/|\\.js$)`, message }] },
  ],
})

const roomRules = rooms.flatMap((tier, index) => {
  const later = rooms.slice(index + 1).flat()
  return tier.map((room) => ({
    files: [`src/${room}/**/*.ts`],
    rules: forbid(
      [
        ...later,
        ...tier.filter((peer) => peer !== room && room !== 'badges'),
        'lti',
        'jobs',
        'practiceLms',
        ...roots,
      ].filter((name) => !(room === 'errors' && name === 'clock')),
      `src/${room} may import only from rooms before it; declare a port instead.`,
    ),
  }))
})

const features = rooms.slice(2).flat()

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'data/', 'public/', 'docs/'] },
  ...tseslint.configs.strict,
  prettier,
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings are parsed once in src/config.ts.' },
        { object: 'Date', property: 'now', message: 'Take the time from the injected clock.' },
      ],
    },
  },
  {
    files: [
      'test/**/*.ts',
      'src/config.ts',
      'src/practiceLms/**',
      'src/database/embedded/**',
      'src/clock/**',
      'src/demo.ts',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  { files: ['test/**/*.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  { files: ['src/types/*.d.ts'], rules: { '@typescript-eslint/no-extraneous-class': 'off' } },
  ...roomRules,
  {
    files: ['src/web/**/*.ts'],
    rules: forbid([...features, 'lti', 'jobs', 'practiceLms', ...roots], 'src/web has no business words.'),
  },
  {
    files: ['src/lti/**/*.ts'],
    rules: forbid(
      [...features, 'jobs', 'practiceLms', ...roots],
      'src/lti declares ports; services.ts wires them.',
    ),
  },
  {
    files: ['src/database/embedded/**/*.ts'],
    rules: forbid(['[a-zA-Z]+'], 'The embedded store is a self-contained room.'),
  },
  {
    files: ['src/practiceLms/**/*.ts'],
    rules: forbid(['[a-zA-Z]+'], 'The practice LMS imports nothing from the tool.'),
  },
)
