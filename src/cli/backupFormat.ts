import { z } from 'zod'

/**
 * A backup is a directory: `manifest.json` (below), `collections/<name>.ejsonl` (one document a line, canonical MongoDB
 * Extended JSON v2) and `files/` (everything else in DATA_DIR, as it stands there: evidence, and in development the key
 * that seals secrets; evidence from a bucket is brought into the same place). Rows are copied before files, so that every file a row names is there.
 */
export const manifest = z.object({
  format: z.literal('cairn-backup'),
  version: z.literal(1),
  at: z.string(),
  collections: z.record(z.string(), z.number().int().min(0)),
  files: z.number().int().min(0),
})

export type Manifest = z.infer<typeof manifest>

/** Worth nothing after a restore: people sign in again, files on their way are sent again, jobs take their turns anew. */
export const leftOut: readonly string[] = ['sessions', 'jobLeases', 'ltiLogins', 'ltiHandovers', 'uploads']

/** Parts of DATA_DIR that are not copied as files: the store itself and what runs leave about. */
export const notFiles: readonly string[] = ['store', 'backup', 'uploads']
