import tseslint from 'typescript-eslint'
import prettier from 'eslint-config-prettier'
import { roomOrder } from './roomOrder.js'

const now = {
  selector: "NewExpression[callee.name='Date'][arguments.length=0]",
  message: 'Take the time from the injected clock.',
}
const twoCasts = {
  selector: 'TSAsExpression > TSAsExpression[typeAnnotation.type="TSUnknownKeyword"]',
  message: 'Parse it (zod) or mend the type: a cast through unknown proves nothing.',
}
const ltiClaim = {
  selector:
    ':matches(Literal[value=/purl\\.imsglobal\\.org\\/spec\\/lti/], TemplateElement[value.raw=/purl\\.imsglobal\\.org\\/spec\\/lti/])',
  message: 'LTI is spoken in src/lti only.',
}

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
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-warning-comments': 'error',
      'max-lines': ['error', 300],
      'no-restricted-syntax': ['error', twoCasts],
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { rooms: roomOrder },
    rules: {
      'rooms/order': 'error',
      'no-restricted-syntax': ['error', twoCasts, now, ltiClaim],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings are parsed once in src/config.ts.' },
        { object: 'Date', property: 'now', message: 'Take the time from the injected clock.' },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'ltijs', message: 'ltijs stays behind src/lti/fence.' },
            { name: 'lmdb', message: 'The engine stays in src/database/embedded.' },
            { name: 'mingo', message: 'The engine stays in src/database/embedded.' },
          ],
        },
      ],
    },
  },
  // What reads the environment for everybody else.
  { files: ['src/config.ts', 'src/demo.ts'], rules: { 'no-restricted-properties': 'off' } },
  // Rooms that stand alone have a clock, a protocol and packages of their own.
  {
    files: ['src/clock/**', 'src/practiceLms/**', 'src/database/embedded/**'],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-syntax': ['error', twoCasts] },
  },
  { files: ['src/lti/**'], rules: { 'no-restricted-syntax': ['error', twoCasts, now] } },
  { files: ['src/lti/fence/**', 'src/database/embedded/**'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['test/**/*.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  { files: ['src/types/*.d.ts'], rules: { '@typescript-eslint/no-extraneous-class': 'off' } },
)
