import { operator } from '../audit/actor.js'
import type { Command } from './command.js'

const keysList: Command = {
  name: 'keys list',
  summary: 'The keys the tool signs with: which signs now, which will, which is still served.',
  options: {},
  positionals: [],
  async run(desk) {
    const keys = await (await desk.services()).toolKeys.list(operator)
    const lines = keys.map(
      ({ kid, state, until }) => `${kid}  ${state}${until ? ` until ${until.toISOString()}` : ''}`,
    )
    return { json: { keys }, text: lines.join('\n') }
  },
}

const keysRotate: Command = {
  name: 'keys rotate',
  summary:
    'Makes a new key: published at once, signing ten minutes later; the old one is served for another day.',
  options: {},
  positionals: [],
  async run(desk) {
    const kid = await (await desk.services()).toolKeys.rotate(operator)
    return {
      json: { kid },
      text: `${kid} is published now and signs in ten minutes. Nothing else is to be done.`,
    }
  },
}

export const keyCommands = [keysList, keysRotate]
