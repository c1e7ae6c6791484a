import { createInterface } from 'node:readline'
import { Writable, type Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { CommandRefused } from './command.js'

/**
 * The password of a new account: from the environment, from a pipe (its first line), or asked for at the terminal
 * without showing it. Throws CommandRefused when there is none.
 */
export async function readPassword(
  fromEnvironment: string | undefined,
  input: Readable & { isTTY?: boolean },
  say: (line: string) => void,
): Promise<string> {
  const password = fromEnvironment ?? (input.isTTY ? await ask(input, say) : await firstLine(input))
  if (!password)
    throw new CommandRefused(
      'A password is needed: set CAIRN_PASSWORD, or pipe it in, or type it at the terminal.',
    )
  return password
}

async function firstLine(input: Readable): Promise<string> {
  return (await text(input)).split(/\r?\n/)[0] ?? ''
}

async function ask(input: Readable, say: (line: string) => void): Promise<string> {
  say('Password for the new account (it is not shown):')
  const silence = new Writable({
    write: (_chunk, _encoding, done) => {
      done()
    },
  })
  const terminal = createInterface({ input, output: silence, terminal: true })
  const line = await new Promise<string>((resolve) => {
    terminal.question('', resolve)
    terminal.once('close', () => {
      resolve('')
    })
  })
  terminal.close()
  return line
}
