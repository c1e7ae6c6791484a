import type { MicroCredential } from '../catalogue/microCredential.js'
import { offerShippedCatalogue } from '../catalogue/shippedCatalogue.js'
import { operator } from '../audit/actor.js'
import type { PracticeLms } from '../practiceLms/practiceLms.js'
import type { Services } from '../services.js'

/** The console's sign-in in the demo; printed at start, of no use anywhere else. */
export const demoStaff = {
  email: 'admin@harbour.example',
  name: 'Ingrid Sørlie',
  password: 'stones-mark-the-way',
}

/** Who owns the demo, and how the tool and the practice LMS know each other. */
export interface DemoPlace {
  institutionId: string
  registrationId: string
  /** Our id of the deployment. */
  deploymentId: string
  toolId: string
  catalogue: MicroCredential[]
}

/**
 * Makes the demo institution with its console account and catalogue, and registers the tool and the practice LMS
 * with each other. Doing it again changes nothing. `publicUrl` is the tool's own.
 */
export async function makePlace(services: Services, lms: PracticeLms, publicUrl: string): Promise<DemoPlace> {
  const institution =
    (await services.institutions.list(operator))[0] ??
    (await services.institutions.create(operator, {
      name: 'Harbour Institute for Refugee Education',
      url: 'https://harbour.example',
      colour: '#2f6f62',
    }))
  const catalogue = await offerShippedCatalogue(
    services.catalogue,
    operator,
    institution.id,
    services.clock.now(),
  )
  await services.staff
    .create(operator, { ...demoStaff, institutionId: null, role: 'owner' })
    .catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'email_taken')) throw error
    })
  const urls = lms.platform()
  const known = (await services.platforms.list(operator)).find(({ issuer }) => issuer === urls.issuer)
  const registered = lms.registerTool({
    ...(known ? { clientId: known.clientId } : {}),
    name: 'Cairn',
    description: 'Prove a competency with evidence from your own classroom.',
    loginUrl: `${publicUrl}/lti/login`,
    redirectUris: [`${publicUrl}/lti/launch`],
    keysUrl: `${publicUrl}/lti/keys`,
    custom: { context_history: '$Context.id.history' },
  })
  const registration =
    known ??
    (await services.platforms.add(operator, {
      institutionId: institution.id,
      issuer: urls.issuer,
      clientId: registered.clientId,
      authUrl: urls.authorizationUrl,
      tokenUrl: urls.tokenUrl,
      jwksUrl: urls.keysUrl,
      family: 'moodle',
      name: 'Practice LMS',
      deploymentId: registered.deploymentId,
      approve: true,
    }))
  const deployments = await services.platforms.deployments(operator, institution.id)
  const deployment = deployments.find(({ registrationId }) => registrationId === registration.id)
  if (!deployment) throw new Error('the practice LMS has no deployment')
  return {
    institutionId: institution.id,
    registrationId: registration.id,
    deploymentId: deployment.id,
    toolId: registered.toolId,
    catalogue,
  }
}
