import type { Readable } from 'node:stream'
import type { Connection } from 'mongoose'
import type { Config } from '../config.js'
import type { Services } from '../services.js'

/** What a command says: one object for machines (`--json`), lines for people. */
export interface Outcome {
  json: Record<string, unknown>
  text: string
  /** False where the answer is a refusal or a fault that the text explains: exit code 1. */
  ok?: boolean
}

/** What a command may use. The services are opened when first asked for, beside a running tool if there is one. */
export interface Desk {
  config(): Config
  services(): Promise<Services>
  /** The open store, for what is below all services: backup and restore. */
  connection(): Promise<Connection>
  input: Readable & { isTTY?: boolean }
  /** Says something at once, before the outcome. */
  say(line: string): void
}

export interface OptionSpec {
  type: 'string' | 'boolean'
  required?: boolean
  /** What stands for the value in the usage line. */
  value?: string
}

/** Option values after parsing: present as their spec says. */
export interface Given {
  text(name: string): string
  maybe(name: string): string | undefined
  flag(name: string): boolean
  /** Positional arguments by position. */
  at(position: number): string | undefined
}

export interface Command {
  /** `institution create` */
  name: string
  summary: string
  options: Record<string, OptionSpec>
  /** Names of positional arguments; one in brackets may be left out. */
  positionals: string[]
  run(desk: Desk, given: Given): Promise<Outcome>
}

/** The command line itself was wrong: exit code 2 with the usage. */
export class WrongUsage extends Error {
  /** The command that was meant, where that is known. */
  command: Command | null = null
}

/** Refused with a sentence for the person: exit code 1. */
export class CommandRefused extends Error {}
