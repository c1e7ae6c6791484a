import { Router } from 'express'
import { formText } from './forms.js'
import { find } from './lookups.js'
import { issueRegistrationToken } from './registrationTokens.js'
import { acceptUpdate } from './registrationUpdates.js'
import type { Site } from './site.js'
import { page } from './views.js'

/** The address a tool's registration is opened at: its own, with ours and a one-time token added (DR §3.3). */
export async function registrationAddress(
  site: Site,
  toolAddress: string,
  updateToolId?: string,
): Promise<string> {
  const url = new URL(toolAddress)
  url.searchParams.set('openid_configuration', `${site.baseUrl()}/.well-known/openid-configuration`)
  url.searchParams.set('registration_token', await issueRegistrationToken(site, updateToolId))
  return url.href
}

const webAddress = (text: string): URL | null => {
  const url = URL.canParse(text) ? new URL(text) : null
  return url && ['http:', 'https:'].includes(url.protocol) ? url : null
}

/** What an administrator does with tools: add one by its registration address, activate, switch off. */
export function toolPages(site: Site): Router {
  const router = Router()
  router.get('/tools', (req, res) => {
    page(site, req, res, 'tools', { title: 'Tools', tools: site.state.tools, problem: null, address: '' })
  })
  router.post('/tools', async (req, res) => {
    const address = formText(req, 'address').trim()
    const url = webAddress(address)
    if (!url) {
      const problem = 'Enter the whole address, beginning with http:// or https://.'
      return page(site, req, res.status(422), 'tools', {
        title: 'Tools',
        tools: site.state.tools,
        problem,
        address,
      })
    }
    const choice = formText(req, 'update')
    const same = site.state.tools.filter((tool) => new URL(tool.launchUrl).host === url.host)
    if (choice === '' && same.length > 0)
      return page(site, req, res, 'toolChoice', { title: 'You have this tool already', same, address })
    const update = choice === '' || choice === 'new' ? undefined : find.tool(site.state, choice).id
    const frame = await registrationAddress(site, url.href, update)
    page(site, req, res, 'registration', { title: 'Add a tool', frame })
  })
  router.post('/tools/:tool/update', (req, res) => {
    acceptUpdate(site, req.params.tool)
    res.redirect(303, '/tools')
  })
  router.post('/tools/:tool/activation', (req, res) => {
    find.tool(site.state, req.params.tool).active = formText(req, 'active') === 'yes'
    site.changed()
    res.redirect(303, '/tools')
  })
  return router
}
