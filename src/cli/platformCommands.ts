import { operator } from '../audit/actor.js'
import type { Deployment, PlatformFamily, Registration } from '../institutions/registration.js'
import { WrongUsage, type Command, type Outcome } from './command.js'

const families: PlatformFamily[] = ['moodle', 'canvas', 'other']

const line = ({ id, status, family, name, issuer, clientId }: Registration): string =>
  `${id}  ${status.padEnd(8)}  ${family.padEnd(6)}  ${name}  (${issuer}, client ${clientId})`

/** `ownLogin`: the login address that this LMS must have; null where any does. */
const told = (registration: Registration, deployments: Deployment[], ownLogin: string | null): Outcome => ({
  json: { ...registration, deployments, ...(ownLogin ? { loginUrl: ownLogin } : {}) },
  text: [
    line(registration),
    ...(ownLogin
      ? [`    another LMS has this issuer and client id; the login URL in this one must be ${ownLogin}`]
      : []),
    ...deployments.map(
      ({ id, deploymentId, status }) => `    deployment ${deploymentId}  ${status}  (${id})`,
    ),
  ].join('\n'),
})

const registrationLink: Command = {
  name: 'registration-link',
  summary:
    "Prints a one-time address to paste into the LMS's dynamic registration box; with --update it brings one up to date.",
  options: {
    institution: { type: 'string', required: true, value: 'ID' },
    approve: { type: 'boolean' },
    update: { type: 'string', value: 'PLATFORM-ID' },
    ttl: { type: 'string', value: 'HOURS' },
  },
  positionals: [],
  async run(desk, given) {
    const ttl = given.maybe('ttl')
    if (ttl !== undefined && !(Number(ttl) > 0)) throw new WrongUsage('--ttl is a number of hours.')
    const { registrationLinks } = await desk.services()
    const update = given.maybe('update')
    const { url, expiresAt } = await registrationLinks.create(operator, {
      institutionId: given.text('institution'),
      approve: given.flag('approve'),
      ...(ttl === undefined ? {} : { hours: Number(ttl) }),
      ...(update === undefined ? {} : { registrationId: update }),
    })
    return { json: { url, expiresAt }, text: `${url}\nWorks once, until ${expiresAt.toISOString()}.` }
  },
}

const platformAdd: Command = {
  name: 'platform add',
  summary: 'Registers an LMS by hand; without --approve it waits for an administrator.',
  options: {
    institution: { type: 'string', required: true, value: 'ID' },
    issuer: { type: 'string', required: true, value: 'URL' },
    'client-id': { type: 'string', required: true, value: 'ID' },
    'auth-url': { type: 'string', required: true, value: 'URL' },
    'token-url': { type: 'string', required: true, value: 'URL' },
    'jwks-url': { type: 'string', required: true, value: 'URL' },
    deployment: { type: 'string', value: 'ID' },
    name: { type: 'string' },
    family: { type: 'string', value: families.join('|') },
    approve: { type: 'boolean' },
  },
  positionals: [],
  async run(desk, given) {
    const wanted = given.maybe('family')
    const family = families.find((each) => each === wanted)
    if (wanted && !family) throw new WrongUsage(`--family is one of ${families.join(', ')}.`)
    const { platforms, ownLoginOf } = await desk.services()
    const added = await platforms.add(operator, {
      institutionId: given.text('institution'),
      issuer: given.text('issuer'),
      clientId: given.text('client-id'),
      authUrl: given.text('auth-url'),
      tokenUrl: given.text('token-url'),
      jwksUrl: given.text('jwks-url'),
      deploymentId: given.maybe('deployment') ?? null,
      name: given.maybe('name') ?? null,
      approve: given.flag('approve'),
      ...(family ? { family } : {}),
    })
    const all = await platforms.deployments(operator, added.institutionId)
    return told(
      added,
      all.filter(({ registrationId }) => registrationId === added.id),
      await ownLoginOf(added),
    )
  },
}

const platformList: Command = {
  name: 'platform list',
  summary: 'All LMSs, their deployments and who waits for approval.',
  options: { institution: { type: 'string', value: 'ID' } },
  positionals: [],
  async run(desk, given) {
    const { platforms, ownLoginOf } = await desk.services()
    const institutionId = given.maybe('institution') ?? null
    const [list, deployments] = await Promise.all([
      platforms.list(operator, institutionId),
      platforms.deployments(operator, institutionId),
    ])
    const each = await Promise.all(
      list.map(async (registration) =>
        told(
          registration,
          deployments.filter(({ registrationId }) => registrationId === registration.id),
          await ownLoginOf(registration),
        ),
      ),
    )
    return {
      json: { platforms: each.map(({ json }) => json) },
      text: each.map(({ text }) => text).join('\n') || 'No platforms yet.',
    }
  },
}

type Act = 'approve' | 'disable' | 'approveDeployment' | 'disableDeployment'

const acting = (name: string, summary: string, act: Act): Command => ({
  name,
  summary,
  options: {},
  positionals: ['ID'],
  async run(desk, given) {
    const { platforms } = await desk.services()
    const done = await platforms[act](operator, given.at(0) ?? '')
    return { json: { ...done }, text: `${done.id}  ${done.status}` }
  },
})

export const platformCommands = [
  registrationLink,
  platformAdd,
  platformList,
  acting('platform approve', 'Lets an LMS launch us, with its one waiting deployment.', 'approve'),
  acting('platform disable', 'Closes an LMS to launches and scores, and ends its sessions.', 'disable'),
  acting('deployment approve', 'Lets one installation within an LMS launch us.', 'approveDeployment'),
  acting('deployment disable', 'Closes one installation within an LMS.', 'disableDeployment'),
]
