import type { Tool } from './tool.js'

export interface Answer {
  status: number
  headers: Headers
  text: string
  location: string | null
  /** Set-Cookie lines of this answer. */
  cookies: string[]
}

/** Just enough of a browser: it keeps cookies (unless told not to), follows nothing, and says where it stands. */
export class TestBrowser {
  readonly cookies = new Map<string, string>()
  keepsCookies = true
  /** What a browser adds by itself; a launch arrives in a frame, from another site. */
  headers: Record<string, string> = {
    'sec-fetch-site': 'cross-site',
    'sec-fetch-dest': 'iframe',
    accept: 'text/html',
  }

  constructor(private readonly tool: Pick<Tool, 'publicUrl'>) {}

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send(path, { headers })
  }

  post(
    path: string,
    form: Record<string, string> | string,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const body = typeof form === 'string' ? form : new URLSearchParams(form).toString()
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    return this.send(path, { method: 'POST', body, headers: { ...type, ...headers } })
  }

  private async send(path: string, init: RequestInit): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(new URL(path, this.tool.publicUrl), {
      ...init,
      redirect: 'manual',
      headers: {
        ...this.headers,
        ...(cookie ? { cookie } : {}),
        ...(init.headers as Record<string, string>),
      },
    })
    const cookies = answer.headers.getSetCookie()
    for (const line of cookies) if (this.keepsCookies) this.keep(line)
    return {
      status: answer.status,
      headers: answer.headers,
      text: await answer.text(),
      location: answer.headers.get('location'),
      cookies,
    }
  }

  private keep(line: string): void {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (!name) return
    if (/expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name)
    else this.cookies.set(name, value ?? '')
  }
}
