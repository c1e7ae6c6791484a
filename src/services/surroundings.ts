import type { Connection } from 'mongoose'
import type { Clock } from '../clock/clock.js'
import type { Config } from '../config.js'
import { createSecretBox } from '../secrets/secretBox.js'
import { createGuardedFetch } from '../web/guardedFetch.js'
import type { Logger } from '../web/log.js'

/** What the composition root is given: everything that differs between production, demo and tests. */
export interface Surroundings {
  config: Config
  connection: Connection
  clock: Clock
  logger: Logger
}

/** The surroundings, and what is made of the configuration alone: sealed secrets and guarded calls to the outside. */
export function createGround(surroundings: Surroundings) {
  const { secretKey, publicUrl, allowPrivateNetworks } = surroundings.config
  return {
    ...surroundings,
    publicUrl,
    allowPrivateNetworks,
    secrets: createSecretBox(secretKey),
    guardedFetch: createGuardedFetch({ allowPrivateNetworks, userAgent: `Cairn (+${publicUrl})` }),
  }
}

/** What every part of the composition stands on. */
export type Ground = ReturnType<typeof createGround>
