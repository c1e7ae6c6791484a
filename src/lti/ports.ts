import type { Request } from 'express'
import type { Launch, PlatformFamily } from './launch.js'

/** A platform (LMS) we are registered at: one issuer and client id, in one institution. */
export interface Registration {
  id: string
  institutionId: string
  issuer: string
  clientId: string
  authUrl: string
  tokenUrl: string
  jwksUrl: string
  family: PlatformFamily
  status: 'pending' | 'active' | 'disabled'
  name: string | null
  /** Further origins that verified launches told of: hosted Canvas keeps grades and rosters on each school's own host. */
  origins: string[]
}

/** One installation of the tool inside a platform. `id` is ours, `deploymentId` the platform's text. */
export interface Deployment {
  id: string
  registrationId: string
  deploymentId: string
  status: 'pending' | 'active' | 'disabled'
}

/** What src/lti needs to know of platforms; kept by src/institutions. Registrations of every status are answered. */
export interface PlatformRegistry {
  byId(id: string): Promise<Registration | null>
  find(issuer: string, clientId: string): Promise<Registration | null>
  ofIssuer(issuer: string): Promise<Registration[]>
  /** A deployment by our id. */
  deployment(id: string): Promise<Deployment | null>
  /** The deployment with the platform's own text; one nobody knew is written down and waits for approval. */
  meet(registrationId: string, deploymentId: string): Promise<Deployment>
  /** Remembers what a verified launch told about its platform. */
  noteSeen(registrationId: string, seen: { origin?: string; family?: PlatformFamily }): Promise<void>
  /** Adds a registration, never overwriting one: throws Conflict when this issuer and client id are known, Invalid for an address we may not use. */
  add(registration: NewRegistration): Promise<Registration>
}

export interface NewRegistration extends Omit<Registration, 'id' | 'status' | 'origins'> {
  /** The platform's deployment, where its answer named one. */
  deploymentId: string | null
  /** Active at once (the link said so), or waiting for an administrator. */
  approve: boolean
}

/** One-time links by which an administrator lets one platform register. */
export interface RegistrationLinks {
  /** The link behind a token as long as it is unused and in time. Looking does not use it up. */
  peek(token: string): Promise<RegistrationLink | null>
  /** Uses the link up; exactly one of any number of callers gets it. */
  consume(token: string): Promise<RegistrationLink | null>
}

export interface RegistrationLink {
  institutionId: string
  approve: boolean
}

/** Takes a verified person in: identity, cohort, session. Answers where to go, on our own origin. */
export type Arrive = (launch: Launch, req: Request) => Promise<{ redirectTo: string }>
