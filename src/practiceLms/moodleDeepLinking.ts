import type { JWTPayload } from 'jose'
import type { Launch } from './launches.js'
import type { Site } from './site.js'
import type { Tool } from './state.js'
import { claims } from './vocabulary.js'

/** What Moodle says it takes: resource links only, any number, no `data`, and not a word about line items
 * (which it honours all the same). */
export function moodleDeepLinkingSettings(site: Site, launch: Launch, tool: Tool): JWTPayload {
  const returnUrl = new URL(`${site.baseUrl()}/lti/content-return`)
  returnUrl.search = new URLSearchParams({
    course: launch.courseId,
    id: tool.id,
    sesskey: launch.id,
  }).toString()
  return {
    [claims.deepLinkingSettings]: {
      accept_types: ['ltiResourceLink'],
      accept_presentation_document_targets: ['frame', 'iframe', 'window'],
      accept_copy_advice: false,
      accept_multiple: true,
      accept_unsigned: false,
      auto_create: false,
      can_confirm: false,
      deep_link_return_url: returnUrl.href,
      title: tool.name,
      text: '',
    },
  }
}
