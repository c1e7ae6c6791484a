import * as cheerio from 'cheerio'
import { FormData, fetch, type BodyInit, type Response } from 'undici'

/** A page a visitor stands on: its address, status, markup, and the forms on it. */
export interface Page {
  url: URL
  status: number
  headers: Response['headers']
  html: string
  $: cheerio.CheerioAPI
  /** Readable text of the main part, white space folded. */
  text: string
}

type Fields = Record<string, string | string[]>
type Files = Record<string, { name: string; content: Uint8Array; type?: string }>

/**
 * A browser without script, for tests over real HTTP: keeps cookies per origin the way a browser on
 * http://localhost does (Secure cookies included), follows redirects, and sends the forms it finds on pages.
 */
export class Visitor {
  private readonly jar = new Map<string, Map<string, string>>()
  /** Cookies a strict browser would not keep are dropped: set to true to refuse all of them. */
  refusesCookies = false

  constructor(private readonly headers: Record<string, string> = {}) {}

  /** Opens an address. */
  async open(url: string | URL): Promise<Page> {
    return this.follow(new URL(url), { method: 'GET' })
  }

  /** Sends form fields to an address, as a page of `from` (default: the same origin) would. */
  async send(url: string | URL, fields: Fields, from?: URL): Promise<Page> {
    const target = new URL(url)
    const body = new URLSearchParams()
    for (const [name, value] of Object.entries(fields))
      for (const one of [value].flat()) body.append(name, one)
    const origin = (from ?? target).origin
    return this.follow(target, { method: 'POST', body, origin })
  }

  /** Sends form fields and answers where it is redirected to, without going there. */
  async sendOnce(url: string | URL, fields: Record<string, string>, from: URL): Promise<URL> {
    const target = new URL(url)
    const response = await fetch(target, {
      method: 'POST',
      redirect: 'manual',
      headers: { accept: 'text/html', ...this.headers, origin: from.origin },
      body: new URLSearchParams(fields),
    })
    this.keep(target, response)
    const text = await response.text()
    // A page that goes on by script tells a browser without script where to go.
    const refresh = /<noscript><meta http-equiv="refresh" content="0;url=([^"]+)"/.exec(text)?.[1]
    const location = response.headers.get('location') ?? refresh?.replaceAll('&amp;', '&')
    if (!location) throw new Error(`${target.pathname} answered ${String(response.status)}: ${text}`)
    return new URL(location, target)
  }

  /**
   * Fills in the form that `selector` finds and sends it, with files where it is a multipart form. Fields that are
   * not given keep the page's own values; `button` finds the button that was pressed.
   */
  async submit(
    page: Page,
    selector: string,
    fields: Fields = {},
    files: Files = {},
    button?: string,
  ): Promise<Page> {
    const form = page.$(selector).first()
    if (form.length === 0)
      throw new Error(`no form "${selector}" on ${page.url.pathname} (${String(page.status)})`)
    const values: Fields = {}
    for (const { name, value } of form.serializeArray()) {
      const known = values[name]
      values[name] = known === undefined ? value : [known, value].flat()
    }
    const pressed = button ? form.find(button).attr('formaction') : undefined
    const action = new URL(pressed ?? form.attr('action') ?? '', page.url)
    const filled = { ...values, ...fields }
    if ((form.attr('method') ?? 'get').toLowerCase() === 'get') {
      for (const [name, value] of Object.entries(filled)) action.searchParams.set(name, String(value))
      return this.open(action)
    }
    if (form.attr('enctype') !== 'multipart/form-data') return this.send(action, filled, page.url)
    const body = new FormData()
    for (const [name, value] of Object.entries(filled))
      for (const one of [value].flat()) body.append(name, one)
    for (const [name, { content, name: fileName, type = '' }] of Object.entries(files))
      body.append(name, new Blob([Uint8Array.from(content)], { type }), fileName)
    return this.follow(action, { method: 'POST', body, origin: page.url.origin })
  }

  /** Sends a multipart form with one file, as the file field of a page would. */
  upload(page: Page, selector: string, field: string, file: Files[string]): Promise<Page> {
    return this.submit(page, selector, {}, { [field]: file })
  }

  /** The cookies kept for an origin, by name. */
  cookies(origin: string): Record<string, string> {
    return Object.fromEntries(this.jar.get(origin) ?? [])
  }

  /** Forgets everything, as a closed private window does. */
  forget(): void {
    this.jar.clear()
  }

  private async follow(
    start: URL,
    request: { method: string; body?: BodyInit; origin?: string },
  ): Promise<Page> {
    let url = start
    let next: { method: string; body?: BodyInit; origin?: string } = request
    for (let hop = 0; hop < 20; hop += 1) {
      const response = await fetch(url, {
        method: next.method,
        redirect: 'manual',
        headers: {
          accept: 'text/html',
          ...this.headers,
          ...(this.cookieHeader(url) ? { cookie: this.cookieHeader(url) } : {}),
          ...(next.origin ? { origin: next.origin } : {}),
        },
        ...(next.body ? { body: next.body } : {}),
      })
      this.keep(url, response)
      const location = response.headers.get('location')
      if (!location || response.status < 300 || response.status > 399) return page(url, response)
      await response.arrayBuffer()
      url = new URL(location, url)
      if (response.status !== 307 && response.status !== 308) next = { method: 'GET' }
    }
    throw new Error(`too many redirects from ${start.pathname}`)
  }

  private cookieHeader(url: URL): string {
    return [...(this.jar.get(url.origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  private keep(url: URL, response: Response): void {
    if (this.refusesCookies) return
    const cookies = this.jar.get(url.origin) ?? new Map<string, string>()
    this.jar.set(url.origin, cookies)
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';')
      const [name = '', ...value] = pair.split('=')
      const expired = attributes.some((attribute) =>
        /^\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(attribute),
      )
      if (expired) cookies.delete(name.trim())
      else cookies.set(name.trim(), value.join('='))
    }
  }
}

async function page(url: URL, response: Response): Promise<Page> {
  const html = await response.text()
  const $ = cheerio.load(html)
  const text = $('main').text() || $.root().text()
  return {
    url,
    status: response.status,
    headers: response.headers,
    html,
    $,
    text: text.replace(/\s+/g, ' ').trim(),
  }
}
