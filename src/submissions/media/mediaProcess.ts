import { Worker } from 'node:worker_threads'
import { drawFirstPage } from './firstPage.js'
import type { MediaAnswer, MediaTask } from './mediaTask.js'
import { redrawPicture } from './picture.js'

/**
 * The process in which files from strangers are decoded: it knows no secret, holds no connection, and may be ended at
 * any moment without harm. A thread beside the work ends it when it takes more memory than it may.
 */
export type FromMedia = 'ready' | 'begun' | MediaAnswer

const say = (word: FromMedia): void => void process.send?.(word)

async function work(task: MediaTask): Promise<MediaAnswer> {
  try {
    const preview = task.kind === 'picture' ? await redrawPicture(task) : await drawFirstPage(task)
    return { ok: true, preview }
  } catch {
    return { ok: false, code: 'unreadable' }
  }
}

new Worker(new URL('./memoryGuard.js', import.meta.url)).unref()
process.on('message', (task: MediaTask) => {
  say('begun')
  void work(task).then(say)
})
process.on('disconnect', () => process.exit())
say('ready')
