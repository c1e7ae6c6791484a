import type { Clock } from '../clock/clock.js'
import { parseJson } from './json.js'
import type { LineItemReads } from './fence/reads.js'
import { readLineItem, type LineItem, type LineItemAnswer } from './lineItem.js'
import type { Caller, ServiceCall } from './serviceCall.js'
import { failureOf, type PlatformAnswer } from './serviceFailure.js'
import { mediaType, scope } from './vocabulary.js'

/** A column to be made. */
export interface NewLineItem {
  label: string
  scoreMaximum: number
  resourceId: string
  tag?: string
  resourceLinkId?: string
}

/** Line items (AGS §3.2). Reading lists is ltijs's part, behind the fence; writing is ours. */
export function createLineItems(parts: { call: ServiceCall; reads: LineItemReads; clock: Clock }) {
  const { call, reads, clock } = parts

  async function send(
    from: Caller,
    method: 'POST' | 'PUT',
    url: string,
    body: unknown,
  ): Promise<LineItemAnswer<PlatformAnswer>> {
    const sent = await call(from, {
      method,
      url,
      scopes: [scope.lineItem],
      accept: mediaType.lineItem,
      contentType: mediaType.lineItem,
      body,
    })
    if (!sent.ok) return sent
    const { status } = sent.answer
    return status >= 200 && status < 300
      ? { ok: true, value: sent.answer }
      : { ok: false, failure: failureOf(sent.answer, clock.now()) }
  }

  async function read(from: Caller, url: string): Promise<LineItemAnswer<Record<string, unknown>>> {
    const got = await call(from, { method: 'GET', url, scopes: [scope.lineItem], accept: mediaType.lineItem })
    if (!got.ok) return got
    if (got.answer.status !== 200) return { ok: false, failure: failureOf(got.answer, clock.now()) }
    const body = parseJson(got.answer.body.toString('utf8'))
    return readLineItem(body) && typeof body === 'object'
      ? { ok: true, value: { ...body } }
      : { ok: false, failure: { kind: 'retry', reason: 'odd-answer' } }
  }

  return {
    /** All line items of a course that are ours, over all pages. */
    list: (from: Caller, lineItemsUrl: string): Promise<LineItemAnswer<LineItem[]>> =>
      reads.lineItems(from, lineItemsUrl, {}),

    /** Those that carry our mark (AGS §3.2.15: it survives a course copy). */
    withResourceId: (
      from: Caller,
      lineItemsUrl: string,
      resourceId: string,
    ): Promise<LineItemAnswer<LineItem[]>> => reads.lineItems(from, lineItemsUrl, { resourceId }),

    /** Those with our word for what they are for. */
    withTag: (from: Caller, lineItemsUrl: string, tag: string): Promise<LineItemAnswer<LineItem[]>> =>
      reads.lineItems(from, lineItemsUrl, { tag }),

    /** Makes a column unless one with this resourceId is there already: Moodle would make a second (observed in Moodle 4.5). */
    async create(from: Caller, lineItemsUrl: string, wished: NewLineItem): Promise<LineItemAnswer<LineItem>> {
      const tooLong =
        wished.label.length > 255 || wished.resourceId.length > 255 || (wished.tag?.length ?? 0) > 255
      // Over these lengths Moodle leaves a column behind that nobody can remove (observed in Moodle 4.5).
      if (tooLong || wished.label.trim() === '' || !(wished.scoreMaximum > 0))
        return { ok: false, failure: { kind: 'refused', code: 'bad-request' } }
      const known = await this.withResourceId(from, lineItemsUrl, wished.resourceId)
      if (!known.ok) return known
      const [there] = known.value
      if (there) return { ok: true, value: there }
      const made = await send(from, 'POST', lineItemsUrl, wished)
      if (!made.ok) return made
      const item = readLineItem(parseJson(made.value.body.toString('utf8')))
      return item
        ? { ok: true, value: item }
        : { ok: false, failure: { kind: 'retry', reason: 'odd-answer' } }
    },

    /** One column as it stands. */
    async read(from: Caller, url: string): Promise<LineItemAnswer<LineItem>> {
      const stands = await read(from, url)
      if (!stands.ok) return stands
      const item = readLineItem(stands.value)
      return item
        ? { ok: true, value: item }
        : { ok: false, failure: { kind: 'retry', reason: 'odd-answer' } }
    },

    /** Changes some fields and keeps the rest: PUT replaces everything, so read, merge, write (AGS §3.2.6). */
    async update(
      from: Caller,
      url: string,
      change: Partial<Pick<NewLineItem, 'label' | 'scoreMaximum' | 'resourceId' | 'tag'>> & { endsAt?: Date },
    ): Promise<LineItemAnswer<LineItem>> {
      const stands = await read(from, url)
      if (!stands.ok) return stands
      const { endsAt, ...fields } = change
      const merged = {
        ...stands.value,
        ...fields,
        ...(endsAt ? { endDateTime: endsAt.toISOString() } : {}),
      }
      const written = await send(from, 'PUT', url, merged)
      if (!written.ok) return written
      // Some platforms answer a PUT with nothing: then what we sent is what stands.
      const item = readLineItem(parseJson(written.value.body.toString('utf8'))) ?? readLineItem(merged)
      return item
        ? { ok: true, value: item }
        : { ok: false, failure: { kind: 'retry', reason: 'odd-answer' } }
    },
  }
}
