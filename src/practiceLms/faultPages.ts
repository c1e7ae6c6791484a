import { Router } from 'express'
import { revokeTokens } from './accessTokens.js'
import { faultKinds } from './faults.js'
import type { FaultKind } from './faults.js'
import { formNumber, formText } from './forms.js'
import { serviceGroups } from './requestLog.js'
import type { ServiceGroup } from './requestLog.js'
import type { Site } from './site.js'
import { page } from './views.js'

const groupNames: Record<ServiceGroup, string> = {
  token: 'Access tokens',
  lineitems: 'Line items',
  scores: 'Scores',
  results: 'Results',
  nrps: 'Roster',
  jwks: 'Key set',
  notices: 'Notices',
}

const kindNames: Record<FaultKind, string> = {
  unavailable: 'Answer 503',
  tooMany: 'Answer 429 with Retry-After',
  rateLimited: 'Answer 403 (rate limit)',
  reset: 'Cut the connection',
  resetAfter: 'Do it, then cut the connection',
  slow: 'Be slow',
  unauthorized: 'Revoke the token (401)',
}

const labelled = <Key extends string>(
  keys: readonly Key[],
  names: Record<Key, string>,
): { key: Key; name: string }[] => keys.map((key) => ({ key, name: names[key] }))

/** Switches for faults, and the list of what tools have asked of the services. */
export function faultPages(site: Site): Router {
  const router = Router()
  const groups = labelled(serviceGroups, groupNames)
  router.get('/faults', (req, res) => {
    const current = Object.entries(site.faults.current()).map(([group, fault]) => ({
      ...fault,
      group,
      groupName: groupNames[group as ServiceGroup],
      kindName: kindNames[fault.kind],
    }))
    page(site, req, res, 'faults', {
      title: 'Faults',
      groups,
      kinds: labelled(faultKinds, kindNames),
      current,
    })
  })
  router.post('/faults', (req, res) => {
    const group = serviceGroups.find((one) => one === formText(req, 'group'))
    const kind = faultKinds.find((one) => one === formText(req, 'kind'))
    const seconds = formNumber(req, 'seconds') ?? undefined
    const times = formNumber(req, 'times') ?? undefined
    if (group && kind) {
      const delayMilliseconds = seconds === undefined ? undefined : seconds * 1000
      site.faults.set(group, { kind, times, retryAfterSeconds: seconds, delayMilliseconds })
    }
    res.redirect(303, '/faults')
  })
  router.post('/faults/end', (req, res) => {
    site.faults.clear(serviceGroups.find((one) => one === formText(req, 'group')))
    res.redirect(303, '/faults')
  })
  router.post('/faults/revocation', (_req, res) => {
    revokeTokens(site)
    res.redirect(303, '/faults')
  })
  router.get('/requests', (req, res) => {
    const newest = site.requests.all().slice(-200).reverse()
    page(site, req, res, 'requests', { title: 'What the tool sent', requests: newest })
  })
  router.post('/requests/end', (_req, res) => {
    site.requests.clear()
    res.redirect(303, '/requests')
  })
  return router
}
