import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { Router } from 'express'
import { projectRoot } from '../projectRoot.js'
import { codingFor, compress, isTextual, type Coding } from './compression.js'

interface Asset {
  content: Buffer
  version: string
  /** Compressed copies, made when first asked for. */
  copies: Map<Coding, Promise<Buffer>>
}

const folder = path.join(projectRoot, 'public')
let found: Map<string, Asset> | null = null

/** Everything in `public/`, by its path there: a few dozen kilobytes, read once. */
function assets(): Map<string, Asset> {
  found ??= new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = path.join(entry.parentPath, entry.name)
        const content = readFileSync(file)
        const version = createHash('sha256').update(content).digest('hex').slice(0, 10)
        return [
          path.relative(folder, file).replaceAll(path.sep, '/'),
          { content, version, copies: new Map() },
        ]
      }),
  )
  return found
}

/** The address of a file in `public/`, with its content's hash so that it can be cached for a year. Throws when there is none. */
export function asset(file: string): string {
  const known = assets().get(file)
  if (!known) throw new Error(`public/${file} does not exist`)
  return `/assets/${file}?v=${known.version}`
}

/** `GET /assets/…`: the files of `public/` from memory, compressed as hard as can be, since it is done once. */
export function assetRoutes(): Router {
  const router = Router()
  router.get('/assets/*file', async (req, res, next) => {
    const name = [req.params.file].flat().join('/')
    const known = assets().get(name)
    if (!known) {
      next()
      return
    }
    const current = req.query['v'] === known.version
    res.set('Cache-Control', current ? 'public, max-age=31536000, immutable' : 'no-cache')
    res.type(path.extname(name))
    const text = isTextual(String(res.getHeader('Content-Type')))
    if (text) res.vary('Accept-Encoding')
    const coding = text ? codingFor(req) : null
    if (!coding) {
      res.send(known.content)
      return
    }
    const copy = known.copies.get(coding) ?? compress(known.content, coding, true)
    known.copies.set(coding, copy)
    res.set('Content-Encoding', coding).send(await copy)
  })
  return router
}
