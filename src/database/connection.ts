import mongoose, { type Connection } from 'mongoose'

/** An open connection to the store, and how to let it go. */
export interface Database {
  connection: Connection
  close(): Promise<void>
}

/**
 * Connects to MongoDB at `uri` on a connection of our own (never mongoose's default one).
 * Rejects when the server cannot be reached within ten seconds.
 */
export async function connect(uri: string): Promise<Database> {
  const connection = await mongoose
    .createConnection(uri, { dbName: databaseName(uri), serverSelectionTimeoutMS: 10_000, autoIndex: false })
    .asPromise()
  return { connection, close: () => connection.close() }
}

function databaseName(uri: string): string {
  const path = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/.exec(uri)?.[1]
  return path ? decodeURIComponent(path) : 'cairn'
}
