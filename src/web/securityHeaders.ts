import type { RequestHandler } from 'express'
import helmet from 'helmet'

/**
 * Security headers for every answer. The tool lives in LMS frames, so X-Frame-Options is off and CSP's
 * `frame-ancestors` stands for it: nobody's frame, until `framing` knows whose session it is.
 * The referrer stays `same-origin`: with `no-referrer` browsers send `Origin: null` on our own forms.
 */
export function securityHeaders(options: { production: boolean }): RequestHandler {
  const common = helmet({
    contentSecurityPolicy: false,
    frameguard: false,
    crossOriginOpenerPolicy: false,
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: options.production ? { maxAge: 63_072_000, includeSubDomains: true } : false,
  })
  return (req, res, next) => {
    common(req, res, (error?: unknown) => {
      if (error) {
        next(error)
        return
      }
      res.set('Content-Security-Policy', policy)
      res.set('Permissions-Policy', 'camera=(self), microphone=(self), geolocation=(), payment=()')
      next()
    })
  }
}

/**
 * What is not said otherwise is its reader's alone: no proxy keeps it, and a browser asks again before it shows it again. Mount it
 * after the files of `public/`; whatever is for everybody says so itself.
 */
export const forReaderOnly: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'private, no-cache')
  next()
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')
