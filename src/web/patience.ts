/**
 * What a piece of work answers, or null when it takes longer than somebody at a page should wait. The work goes on and its
 * failure after that is nobody's surprise: it has to keep its own record of it. Before that, a failure is thrown.
 */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null)
  })
  work.catch(() => undefined)
  try {
    return await Promise.race([work, patience])
  } finally {
    clearTimeout(timer)
  }
}
