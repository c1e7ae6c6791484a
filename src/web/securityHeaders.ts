import type { RequestHandler } from 'express'
import helmet from 'helmet'

/**
 * Security headers for every answer. The tool lives in LMS frames, so X-Frame-Options is off and CSP's
 * `frame-ancestors` names the origins of the registered platforms, asked for on each request (cached there).
 * The referrer stays `same-origin`: with `no-referrer` browsers send `Origin: null` on our own forms.
 */
export function securityHeaders(options: {
  production: boolean
  frameAncestors: () => Promise<readonly string[]>
}): RequestHandler {
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
      options
        .frameAncestors()
        .then((origins) => {
          res.set('Content-Security-Policy', policy(origins))
          res.set('Permissions-Policy', 'camera=(self), microphone=(self), geolocation=(), payment=()')
          next()
        })
        .catch(next)
    })
  }
}

function policy(frameAncestors: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    `frame-ancestors 'self' ${frameAncestors.join(' ')}`.trim(),
  ].join('; ')
}
