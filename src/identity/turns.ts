/**
 * Makes a function that lets at most `most` pieces of work run at once; the others wait their turn, in order. A piece
 * that fails gives its turn on and rejects for its caller alone.
 */
export function takeTurns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      // The turn passes from hand to hand, so that nobody who comes between takes it twice.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
