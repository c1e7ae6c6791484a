import { maxMessageBytes } from './wire.js'
import type { Command } from './command.js'
import { maxDocumentBytes } from './values.js'

/** We answer as this version does; wire version 21 is what drivers go by. */
const version = '7.0.14'
const wireVersion = 21

/** The greeting: a standalone server, so that drivers neither retry writes nor look for other members. */
const hello: Command = {
  writes: false,
  run: (_command, { connectionId }) => ({
    helloOk: true,
    ismaster: true,
    isWritablePrimary: true,
    maxBsonObjectSize: maxDocumentBytes,
    maxMessageSizeBytes: maxMessageBytes,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId,
    minWireVersion: 0,
    maxWireVersion: wireVersion,
    readOnly: false,
    ok: 1,
  }),
}

const fine: Command = { writes: false, run: () => ({ ok: 1 }) }

const buildInfo: Command = {
  writes: false,
  run: () => ({
    version,
    versionArray: [...version.split('.').map(Number), 0],
    gitVersion: 'cairn',
    modules: [],
    maxBsonObjectSize: maxDocumentBytes,
    ok: 1,
  }),
}

/** Greetings, versions and sessions, which here are only a name: each command stands alone. */
export const sessionCommands: Record<string, Command> = {
  hello,
  isMaster: hello,
  ismaster: hello,
  ping: fine,
  endSessions: fine,
  refreshSessions: fine,
  killSessions: fine,
  buildInfo,
  buildinfo: buildInfo,
  connectionStatus: {
    writes: false,
    run: () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] }, ok: 1 }),
  },
  getLog: { writes: false, run: () => ({ totalLinesWritten: 0, log: [], ok: 1 }) },
  getCmdLineOpts: { writes: false, run: () => ({ argv: [], parsed: {}, ok: 1 }) },
  hostInfo: { writes: false, run: () => ({ system: {}, os: {}, ok: 1 }) },
}
