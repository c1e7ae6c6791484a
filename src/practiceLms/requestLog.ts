/** Groups of service endpoints that are logged together and can be made to fail together. */
export const serviceGroups = ['token', 'lineitems', 'scores', 'results', 'nrps', 'jwks', 'notices'] as const
export type ServiceGroup = (typeof serviceGroups)[number]

/** One request a tool made. `status` is 'reset' when the connection was cut instead of answered; `stored` says
 * whether the handler ran before that. */
export interface ReceivedRequest {
  at: Date
  group: ServiceGroup
  method: string
  path: string
  status: number | 'reset'
  handled: boolean
  milliseconds: number
  body: string | null
}

const remembered = 5000

export interface RequestLog {
  add(request: ReceivedRequest): void
  all(): readonly ReceivedRequest[]
  clear(): void
}

/** Remembers the newest requests, oldest first. */
export function createRequestLog(): RequestLog {
  let requests: ReceivedRequest[] = []
  return {
    add(request) {
      requests.push(request)
      if (requests.length > remembered * 1.2) requests = requests.slice(-remembered)
    },
    all: () => requests,
    clear() {
      requests = []
    },
  }
}
