import type { Actor } from '../audit/actor.js'
import { mustReach } from '../institutions/authority.js'
import type { GuardedAnswer } from '../web/guardedFetch.js'
import { mustWrite } from './catalogueAuthority.js'
import { recordAct, versionOf, type CatalogueNeeds } from './catalogueNeeds.js'
import type { Link, LinkCheck, LinkOutcome } from './linkCheckStore.js'
import type { MicroCredentialContent } from './microCredential.js'

const weekMs = 7 * 24 * 3600 * 1000
const mostHops = 5
const atOnce = 16
const mostPerTurn = 120

/** The addresses a reader of a micro-credential is sent to, each once. */
export function linksIn({ resources, whyItMatters }: MicroCredentialContent): string[] {
  const urls = [...resources.map(({ url }) => url), ...whyItMatters.sources.map(({ url }) => url ?? '')]
  return [...new Set(urls.filter((url) => url !== ''))]
}

/** What an answer says of its address. Many sites refuse machines (401, 403, 405, 429): that says nothing about people. */
export function outcomeOf(answer: GuardedAnswer): LinkOutcome {
  if (!answer.ok) {
    if (answer.code === 'too-large') return 'fine'
    return answer.code === 'timeout' || answer.code === 'unreachable' ? 'noAnswer' : 'unsure'
  }
  if (answer.status < 300) return 'fine'
  if (answer.status === 404 || answer.status === 410) return 'gone'
  return answer.status >= 500 ? 'noAnswer' : 'unsure'
}

/** Looking whether the links of a catalogue still lead somewhere: on demand, and week by week as a job. */
export function createLinkChecking(needs: CatalogueNeeds) {
  const { microCredentials, linkChecks, clock, fetchDocument } = needs

  /** Follows a few redirects, each through the guarded fetch: it refuses private addresses at every hop. */
  async function look(url: string): Promise<LinkOutcome> {
    let at = url
    for (let hop = 0; hop < mostHops; hop += 1) {
      const answer = await fetchDocument({ url: at, maxBytes: 200_000, deadlineMs: 5_000 })
      if (answer.ok || answer.code !== 'redirected' || !answer.location) return outcomeOf(answer)
      if (!URL.canParse(answer.location, at)) return 'unsure'
      at = new URL(answer.location, at).href
    }
    return 'unsure'
  }

  async function lookAtAll(links: readonly Link[]): Promise<void> {
    for (let start = 0; start < links.length; start += atOnce)
      await Promise.all(
        links.slice(start, start + atOnce).map(async (link) => {
          const outcome = await look(link.url)
          await linkChecks.put(link, outcome, clock.now())
        }),
      )
  }

  return {
    /** Asks for a look at every link of a version; `checkAskedLinks` looks. */
    async askForLinkCheck(actor: Actor, institutionId: string, id: string): Promise<void> {
      mustWrite(actor, institutionId)
      const version = await versionOf(needs, institutionId, id)
      const asked = clock.now()
      await Promise.all(linksIn(version).map((url) => linkChecks.ask({ institutionId, url }, asked)))
      await recordAct(needs, actor, version, 'linkCheckAsked')
    },
    /** The last look at each link of a content. */
    async linkChecksOf(
      actor: Actor,
      institutionId: string,
      content: MicroCredentialContent,
    ): Promise<LinkCheck[]> {
      mustReach(actor, institutionId)
      return linkChecks.of(institutionId, linksIn(content))
    },
    /** The job that looks at what somebody asked for. */
    async checkAskedLinks(): Promise<number> {
      const asked = await linkChecks.asked(clock.now(), mostPerTurn)
      await lookAtAll(asked)
      return asked.length
    },
    /** The weekly job: looks at links of what is published that nobody has looked at for a week, a hundred or so at a time. */
    async checkDueLinks(): Promise<number> {
      const before = clock.now().getTime() - weekMs
      const due: Link[] = []
      for (const [institutionId, urls] of await publishedLinks()) {
        const fresh = (await linkChecks.of(institutionId, [...urls])).filter(
          ({ at }) => at && at.getTime() > before,
        )
        const seen = new Set(fresh.map(({ url }) => url))
        due.push(...[...urls].filter((url) => !seen.has(url)).map((url) => ({ institutionId, url })))
        if (due.length >= mostPerTurn) break
      }
      await lookAtAll(due.slice(0, mostPerTurn))
      return Math.min(due.length, mostPerTurn)
    },
  }

  async function publishedLinks(): Promise<Map<string, Set<string>>> {
    const links = new Map<string, Set<string>>()
    for (const version of await microCredentials.publishedEverywhere()) {
      const known = links.get(version.institutionId) ?? new Set()
      linksIn(version).forEach((url) => known.add(url))
      links.set(version.institutionId, known)
    }
    return links
  }
}
