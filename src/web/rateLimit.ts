import type { Request, RequestHandler } from 'express'
import { ipKeyGenerator } from 'express-rate-limit'
import type { Clock } from '../clock/clock.js'
import { Refused } from '../errors/errors.js'
import { createAllowance } from './allowance.js'

/**
 * Who asks, as far as it can be told: an IPv6 household by its /56. Null for loopback when no proxy is trusted: then it is the machine itself, or a proxy nobody told us
 * of, behind which everybody would share one allowance.
 */
function addressOf(req: Request, behindProxy: boolean): string | null {
  const { ip } = req
  if (!ip) return null
  if (!behindProxy && /^(::1|127\.|::ffff:127\.)/.test(ip)) return null
  return ipKeyGenerator(ip)
}

/** Makes limits for the doors a stranger can knock at, and for what a person who is signed in may change. */
export function createRateLimits(options: { clock: Clock; behindProxy: boolean }) {
  const { clock, behindProxy } = options
  const tooMany = (seconds: number) =>
    new Refused('too_many_requests', 429, undefined, { retryAfter: seconds })

  /** So many requests a minute from one address. */
  function perAddress(perMinute: number): RequestHandler {
    const allowance = createAllowance({ perMinute, clock })
    return (req, _res, next) => {
      const address = addressOf(req, behindProxy)
      const seconds = address === null ? 0 : allowance(address)
      next(seconds > 0 ? tooMany(seconds) : undefined)
    }
  }

  /** So many changes a minute by one person, wherever they are: forms, drafts that save themselves, files. */
  function changesPerPerson(perMinute: number): RequestHandler {
    const allowance = createAllowance({ perMinute, clock })
    return (req, _res, next) => {
      const { personId, staffId } = req.session
      const who = req.method === 'GET' || req.method === 'HEAD' ? undefined : (personId ?? staffId)
      const seconds = who === undefined ? 0 : allowance(who)
      next(seconds > 0 ? tooMany(seconds) : undefined)
    }
  }
  return { perAddress, changesPerPerson }
}
