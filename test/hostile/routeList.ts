import type { Express } from 'express'

/** One route of the running app: its method and its path as it was written, patterns as their source. */
export interface Route {
  method: string
  path: string
}

/** Every route of an app, read from its router, so that none can be forgotten by whoever tests them all. */
export function routesOf(app: Express): Route[] {
  const found = walk(property(property(app, 'router'), 'stack'), '')
  return [...new Map(found.map((route) => [`${route.method} ${route.path}`, route])).values()]
}

function walk(stack: unknown, mount: string): Route[] {
  if (!Array.isArray(stack)) return []
  return stack.flatMap((layer: unknown) => {
    const route = property(layer, 'route')
    if (route) {
      const methods = Object.keys(Object(property(route, 'methods')) as object)
      return pathsOf(property(route, 'path')).flatMap((path) =>
        methods.map((method) => ({
          method: method.toUpperCase(),
          path: mount && path === '/' ? mount : mount + path,
        })),
      )
    }
    const inner = property(property(layer, 'handle'), 'stack')
    if (!inner) return []
    return walk(inner, mount + mountOf(layer))
  })
}

/** Express keeps no text of where a router is mounted; it answers whether a path matches, and which part of it. */
function mountOf(layer: unknown): string {
  if (property(layer, 'slash') === true) return ''
  const match = property(layer, 'match')
  for (const mount of knownMounts)
    if (typeof match === 'function' && match.call(layer, `${mount}/x`)) return mount
  throw new Error('a router is mounted where the tests do not know: add its path to knownMounts')
}
const knownMounts = ['/lti', '/handover', '/admin', '/api']

function pathsOf(path: unknown): string[] {
  return [path].flat().map((one) => (one instanceof RegExp ? one.source : String(one)))
}

function property(of: unknown, name: string): unknown {
  return (typeof of === 'object' && of !== null) || typeof of === 'function'
    ? Reflect.get(of, name)
    : undefined
}
