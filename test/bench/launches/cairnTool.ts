import { openTool } from '../../lti/support/tool.js'
import { operator } from '../../../src/audit/actor.js'
import { serveParent } from './child.js'

/** Child process: the LTI room behind the real web shell, on the embedded store with every write flushed. */
serveParent(async (platform) => {
  const tool = await openTool({ flushed: true })
  await tool.platforms.add(operator, {
    institutionId: tool.institution.id,
    ...platform,
    deploymentId: 'dep-1',
    approve: true,
  })
  return { url: tool.publicUrl, close: tool.close }
})
