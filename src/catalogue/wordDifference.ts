/** A stretch of words that two texts share, or that only one of them has. */
export interface Stretch {
  kind: 'same' | 'removed' | 'added'
  text: string
}

/** Beyond this many pairs of words the middle is shown as one replaced stretch: still true, and never slow. */
const mostPairs = 4_000_000

const wordsOf = (text: string): string[] => text.match(/\s+|[^\s]+/g) ?? []

/** How one text became another, word by word: in reading order, what was removed before what was added in its place. */
export function wordDifference(before: string, after: string): Stretch[] {
  const [old, now] = [wordsOf(before), wordsOf(after)]
  let start = 0
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1
  let end = 0
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end))
    end += 1
  const stretches: Stretch[] = []
  const say = (kind: Stretch['kind'], text: string) => {
    const last = stretches.at(-1)
    if (text === '') return
    if (last?.kind === kind) last.text += text
    else stretches.push({ kind, text })
  }
  say('same', old.slice(0, start).join(''))
  compare(old.slice(start, old.length - end), now.slice(start, now.length - end), say)
  say('same', old.slice(old.length - end).join(''))
  return stretches
}

function compare(old: string[], now: string[], say: (kind: Stretch['kind'], text: string) => void): void {
  if (old.length * now.length > mostPairs) {
    say('removed', old.join(''))
    say('added', now.join(''))
    return
  }
  const lengths = commonLengths(old, now)
  const width = now.length + 1
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0
  let [row, column] = [0, 0]
  while (row < old.length || column < now.length) {
    if (row < old.length && column < now.length && old[row] === now[column]) {
      say('same', old[row] ?? '')
      row += 1
      column += 1
    } else if (row < old.length && (column === now.length || at(row + 1, column) >= at(row, column + 1))) {
      say('removed', old[row] ?? '')
      row += 1
    } else {
      say('added', now[column] ?? '')
      column += 1
    }
  }
}

/** For each pair of ends, how many words the longest common sequence of what follows has. */
function commonLengths(old: string[], now: string[]): Uint16Array {
  const width = now.length + 1
  const lengths = new Uint16Array((old.length + 1) * width)
  for (let row = old.length - 1; row >= 0; row -= 1)
    for (let column = now.length - 1; column >= 0; column -= 1)
      lengths[row * width + column] =
        old[row] === now[column]
          ? (lengths[(row + 1) * width + column + 1] ?? 0) + 1
          : Math.max(lengths[(row + 1) * width + column] ?? 0, lengths[row * width + column + 1] ?? 0)
  return lengths
}
