import path from 'node:path'

/** Feature rooms in dependency order: a room may import from rooms of earlier lines, never from one beside it. */
const features = [
  ['audit'],
  ['institutions'],
  ['identity'],
  ['catalogue'],
  ['cohorts'],
  ['coaching'],
  ['submissions'],
  ['assessment'],
  ['gradebook', 'badges'],
  ['recognition'],
  ['portfolio'],
  ['admin'],
]

const ground = ['errors', 'clock', 'secrets', 'projectRoot', 'database', 'web']
const everyFeature = features.flat()

/** What each room and each file directly under src may import. A room that is not named here may import nothing. */
const mayImport = {
  secrets: [],
  database: ['database/embedded', 'config'],
  web: ['errors', 'clock', 'secrets', 'projectRoot', 'database'],
  jobs: ['clock', 'database'],
  lti: ground,
  ...Object.fromEntries(
    features.flatMap((line, index) =>
      line.map((room) => [room, [...ground, ...features.slice(0, index).flat()]]),
    ),
  ),
  services: [...ground, ...everyFeature, 'lti', 'jobs', 'config'],
  app: [...ground, ...everyFeature, 'services'],
  tool: [...ground, 'config', 'services', 'app'],
  cli: [...ground, ...everyFeature, 'config', 'services', 'database/embedded'],
  demo: [...ground, ...everyFeature, 'lti', 'config', 'services', 'tool', 'practiceLms', 'database/embedded'],
  server: ['config', 'tool', 'database/embedded'],
}

/** The room a path under src belongs to: its folder, or the file itself where it lies directly in src. */
function roomOf(fromSrc) {
  const parts = fromSrc.split(path.sep)
  if (parts[0] === 'database' && parts[1] === 'embedded') return 'database/embedded'
  return parts[0].replace(/\.[jt]s$/, '')
}

function check(context, node) {
  const wanted = node.source?.value
  if (typeof wanted !== 'string' || !wanted.startsWith('.')) return
  const src = path.resolve(import.meta.dirname, '..', 'src')
  const target = path.relative(src, path.resolve(path.dirname(context.filename), wanted))
  const from = roomOf(path.relative(src, context.filename))
  const to = roomOf(target)
  if (from === to || mayImport[from]?.includes(to)) return
  context.report({
    node,
    message: `src/${from} may not import from src/${to}: declare a port, services wires it.`,
  })
}

/** Rule `rooms/order`: imports go from right to left only (README, "The map of src"). */
export const roomOrder = {
  rules: {
    order: {
      meta: { type: 'problem', schema: [] },
      create: (context) =>
        Object.fromEntries(
          ['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'ImportExpression'].map(
            (kind) => [kind, (node) => check(context, node)],
          ),
        ),
    },
  },
}
