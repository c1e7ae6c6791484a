import { z } from 'zod'
import { passwordFromEnvironment } from '../config.js'
import { operator, type StaffRole } from '../audit/actor.js'
import { WrongUsage, type Command } from './command.js'
import { readPassword } from './password.js'

const roles: StaffRole[] = ['owner', 'administrator', 'auditor', 'author']

const adminCreate: Command = {
  name: 'admin create',
  summary: 'Makes a staff account; the password comes from CAIRN_PASSWORD, standard input or a prompt.',
  options: {
    email: { type: 'string', required: true },
    name: { type: 'string', required: true },
    institution: { type: 'string', value: 'ID' },
    role: { type: 'string', value: roles.join('|') },
  },
  positionals: [],
  async run(desk, given) {
    const email = given.text('email')
    if (!z.email().safeParse(email).success) throw new WrongUsage('--email must be a full e-mail address.')
    const role = roles.find((each) => each === (given.maybe('role') ?? 'owner'))
    if (!role) throw new WrongUsage(`--role is one of ${roles.join(', ')}.`)
    const services = await desk.services()
    const institutionId = given.maybe('institution') ?? null
    if (institutionId) await services.institutions.get(operator, institutionId)
    const password = await readPassword(passwordFromEnvironment(), desk.input, desk.say)
    const account = { email, name: given.text('name'), institutionId, role }
    const made = await services.staff.create(operator, { ...account, password })
    return {
      json: { id: made.id, email: made.email, name: made.name, institutionId, role },
      text: `${made.name} can sign in at ${desk.config().publicUrl}/admin with ${made.email}.`,
    }
  },
}

const adminPassword: Command = {
  name: 'admin password',
  summary: 'Gives somebody who lost theirs a new password, and asks for no one-time codes any more.',
  options: { email: { type: 'string', required: true } },
  positionals: [],
  async run(desk, given) {
    const { accounts } = await desk.services()
    const password = await readPassword(passwordFromEnvironment(), desk.input, desk.say)
    const account = await accounts.resetPassword(operator, given.text('email'), password)
    return {
      json: { id: account.id, email: account.email },
      text: `${account.name} signs in with the new password. Open sessions have ended; one-time codes are off.`,
    }
  },
}

const institutionCreate: Command = {
  name: 'institution create',
  summary: 'Makes a tenant: the issuer of its badges.',
  options: {
    name: { type: 'string', required: true },
    url: { type: 'string' },
    colour: { type: 'string', value: '#RRGGBB' },
  },
  positionals: [],
  async run(desk, given) {
    const url = given.maybe('url')
    const colour = given.maybe('colour')
    if (url && !/^https?:\/\//.test(url)) throw new WrongUsage('--url must start with https://')
    if (colour && !/^#[0-9a-f]{6}$/i.test(colour)) throw new WrongUsage('--colour looks like #2f6f62.')
    const { institutions } = await desk.services()
    const made = await institutions.create(operator, {
      name: given.text('name'),
      url: url ?? null,
      ...(colour ? { colour } : {}),
    })
    return { json: { id: made.id, name: made.name }, text: `${made.id}  ${made.name}` }
  },
}

const institutionList: Command = {
  name: 'institution list',
  summary: 'All tenants.',
  options: {},
  positionals: [],
  async run(desk) {
    const list = await (await desk.services()).institutions.list(operator)
    return {
      json: { institutions: list },
      text: list.map(({ id, name }) => `${id}  ${name}`).join('\n') || 'No institutions yet.',
    }
  },
}

export const institutionCommands = [adminCreate, adminPassword, institutionCreate, institutionList]
