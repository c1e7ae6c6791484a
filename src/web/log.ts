import { pino, type Logger } from 'pino'

export type { Logger }

/**
 * The tool's log: JSON lines with stable `code`s. By rule it never holds tokens, evidence, names or addresses,
 * so callers pass ids and codes only; the known secret-bearing keys are struck out as a second line of defence.
 */
export function createLogger(level: string, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: undefined,
    redact: {
      paths: [
        'id_token',
        'access_token',
        'authorization',
        'cookie',
        'password',
        'state',
        'email',
        'name',
      ].flatMap((key) => [key, `*.${key}`]),
      remove: true,
    },
  }
  return destination ? pino(options, destination) : pino(options)
}
