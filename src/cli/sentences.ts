import type { CairnError } from '../errors/errors.js'

/** What the command line says for each refusal; `{name}` is filled in from the refusal's facts. */
const sentences: Record<string, string> = {
  not_found: 'There is nothing with that id. The list commands show the ids there are.',
  platform_known:
    'That client id is registered already for an LMS at this host. Disable the old registration or use another client id; what is there is never overwritten.',
  platform_url: '{field} is not acceptable: {problem}.',
  email_taken: 'There is an account with that e-mail address already.',
  password_short: 'The password must have at least {shortest} characters.',
  password_long: 'The password must not be longer than 200 characters.',
  link_hours: 'A registration link lasts from one minute (0.02) to 30 days (720 hours).',
  already_revoked: 'That award was revoked before. Revoking is for good; there is nothing left to do.',
  revocation_reason: 'A revocation needs a reason that its holder can understand.',
}

const problems: Record<string, string> = {
  not_a_url: 'it is no web address',
  not_https: 'it must start with https:// (ALLOW_PRIVATE_NETWORKS=1 permits http in development)',
  private_address: 'it points to a private network (ALLOW_PRIVATE_NETWORKS=1 permits that in development)',
}

/** The sentence for something our own services refused. */
export function sentenceFor(error: CairnError): string {
  const template = sentences[error.code] ?? `Refused (${error.code}).`
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(error.args[name] ?? '')
    return problems[value] ?? value
  })
}
