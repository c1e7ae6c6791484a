import { openTool } from '../../lti/support/tool.js'
import { operator } from '../../../src/audit/actor.js'

/** Child process: the LTI room behind the real web shell, on the embedded store with every write flushed. */
interface Message {
  issuer: string
  clientId: string
  jwksUrl: string
  authUrl: string
  tokenUrl: string
}

process.once('message', (message: Message) => {
  void (async () => {
    const tool = await openTool({ flushed: true })
    const { issuer, clientId, jwksUrl, authUrl, tokenUrl } = message
    await tool.platforms.add(operator, {
      institutionId: tool.institution.id,
      issuer,
      clientId,
      jwksUrl,
      authUrl,
      tokenUrl,
      deploymentId: 'dep-1',
      approve: true,
    })
    process.send?.({ url: tool.publicUrl })
    process.once('disconnect', () => void tool.close().then(() => process.exit(0)))
  })()
})
