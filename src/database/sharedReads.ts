/**
 * A read that callers share while it is on its way: a class of people who come in at the same moment ask for the same few rows, and
 * one read answers them all. Nothing is kept: whoever asks after the answer is there has it read anew, so none is older than one read.
 * A failed read fails for those who shared it, and is tried anew for the next.
 * @param read what to ask, by texts that tell one question from another; what it answers is shared, so nobody may change it
 */
export function shareReads<Args extends readonly string[], Answer>(
  read: (...args: Args) => Promise<Answer>,
): (...args: Args) => Promise<Answer> {
  const onTheWay = new Map<string, Promise<Answer>>()
  return (...args) => {
    const question = JSON.stringify(args)
    const there = onTheWay.get(question)
    if (there) return there
    const answer = read(...args).finally(() => onTheWay.delete(question))
    onTheWay.set(question, answer)
    return answer
  }
}
