/** A posted form taken apart: names with dots become branches, branches whose names are all numbers become lists. */
export type Tree = Record<string, unknown>

const longestList = 100

/** Reads `sources.0.citation=…` as `{ sources: [{ citation: … }] }`. Names that JavaScript itself uses are dropped. */
export function treeOf(body: unknown): Tree {
  const root: Tree = {}
  if (typeof body !== 'object' || body === null) return root
  for (const [name, value] of Object.entries(body)) {
    const path = name.split('.')
    if (path.some((part) => part === '' || part in Object.prototype)) continue
    put(root, path, value)
  }
  return listed(root) as Tree
}

function put(branch: Tree, [first = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    branch[first] = value
    return
  }
  const next = branch[first]
  const below: Tree = isTree(next) ? next : {}
  branch[first] = below
  put(below, rest, value)
}

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function listed(value: unknown): unknown {
  if (!isTree(value)) return value
  const entries = Object.entries(value).map(([name, below]) => [name, listed(below)] as const)
  if (entries.length === 0 || !entries.every(([name]) => /^\d{1,3}$/.test(name)))
    return Object.fromEntries(entries)
  return entries
    .sort(([one], [other]) => Number(one) - Number(other))
    .slice(0, longestList)
    .map(([, below]) => below)
}

/** What a button beside a row asks for: `add:resources`, `remove:resources:2`, `up:resources:2`, `down:resources:2`. */
export interface RowAct {
  kind: 'add' | 'remove' | 'up' | 'down'
  list: string
  row: number
}

/** Reads a row button among those a form has; null for anything else. */
export function rowActIn(value: unknown, lists: readonly string[]): RowAct | null {
  const found = /^(add|remove|up|down):([\w.]+)(?::(\d{1,3}))?$/.exec(typeof value === 'string' ? value : '')
  const [, kind, list = '', row = '0'] = found ?? []
  if (!lists.includes(list)) return null
  if (kind === 'add' || kind === 'remove' || kind === 'up' || kind === 'down')
    return { kind, list, row: Number(row) }
  return null
}

/** The form after the act: a new empty row at the end, a row gone, or a row and its neighbour changed places. */
export function withRowAct(tree: Tree, { kind, list, row }: RowAct): Tree {
  const [first = '', ...rest] = list.split('.')
  const below = tree[first]
  if (rest.length > 0) {
    const inner = isTree(below) ? below : {}
    return { ...tree, [first]: withRowAct(inner, { kind, list: rest.join('.'), row }) }
  }
  const rows: unknown[] = Array.isArray(below) ? [...(below as unknown[])] : []
  if (kind === 'add') return { ...tree, [first]: [...rows, {}] }
  const other = kind === 'up' ? row - 1 : row + 1
  if (kind === 'remove') rows.splice(row, 1)
  else if (row in rows && other in rows) [rows[row], rows[other]] = [rows[other], rows[row]]
  return { ...tree, [first]: rows }
}
