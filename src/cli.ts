#!/usr/bin/env node
import { awardCommands } from './cli/awardCommands.js'
import { catalogueCommands } from './cli/catalogueCommands.js'
import { backup } from './cli/backup.js'
import { CommandRefused, WrongUsage, type Command } from './cli/command.js'
import { helpText, parseCommandLine, usageOf } from './cli/commandLine.js'
import { openDesk } from './cli/desk.js'
import { doctor } from './cli/doctor.js'
import { evidenceCommands } from './cli/evidenceCommands.js'
import { institutionCommands } from './cli/institutionCommands.js'
import { keyCommands } from './cli/keyCommands.js'
import { platformCommands } from './cli/platformCommands.js'
import { prove } from './cli/prove.js'
import { restore } from './cli/restore.js'
import { sentenceFor } from './cli/sentences.js'
import { storeServe } from './cli/storeCommand.js'
import { verify } from './cli/verifyCommand.js'
import { ConfigProblems } from './config.js'
import { StoreInUse } from './database/embedded/index.js'
import { CairnError } from './errors/errors.js'

const commands: Command[] = [
  ...institutionCommands,
  ...platformCommands,
  ...keyCommands,
  ...awardCommands,
  ...evidenceCommands,
  ...catalogueCommands,
  verify,
  prove,
  doctor,
  storeServe,
  backup,
  restore,
]

/** Runs one command line and answers its exit code: 0 done, 1 refused with a sentence, 2 wrong usage. */
async function run(words: readonly string[]): Promise<number> {
  const desk = openDesk((line) => process.stdout.write(`${line}\n`))
  try {
    const parsed = parseCommandLine(commands, words)
    if (!parsed) {
      process.stdout.write(helpText(commands))
      return words.length === 0 ? 2 : 0
    }
    const { json, text, ok } = await parsed.command.run(desk, parsed.given)
    process.stdout.write(`${parsed.json ? JSON.stringify(json) : text}\n`)
    return ok === false ? 1 : 0
  } catch (error) {
    const sentence = sentenceOf(error)
    if (sentence === null) throw error
    process.stderr.write(`${sentence}\n`)
    if (!(error instanceof WrongUsage)) return 1
    process.stderr.write(`Usage: ${error.command ? usageOf(error.command) : 'cairn help'}\n`)
    return 2
  } finally {
    await desk.leave()
  }
}

function sentenceOf(error: unknown): string | null {
  if (error instanceof CairnError) return sentenceFor(error)
  const plain = [WrongUsage, CommandRefused, ConfigProblems, StoreInUse].some((kind) => error instanceof kind)
  return plain && error instanceof Error ? error.message : null
}

const code = await run(process.argv.slice(2))
await new Promise((resolve) => process.stdout.write('', resolve))
process.exit(code)
