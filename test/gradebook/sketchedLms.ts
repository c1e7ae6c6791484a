import type {
  Column,
  ColumnResult,
  GradePassback,
  PostResult,
  ReadResult,
  ScoreAddress,
  ScoreMessage,
} from '../../src/gradebook/ports.js'

interface Cell {
  score: number | null
  maximum: number
  comment: string
  at: Date
}

type Fault = PostResult | 'lost-answer' | 'killed'

export class Killed extends Error {}

/** A gradebook in a few lines, after what Moodle and Canvas were seen to do, with faults to order. */
export class SketchedLms implements GradePassback {
  readonly cells = new Map<string, Cell>()
  /** Every message that reached it, in order. */
  readonly seen: ScoreMessage[] = []
  /** What to do instead of working, next first; `always` goes on. */
  faults: Fault[] = []
  always: Fault | null = null
  /** Platforms that do not answer. */
  readonly down = new Set<string>()
  readable = true
  inFlight = 0
  mostInFlight = 0

  constructor(public family: ScoreAddress['family']) {}

  async postScore(message: ScoreMessage): Promise<PostResult> {
    this.inFlight += 1
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight)
    await new Promise((resolve) => setImmediate(resolve))
    this.inFlight -= 1
    if (this.down.has(message.registrationId)) return { kind: 'retry', reason: 'timeout' }
    const fault = this.faults.shift() ?? this.always
    if (fault === 'killed') throw new Killed('process ended')
    if (fault && fault !== 'lost-answer') return fault
    const answer = this.take(message)
    return fault === 'lost-answer' ? { kind: 'retry', reason: 'timeout' } : answer
  }

  readResult(of: Pick<ScoreMessage, 'userId' | 'lineItemUrl'>): Promise<ReadResult> {
    if (!this.readable) return Promise.resolve({ kind: 'unknown', reason: 'unreachable' })
    const cell = this.cells.get(`${of.lineItemUrl} ${of.userId}`)
    return Promise.resolve(
      cell
        ? { kind: 'found', score: cell.score, maximum: cell.maximum, comment: cell.comment }
        : { kind: 'none' },
    )
  }

  readResults({ lineItemUrl }: Column): Promise<{ ok: true; value: ColumnResult[] }> {
    const value = [...this.cells]
      .filter(([key]) => key.startsWith(`${lineItemUrl} `))
      .map(([key, { score, maximum, comment }]) => ({
        userId: key.slice(lineItemUrl.length + 1),
        score,
        maximum,
        comment,
      }))
    return Promise.resolve({ ok: true, value })
  }

  private take(message: ScoreMessage): PostResult {
    this.seen.push(message)
    const key = `${message.lineItemUrl} ${message.userId}`
    const cell = this.cells.get(key)
    const second = (at: Date) => Math.floor(at.getTime() / 1000)
    const stale =
      this.family === 'moodle'
        ? cell && second(cell.at) >= second(message.timestamp)
        : cell && cell.at > message.timestamp
    if (stale) return { kind: 'stale', status: this.family === 'moodle' ? 409 : 400 }
    const final = message.gradingProgress === 'FullyGraded'
    const keeps = !final && message.canvas?.preserveScore === true
    this.cells.set(key, {
      score: final ? message.scoreGiven : keeps ? (cell?.score ?? null) : null,
      maximum: message.scoreMaximum,
      comment: message.comment,
      at: message.timestamp,
    })
    return { kind: 'accepted', status: 200 }
  }
}
