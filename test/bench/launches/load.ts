import { Agent, request } from 'undici'
import type { TestPlatform } from '../../lti/support/platform.js'

export interface Figures {
  perSecond: number
  p50: number
  p99: number
}

/** So many people at once, each launching so many times; `landing`: with the page the launch leads to. */
export interface Load {
  people: number
  times: number
  landing: boolean
}

const lti = 'https://purl.imsglobal.org/spec/lti/claim/'
const clientId = 'bench-client'

interface Step {
  status: number
  location: string | null
  cookies: string[]
}

/** A person's whole way in, as a browser walks it: login, the platform's answer, launch, and (where `landing`) the page it leads to. */
async function walk(
  agent: Agent,
  tool: string,
  platform: TestPlatform,
  person: number,
  landing: boolean,
): Promise<void> {
  const jar = new Map<string, string>()
  const send = async (url: string, form?: URLSearchParams): Promise<Step> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await request(url, {
      dispatcher: agent,
      method: form ? 'POST' : 'GET',
      headers: {
        accept: 'text/html',
        ...(cookie ? { cookie } : {}),
        ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
      body: form?.toString() ?? null,
    })
    await answer.body.dump()
    const cookies = [answer.headers['set-cookie'] ?? []].flat()
    for (const line of cookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    const location = answer.headers['location']
    return { status: answer.statusCode, location: typeof location === 'string' ? location : null, cookies }
  }

  const login = await send(
    `${tool}/lti/login`,
    new URLSearchParams({
      iss: platform.url,
      client_id: clientId,
      login_hint: String(person),
      lti_deployment_id: 'dep-1',
      target_link_uri: `${tool}/lti/launch`,
    }),
  )
  const asked = new URL(login.location ?? '').searchParams
  const now = Math.floor(Date.now() / 1000)
  const token = await platform.sign({
    iss: platform.url,
    aud: clientId,
    sub: `person-${String(person)}`,
    iat: now,
    exp: now + 60,
    nonce: asked.get('nonce'),
    name: 'Sam Student',
    [`${lti}version`]: '1.3.0',
    [`${lti}message_type`]: 'LtiResourceLinkRequest',
    [`${lti}deployment_id`]: 'dep-1',
    [`${lti}target_link_uri`]: `${tool}/lti/launch`,
    [`${lti}roles`]: ['http://purl.imsglobal.org/vocab/lis/v2/membership#Learner'],
    [`${lti}context`]: { id: 'course-1', title: 'Foundations' },
    [`${lti}resource_link`]: { id: 'link-1', title: 'Safety plan' },
  })
  const form = new URLSearchParams({ id_token: token, state: asked.get('state') ?? '' })
  const launched = await send(`${tool}/lti/launch`, form)
  if (launched.status !== 302 && launched.status !== 303)
    throw new Error(`launch was answered ${String(launched.status)}`)
  if (!landing) return
  const landed = await send(new URL(launched.location ?? '', tool).href)
  if (landed.status !== 200) throw new Error(`landing was answered ${String(landed.status)}`)
}

/** Lets everybody launch and tells how long it took them, in milliseconds. */
export async function load(tool: string, platform: TestPlatform, options: Load): Promise<Figures> {
  const { people, times, landing } = options
  const agent = new Agent({ connections: people })
  const everybody = Array.from({ length: people }, (_, person) => person)
  const took: number[] = []
  const started = performance.now()
  await Promise.all(
    everybody.map(async (person) => {
      for (let count = 0; count < times; count += 1) {
        const begun = performance.now()
        await walk(agent, tool, platform, person, landing)
        took.push(performance.now() - begun)
      }
    }),
  )
  const seconds = (performance.now() - started) / 1000
  await agent.close()
  took.sort((a, b) => a - b)
  const at = (part: number) => took[Math.min(took.length - 1, Math.floor(took.length * part))] ?? NaN
  return { perSecond: took.length / seconds, p50: at(0.5), p99: at(0.99) }
}
