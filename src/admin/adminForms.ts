import { z } from 'zod'

const line = (missing: string) => z.string(missing).trim().min(1, missing).max(255, 'forms.tooLong')
const address = (missing: string) =>
  z
    .string(missing)
    .trim()
    .max(2_000, 'forms.tooLong')
    .regex(/^https?:\/\/[^\s/]+/, missing)
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
    site: address('admin.form.siteMissing').transform((value) => value.replace(/\/+$/, '')),
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

const canvasHosts = { production: '', beta: 'beta.', test: 'test.' } as const

/** Hosted Canvas has the same addresses for everybody (Canvas documentation). */
export const canvasForm = z
  .object({
    environment: z.enum(['production', 'beta', 'test'], 'forms.chooseOne'),
    clientId: line('admin.form.clientIdMissing').regex(/^\d+$/, 'admin.form.canvasClientId'),
    deploymentId: optional,
  })
  .transform(({ environment, clientId, deploymentId }) => {
    const sso = `https://sso.${canvasHosts[environment]}canvaslms.com`
    return {
      issuer: `https://canvas.${canvasHosts[environment]}instructure.com`,
      authUrl: `${sso}/api/lti/authorize_redirect`,
      tokenUrl: `${sso}/login/oauth2/token`,
      jwksUrl: `${sso}/api/lti/security/jwks`,
      clientId,
      deploymentId,
      family: 'canvas' as const,
    }
  })

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
