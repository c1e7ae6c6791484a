import net from 'node:net'

/** What came back over a bare connection; status 0 when the other side hung up without a word. */
export interface RawAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

/**
 * Sends bytes as they are, as no decent client would, and answers what came back until the other side closed or
 * fell silent. For what fetch refuses to send: broken forms, odd headers, half a request.
 */
export function sendRaw(url: string, request: string | Buffer, silenceMs = 5_000): Promise<RawAnswer> {
  const { port } = new URL(url)
  return new Promise((resolve) => {
    let heard = ''
    const socket = net.connect(Number(port), '127.0.0.1', () => socket.write(request))
    socket.setEncoding('latin1').setTimeout(silenceMs, () => socket.destroy())
    socket.on('data', (text: string) => (heard += text))
    socket.on('error', () => undefined)
    socket.on('close', () => {
      resolve(read(heard))
    })
  })
}

/** A request as text, with its length counted. */
export function request(
  method: string,
  target: string,
  headers: Record<string, string> = {},
  body = '',
): string {
  const all: Record<string, string> = {
    Host: 'localhost',
    Connection: 'close',
    ...(body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return [`${method} ${target} HTTP/1.1`, ...lines, '', body].join('\r\n')
}

function read(heard: string): RawAnswer {
  const [head = '', ...rest] = heard.split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers = lines.map((line) => {
    const at = line.indexOf(':')
    return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()] as const
  })
  return {
    status: Number(first.split(' ')[1] ?? 0),
    headers: Object.fromEntries(headers),
    body: rest.join('\r\n\r\n'),
  }
}
