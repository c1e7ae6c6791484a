import { fetch, type RequestInit } from 'undici'
import type { Page, Visitor } from '../support/visitor.js'

const encoded = (text: string): string => Buffer.from(text).toString('base64')

/** What the page's script does to send a file, without the page: one person, one slot, over real HTTP. */
export function senderFor(visitor: Visitor, page: Page, slotId: string, more: Record<string, string> = {}) {
  const origin = page.url.origin
  const submission =
    /\/submissions\/([^/]+)\/drafts/.exec(page.$('#evidence-form').attr('action') ?? '')?.[1] ?? ''
  const token = String(page.$('#evidence-form [name=_csrf]').val())
  const headers = () => ({
    accept: 'application/json',
    origin,
    cookie: Object.entries(visitor.cookies(origin))
      .map(([name, value]) => `${name}=${value}`)
      .join('; '),
    'x-csrf-token': token,
    'tus-resumable': '1.0.0',
    ...more,
  })
  const ask = (
    method: string,
    path: string,
    extra: Record<string, string> = {},
    body?: RequestInit['body'],
  ) =>
    fetch(new URL(path, origin), {
      method,
      headers: { ...headers(), ...extra },
      ...(body ? { body, duplex: 'half' as const } : {}),
    })
  const said = async (answer: Awaited<ReturnType<typeof ask>>) => ({
    status: answer.status,
    ...((await answer.json().catch(() => ({}))) as { code?: string; message?: string }),
  })
  return {
    submission,
    ask,
    /** Begins; answers the upload's address, or why not. */
    async begin(name: string, bytes: number, fingerprint = `${name} ${String(bytes)} 1`) {
      const answer = await ask('POST', `/submissions/${submission}/artefacts/${slotId}/uploads`, {
        'upload-length': String(bytes),
        'upload-metadata': `name ${encoded(name)},fingerprint ${encoded(fingerprint)}`,
      })
      return { ...(await said(answer)), url: answer.headers.get('location') ?? '' }
    },
    /** How far the tool says it is; null when it knows nothing of it. */
    async offset(url: string): Promise<number | null> {
      const answer = await ask('HEAD', url)
      return answer.status === 200 ? Number(answer.headers.get('upload-offset')) : null
    },
    /** Sends bytes from an offset; answers the status, and how far it is now. */
    async send(url: string, offset: number, body: RequestInit['body']) {
      const how = { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' }
      const answer = await ask('PATCH', url, how, body)
      await answer.arrayBuffer()
      return { status: answer.status, offset: Number(answer.headers.get('upload-offset')) }
    },
    attach: async (url: string) => said(await ask('POST', `${url}/attachment`)),
    cancel: async (url: string) => (await ask('DELETE', url)).status,
  }
}

export type Sender = ReturnType<typeof senderFor>

/** Sends a whole file and puts it into its slot. */
export async function sendWhole(sender: Sender, name: string, content: Buffer) {
  const { url } = await sender.begin(name, content.length)
  await sender.send(url, 0, content)
  return { url, ...(await sender.attach(url)) }
}
