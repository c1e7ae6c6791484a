import type { CredentialInput } from '../../../src/badges/openBadges/document.js'
import type { AchievementInput } from '../../../src/badges/openBadges/achievement.js'
import { didDocument, didWeb, multikeyId } from '../../../src/badges/openBadges/didWeb.js'
import { generateMultikey, privateKeyFrom } from '../../../src/badges/openBadges/keys.js'
import { generateJwtKey } from '../../../src/badges/openBadges/jwt.js'
import type { CredentialSigner } from '../../../src/badges/openBadges/sign.js'

export const base = 'https://cairn.example'
export const did = didWeb(base, 'issuers', 'inst-1')
export const listUrl = `${base}/status/list-1`

const levels = [
  { id: 'beginning', name: 'Beginning', points: 0, meets: false },
  { id: 'developing', name: 'Developing', points: 1, meets: false },
  { id: 'proficient', name: 'Proficient', points: 2, meets: true },
  { id: 'exemplary', name: 'Exemplary', points: 3, meets: true },
]

const criteria = ['Safety', 'Predictability', 'Choice', 'Reflection'].map((name) => ({
  id: name.toLowerCase(),
  name,
  descriptors: levels.map((level) => ({ levelId: level.id, text: `${name} at the ${level.name} level {…}` })),
}))

export const achievement: AchievementInput = {
  id: `${base}/achievements/mc-1`,
  name: 'Trauma-informed practice',
  description:
    'I plan and teach so that students who have lived through displacement are safe enough to learn.',
  criteriaNarrative:
    'A plan, a recording and a reflection, judged on four criteria.\n\n- **Safety**\n- **Choice**',
  language: 'en',
  version: '1',
  humanCode: 'trauma-informed-practice',
  imageUrl: `${base}/achievements/mc-1.png`,
  alignment: [
    {
      frameworkName: 'InTASC Model Core Teaching Standards',
      targetName: 'Standard 3: Learning Environments',
      targetUrl: 'https://ccsso.org/resource-library/intasc-model-core-teaching-standards',
    },
  ],
  levels,
  criteria,
  hours: { label: 'Professional development hours', value: 12 },
  badgeClassUrl: `${base}/ob2/badges/mc-1`,
}

/** A whole award: four criteria, evidence, a hashed e-mail, a place in a status list. */
export const credentialInput: CredentialInput = {
  id: `${base}/badges/award-1`,
  subjectId: 'urn:uuid:0b0e8b8a-4c6f-4a50-8e2b-6a1d7f3c9e11',
  recipient: { identity: 'Noor.Haddad@school.example', identityType: 'emailAddress', salt: 'c2FsdA' },
  issuer: { id: did, name: 'Refugee Educator Academy', url: 'https://rea.example' },
  achievement,
  results: criteria.map((criterion) => ({ criterionId: criterion.id, levelId: 'proficient' })),
  evidence: [
    { name: 'Lesson plan', description: 'The first week with a new arrival', genre: 'document' },
    { name: 'Reflection', narrative: 'I changed how the day begins: نبدأ اليوم بالسلام' },
  ],
  earnedAt: new Date('2026-03-01T10:00:00Z'),
  issuedAt: new Date('2026-03-01T10:00:05Z'),
  status: { listUrl, index: 4711 },
}

/** The same with one criterion and two levels: every kind of member, few of each. */
export const smallInput: CredentialInput = {
  ...credentialInput,
  achievement: { ...achievement, levels: levels.slice(1, 3), criteria: criteria.slice(0, 1) },
  results: credentialInput.results.slice(0, 1),
}

/** An issuer with fresh keys: how it signs, and the DID document that says so. */
export async function sampleIssuer(id = did) {
  const multikey = generateMultikey()
  const jwtKey = await generateJwtKey()
  const signer: CredentialSigner = {
    verificationMethod: multikeyId(id, multikey.publicKeyMultibase),
    privateKey: privateKeyFrom(multikey),
  }
  return {
    multikey,
    signer,
    jwtSigner: { kid: `${id}#rs256-1`, privateJwk: jwtKey.privateJwk },
    document: didDocument(id, {
      multikeys: [multikey.publicKeyMultibase],
      jwks: [{ id: 'rs256-1', jwk: jwtKey.publicJwk }],
    }),
  }
}
