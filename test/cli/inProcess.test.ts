import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
import { catalogueCommands } from '../../src/cli/catalogueCommands.js'
import { CommandRefused, WrongUsage, type Outcome } from '../../src/cli/command.js'
import { parseCommandLine } from '../../src/cli/commandLine.js'
import { institutionCommands } from '../../src/cli/institutionCommands.js'
import { CairnError } from '../../src/errors/errors.js'
import { Visitor } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

const commands = [...institutionCommands, ...catalogueCommands]

describe('commands beside a running tool', function () {
  this.timeout(60_000)
  let world: World
  let folder: string

  before(async () => {
    world = await startWorld()
    folder = await mkdtemp(path.join(tmpdir(), 'cairn-commands-'))
  })
  after(async () => {
    await world.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** Runs one command line over the services of the world; `typed` is what comes by the pipe. */
  const run = async (words: string[], typed = ''): Promise<Outcome> => {
    const parsed = parseCommandLine(commands, words)
    if (!parsed) throw new Error('no command was given')
    const desk = {
      config: () => world.config,
      services: () => Promise.resolve(world.tool.services),
      connection: () => Promise.reject(new Error('below all services')),
      input: Readable.from([typed]),
      say: () => undefined,
    }
    return parsed.command.run(desk, parsed.given)
  }
  const refusal = (words: string[], typed = '') => run(words, typed).then(() => null, (error: unknown) => error) // prettier-ignore

  describe('admin password', () => {
    const email = 'ona@example.org'
    const [lost, fresh] = ['correct horse battery', 'another good password']
    const signIn = async (password: string) => {
      const visitor = new Visitor()
      const door = await visitor.open(`${world.url}/admin/sign-in`)
      return { visitor, page: await visitor.submit(door, 'main form', { email, password }) }
    }

    it('gives a new one: the old one and open sessions end, and nothing of it is printed', async () => {
      const account = { email, name: 'Ona', password: lost, institutionId: null, role: 'owner' as const }
      await world.tool.services.staff.create(operator, account)
      const before = await signIn(lost)
      expect((await before.visitor.open(`${world.url}/admin`)).url.pathname).to.equal('/admin')
      const said = await run(['admin', 'password', '--email', 'Ona@Example.org'], `${fresh}\n`)
      expect(said.json).to.include({ email })
      expect(JSON.stringify(said)).not.to.include(fresh)
      expect((await before.visitor.open(`${world.url}/admin`)).url.pathname).to.equal('/admin/sign-in')
      expect((await signIn(lost)).page.status).to.equal(422)
      expect((await signIn(fresh)).page.url.pathname).to.equal('/admin')
      const acts = await world.tool.services.audit.latest(null)
      expect(acts.map(({ action }) => action)).to.include('staff.password-reset')
    })

    it('is refused for a stranger, for a short password and without one; the present one stays', async () => {
      const words = ['admin', 'password', '--email']
      expect(await refusal([...words, 'nobody@example.org'], fresh)).to.be.instanceOf(CairnError)
      expect(await refusal([...words, email], 'short')).to.be.instanceOf(CairnError)
      expect(await refusal([...words, email])).to.be.instanceOf(CommandRefused)
      expect(await refusal(['admin', 'password'])).to.be.instanceOf(WrongUsage)
      expect((await signIn(fresh)).page.url.pathname).to.equal('/admin')
    })
  })

  describe('catalogue export and import', () => {
    const file = () => path.join(folder, 'catalogue.json')

    it('carry a whole catalogue into another institution, once', async () => {
      const { institutions, catalogue } = world.tool.services
      const exported = await run(['catalogue', 'export', file()])
      const here = await catalogue.listPublished(world.institutionId)
      expect(exported.json).to.deep.include({
        institutionId: world.institutionId,
        microCredentials: here.length,
      })
      const { id } = await institutions.create(operator, { name: 'Mountain College', url: null })
      const taken = await run(['catalogue', 'import', file(), '--institution', id])
      expect(taken.json).to.include({ institutionId: id, unchanged: 0, versions: here.length })
      const again = await run(['catalogue', 'import', file(), '--institution', id])
      expect(again.json).to.include({ versions: 0, stacks: 0 })
      const elsewhere = path.join(folder, 'elsewhere.json')
      await run(['catalogue', 'export', elsewhere, '--institution', id])
      const document = async (of: string) =>
        JSON.parse(await readFile(of, 'utf8')) as { microCredentials: { key: string }[] }
      const keys = async (of: string) => (await document(of)).microCredentials.map(({ key }) => key).sort()
      expect(await keys(elsewhere)).to.deep.equal(await keys(file()))
    })

    it('ask which institution where there are several, and take nothing of what they cannot read', async () => {
      expect(await refusal(['catalogue', 'export', file()])).to.be.instanceOf(WrongUsage)
      const into = ['--institution', world.institutionId]
      expect(await refusal(['catalogue', 'import', path.join(folder, 'none.json'), ...into])).to.be.instanceOf(CommandRefused) // prettier-ignore
      const broken = path.join(folder, 'broken.json')
      await writeFile(broken, '{')
      expect(await refusal(['catalogue', 'import', broken, ...into])).to.be.instanceOf(CommandRefused)
      await writeFile(broken, '{"format":"cairn.catalogue.v1"}')
      const refused = await run(['catalogue', 'import', broken, ...into])
      expect(refused.ok).to.equal(false)
      expect(refused.text).to.match(/^Nothing was taken in:\n {2}\S/)
      expect(await refusal(['catalogue', 'export', path.join(folder, 'no', 'such.json'), ...into])).to.be.instanceOf(CommandRefused) // prettier-ignore
    })
  })
})
