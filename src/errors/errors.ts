/** What a page or an API answer may say about an error: never a secret, never another tenant's data. */
export interface ErrorFacts {
  /** Stable, dotted; doubles as the locale key below `errors.` and as the code support asks for. */
  code: string
  /** HTTP status, 4xx or 5xx. */
  status: number
  /** Values for the page's sentence. */
  args?: Record<string, string | number>
}

/**
 * The one family of expected exceptions. Thrown by services and routes; `web/errorHandler` maps it to a page,
 * a status and a log level. `message` is for the log only.
 */
export class CairnError extends Error {
  readonly code: string
  readonly status: number
  readonly args: Record<string, string | number>

  constructor(facts: ErrorFacts, message?: string) {
    super(message ?? facts.code)
    this.name = new.target.name
    this.code = facts.code
    this.status = facts.status
    this.args = facts.args ?? {}
  }
}

/** Nothing here for this tenant and this person. Says the same whether or not the thing exists. */
export class NotFound extends CairnError {
  constructor(message?: string) {
    super({ code: 'not_found', status: 404 }, message)
  }
}

/** Known, but not theirs to do. */
export class Forbidden extends CairnError {
  constructor(code = 'forbidden', message?: string) {
    super({ code, status: 403 }, message)
  }
}

/** No session, or one that has ended: sends people back to where they can start one. */
export class SignInNeeded extends CairnError {
  constructor(code = 'session_ended') {
    super({ code, status: 401 })
  }
}

/** Well-formed but not acceptable; forms re-render with 422 themselves, this is for everything else. */
export class Invalid extends CairnError {
  constructor(code = 'invalid', message?: string, args?: Record<string, string | number>) {
    super({ code, status: 422, args }, message)
  }
}

/** Somebody or something was faster: the state the person saw is no longer the state. */
export class Conflict extends CairnError {
  constructor(code = 'conflict', message?: string, args?: Record<string, string | number>) {
    super({ code, status: 409, args }, message)
  }
}

/** A stranger's request we turn down for a named reason (launches, registrations, uploads). */
export class Refused extends CairnError {
  constructor(code: string, status = 400, message?: string, args?: Record<string, string | number>) {
    super({ code, status, args }, message)
  }
}
