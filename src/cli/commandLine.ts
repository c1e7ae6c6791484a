import { parseArgs } from 'node:util'
import { WrongUsage, type Command, type Given } from './command.js'

/** A command line taken apart. */
export interface Parsed {
  command: Command
  given: Given
  json: boolean
}

/**
 * Finds the command and reads its options and arguments. Null when help was asked for.
 * Throws WrongUsage for anything unknown, missing or left over.
 */
export function parseCommandLine(commands: readonly Command[], words: readonly string[]): Parsed | null {
  if (words.length === 0 || words.includes('--help') || words[0] === 'help') return null
  const command = [...commands]
    .sort((a, b) => b.name.length - a.name.length)
    .find(({ name }) => name.split(' ').every((word, index) => words[index] === word))
  if (!command) throw new WrongUsage(`There is no command "${words.slice(0, 2).join(' ')}".`)
  try {
    return readWords(command, words.slice(command.name.split(' ').length))
  } catch (error) {
    if (error instanceof WrongUsage) error.command = command
    throw error
  }
}

function readWords(command: Command, words: readonly string[]): Parsed {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type }]) => [name, { type }] as const),
  )
  const taken = orWrongUsage(() =>
    parseArgs({
      args: [...words],
      options: { ...options, json: { type: 'boolean' } },
      allowPositionals: true,
      strict: true,
    }),
  )
  const { positionals } = taken
  const values: Record<string, unknown> = taken.values
  const most = command.positionals.length
  const least = command.positionals.filter((name) => !name.startsWith('[')).length
  if (positionals.length < least || positionals.length > most)
    throw new WrongUsage(
      `"${command.name}" takes ${most === 0 ? 'no arguments' : command.positionals.join(' ')}.`,
    )
  for (const [name, { required }] of Object.entries(command.options))
    if (required && !textOf(values[name])) throw new WrongUsage(`--${name} is missing.`)
  return {
    command,
    json: values['json'] === true,
    given: {
      text: (name) => textOf(values[name]) ?? '',
      maybe: (name) => textOf(values[name]),
      flag: (name) => values[name] === true,
      at: (position) => positionals[position],
    },
  }
}

function orWrongUsage<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : 'This command line cannot be read.')
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** One line that shows how a command is written. */
export function usageOf({ name, options, positionals }: Command): string {
  const words = Object.entries(options).map(([option, { type, required, value }]) => {
    const shown = type === 'string' ? `--${option} ${value ?? option.toUpperCase()}` : `--${option}`
    return required ? shown : `[${shown}]`
  })
  return ['cairn', name, ...positionals, ...words].join(' ')
}

/** The whole help. */
export function helpText(commands: readonly Command[]): string {
  const lines = commands.map((command) => `  ${usageOf(command)}\n      ${command.summary}`)
  return `Usage (all take --json):\n\n${lines.join('\n')}\n`
}
