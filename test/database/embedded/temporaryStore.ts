import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type EmbeddedStore,
  type EmbeddedStoreOptions,
  openEmbeddedStore,
} from '../../../src/database/embedded/index.js'

/** A store in a directory of its own; `remove` closes it and takes the directory away. Not flushed unless asked. */
export async function openTemporaryStore(
  options: Partial<EmbeddedStoreOptions> = {},
): Promise<EmbeddedStore & { dir: string; remove(): Promise<void> }> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'embedded-test-')))
  const store = await openEmbeddedStore({ sync: false, ...options, dir })
  return {
    ...store,
    dir,
    remove: async () => {
      await store.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
