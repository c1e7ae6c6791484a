import { readFile } from 'node:fs/promises'
import { verdictShown } from '../badges/verifyView.js'
import { viewContext } from '../web/views.js'
import { CommandRefused, type Command } from './command.js'

/** Verifies any Open Badge; exit code 0 only for a plain yes. */
export const verify: Command = {
  name: 'verify',
  summary: 'Verifies any Open Badge 2.0 or 3.0 (JSON, JWT, baked PNG or SVG) and prints each check.',
  options: { recipient: { type: 'string', value: 'EMAIL' } },
  positionals: ['FILE-OR-URL'],
  async run(desk, given) {
    const badge = await bytesOf(given.at(0) ?? '')
    const { badges } = await desk.services()
    const verdict = await badges.verify(badge, given.maybe('recipient'))
    const shown = verdictShown(verdict, viewContext('en'))
    const says = shown.record
      ? [`${shown.record.name} · ${shown.record.issuer.name ?? shown.record.issuer.id}`, '']
      : []
    const checks = shown.checks.map(({ word, title, text }) => `  ${word.padEnd(11)}  ${title}: ${text}`)
    return {
      json: { ...verdict },
      text: [shown.title, shown.text, '', ...says, ...checks].join('\n'),
      ok: verdict.overall === 'valid',
    }
  },
}

async function bytesOf(place: string): Promise<Buffer> {
  if (/^https?:\/\//.test(place)) return Buffer.from(place)
  try {
    return await readFile(place)
  } catch {
    throw new CommandRefused(`${place} cannot be read. Give a file, or an address that starts with https://.`)
  }
}
