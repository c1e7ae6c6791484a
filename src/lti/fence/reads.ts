import type { IdTokenLike, Provider } from 'ltijs'
import type { Clock } from '../../clock/clock.js'
import type { GuardedFetch } from '../../web/guardedFetch.js'
import type { PlatformRegistry } from '../ports.js'
import { readLineItem, type LineItem, type LineItemAnswer } from '../lineItem.js'
import { findCaller, type Caller, type KnownCaller } from '../serviceCall.js'
import { failureOf } from '../serviceFailure.js'
import { scope } from '../vocabulary.js'
import { fenceCall, FenceFailure, FenceStatus, type FenceCall } from './http.js'
import { createPlugin, type PluginParts } from './plugin.js'
import { loadProvider } from './provider.js'

/** More pages than this are not a course. */
const mostPages = 200

export interface ResultRecord {
  userId: string
  resultScore: number | null
  resultMaximum: number | null
  comment: string | null
}

const membersPerPage = 200

/** A page of a roster, unread. */
export interface ListedMembers {
  members: unknown[]
  next: string | null
  differences: string | null
}

export interface ReadParts extends PluginParts {
  registry: PlatformRegistry
  fetch: GuardedFetch
  clock: Clock
}

/**
 * What ltijs reads for us: line items, results and the roster. Each call runs inside the fence: our tokens, our door, our page limits, and our codes for what goes wrong;
 * a token that is refused is dropped and the read begun once more.
 */
export function createReads(parts: ReadParts) {
  let provider: Promise<Provider> | null = null

  async function inside<T>(
    from: Caller,
    scopes: readonly string[],
    read: (provider: Provider, caller: KnownCaller) => Promise<T>,
  ): Promise<LineItemAnswer<T>> {
    const found = await findCaller(parts.registry, from)
    if (!found.ok) return found
    const { caller } = found
    provider ??= loadProvider(createPlugin(parts))
    const loaded = await provider
    for (let attempt = 1; ; attempt += 1) {
      const call: FenceCall = { caller, fetch: parts.fetch, scopes, maxBytes: 8_388_608 }
      try {
        return { ok: true, value: await fenceCall.run(call, () => read(loaded, caller)) }
      } catch (error) {
        if (error instanceof FenceFailure) return { ok: false, failure: error.failure }
        if (error instanceof SyntaxError)
          return { ok: false, failure: { kind: 'retry', reason: 'odd-answer' } }
        if (!(error instanceof FenceStatus)) throw error
        if (error.answer.status !== 401 || attempt === 2)
          return { ok: false, failure: failureOf(error.answer, parts.clock.now()) }
        parts.tokens.drop({ ...caller, scopes }, call.token ?? '')
      }
    }
  }

  /** Follows next links of a list that ltijs reads page by page. */
  async function allPages(
    page: (url: string | undefined) => Promise<{ rows: unknown; next?: string }>,
  ): Promise<unknown[]> {
    const rows: unknown[] = []
    let url: string | undefined
    for (let count = 0; count < mostPages; count += 1) {
      const read = await page(url)
      if (!Array.isArray(read.rows)) throw new FenceFailure({ kind: 'retry', reason: 'odd-answer' })
      rows.push(...(read.rows as unknown[]))
      if (!read.next) break
      url = read.next
    }
    return rows
  }

  return {
    lineItems(
      from: Caller,
      url: string,
      filter: { resourceId?: string; tag?: string },
    ): Promise<LineItemAnswer<LineItem[]>> {
      return inside(from, [scope.lineItemRead], async ({ Grade }, caller) => {
        const idtoken = idTokenFor(caller, { endpoint: { lineitems: url } })
        const rows = await allPages(async (next) => {
          const { lineItems, next: following } = await Grade.getLineItems(
            idtoken,
            next ? { url: next } : filter,
          )
          return { rows: lineItems, next: following }
        })
        const items = rows.map(readLineItem).filter((item) => item !== null)
        // A platform may ignore a filter it does not know.
        return items.filter(
          (item) =>
            (filter.resourceId === undefined || item.resourceId === filter.resourceId) &&
            (filter.tag === undefined || item.tag === filter.tag),
        )
      })
    },

    /** All results of a column, or one person's. Moodle breaks on a limit here (observed in Moodle 4.5), so only Canvas is asked for larger pages. */
    results(from: Caller, lineItemUrl: string, userId?: string): Promise<LineItemAnswer<ResultRecord[]>> {
      return inside(from, [scope.resultRead], async ({ Grade }, caller) => {
        const idtoken = idTokenFor(caller, {})
        const rows = await allPages(async (next) => {
          const size = caller.registration.family === 'canvas' ? { limit: 100 } : {}
          const options = next ? { url: next } : userId === undefined ? size : { userId }
          const { scores, next: following } = await Grade.getScores(idtoken, lineItemUrl, options)
          return { rows: scores, next: following }
        })
        return rows.flatMap(readResult)
      })
    },

    /**
     * One page of the members as the platform lists them. `next` is the address of the following page, `differences` the one
     * that will tell what changed after now (NRPS §2.5); both only where the platform offers them.
     */
    members(from: Caller, url: string, page: 'first' | 'further'): Promise<LineItemAnswer<ListedMembers>> {
      return inside(from, [scope.roster], async ({ NamesAndRoles }, caller) => {
        const idtoken = idTokenFor(caller, { namesRoles: { context_memberships_url: url } })
        // Moodle makes pages only when asked for a limit (observed in Moodle 4.5); a platform may use smaller ones.
        const options = page === 'first' ? { pages: 1, limit: membersPerPage } : { pages: 1, url }
        const { members, next, differences } = await NamesAndRoles.getMembers(idtoken, options)
        if (!Array.isArray(members)) throw new FenceFailure({ kind: 'retry', reason: 'odd-answer' })
        return { members: members as unknown[], next: next ?? null, differences: differences ?? null }
      })
    },
  }
}

export type Reads = ReturnType<typeof createReads>
export type LineItemReads = Pick<Reads, 'lineItems'>

/** The launch ltijs believes to serve: made by hand, because it is never asked to take one. */
function idTokenFor(caller: KnownCaller, platformContext: IdTokenLike['platformContext']): IdTokenLike {
  const { issuer, clientId } = caller.registration
  return { iss: issuer, clientId, deploymentId: caller.deploymentId, user: '', platformContext }
}

function readResult(row: unknown): ResultRecord[] {
  if (typeof row !== 'object' || row === null) return []
  const fields: Record<string, unknown> = { ...row }
  const { userId, resultScore, resultMaximum, comment } = fields
  if (typeof userId !== 'string' && typeof userId !== 'number') return []
  return [
    {
      userId: String(userId),
      resultScore: typeof resultScore === 'number' ? resultScore : null,
      resultMaximum: typeof resultMaximum === 'number' ? resultMaximum : null,
      comment: typeof comment === 'string' && comment !== '' ? comment : null,
    },
  ]
}
