import path from 'node:path'

/** Absolute path of the checkout: where `views/`, `public/` and `config/` stand, seen from `dist/src`. */
export const projectRoot = path.resolve(import.meta.dirname, '..', '..')
