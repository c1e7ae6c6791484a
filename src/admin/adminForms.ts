import { z } from 'zod'

const line = (missing: string) => z.string(missing).trim().min(1, missing).max(255, 'forms.tooLong')
const address = (missing: string) =>
  z
    .string(missing)
    .trim()
    .max(2_000, 'forms.tooLong')
    .regex(/^https?:\/\/[^\s/]+/, missing)
const siteOf = (what: string) => address(what).transform((value) => value.replace(/\/+$/, ''))
const optional = z
  .string()
  .trim()
  .max(255, 'forms.tooLong')
  .optional()
  .transform((value) => value || null)

export const institutionForm = z.object({ name: line('admin.form.nameMissing') })

/** A Moodle site says everything by its address: the service addresses follow from it (observed in Moodle 4.5). */
export const moodleForm = z
  .object({
    site: siteOf('admin.form.siteMissing'),
    clientId: line('admin.form.clientIdMissing'),
    deploymentId: line('admin.form.deploymentMissing'),
  })
  .transform(({ site, clientId, deploymentId }) => ({
    issuer: site,
    authUrl: `${site}/mod/lti/auth.php`,
    tokenUrl: `${site}/mod/lti/token.php`,
    jwksUrl: `${site}/mod/lti/certs.php`,
    clientId,
    deploymentId,
    family: 'moodle' as const,
  }))

/** The addresses of a Canvas at one host (Canvas documentation). */
const canvasAt = (host: string) => ({
  authUrl: `${host}/api/lti/authorize_redirect`,
  tokenUrl: `${host}/login/oauth2/token`,
  jwksUrl: `${host}/api/lti/security/jwks`,
  family: 'canvas' as const,
})

const canvasHosts = { production: '', beta: 'beta.', test: 'test.' } as const

const canvasKey = {
  clientId: line('admin.form.clientIdMissing').regex(/^\d+$/, 'admin.form.canvasClientId'),
  deploymentId: optional,
}

/**
 * Hosted Canvas has the same addresses for everybody; a Canvas that somebody runs has its own, and unless it was told otherwise the issuer of
 * hosted Canvas (Canvas documentation).
 */
export const canvasForm = z.discriminatedUnion(
  'environment',
  [
    z
      .object({ ...canvasKey, environment: z.literal('own'), site: siteOf('admin.form.canvasSiteMissing') })
      .transform(({ site, clientId, deploymentId }) => ({
        issuer: 'https://canvas.instructure.com',
        ...canvasAt(site),
        clientId,
        deploymentId,
      })),
    z
      .object({ ...canvasKey, environment: z.enum(['production', 'beta', 'test']) })
      .transform(({ environment, clientId, deploymentId }) => ({
        issuer: `https://canvas.${canvasHosts[environment]}instructure.com`,
        ...canvasAt(`https://sso.${canvasHosts[environment]}canvaslms.com`),
        clientId,
        deploymentId,
      })),
  ],
  'forms.chooseOne',
)

/** Which Canvas that is not Instructure's the addresses are wanted for. */
export const ownCanvasForm = z.object({ site: siteOf('admin.form.canvasSiteMissing') })

/** Any LMS, with every address typed in. */
export const otherForm = z.object({
  name: optional,
  issuer: address('admin.form.addressMissing'),
  clientId: line('admin.form.clientIdMissing'),
  deploymentId: optional,
  authUrl: address('admin.form.addressMissing'),
  tokenUrl: address('admin.form.addressMissing'),
  jwksUrl: address('admin.form.addressMissing'),
})

export const linkForm = z.object({
  approve: z
    .string()
    .optional()
    .transform((value) => value === 'yes'),
})

const reasoned = z.object({
  reason: z
    .string('admin.form.reasonMissing')
    .trim()
    .min(1, 'admin.form.reasonMissing')
    .max(500, 'forms.tooLong'),
})

export const revocationForm = reasoned
export const erasureForm = reasoned
