import type { Request, RequestHandler } from 'express'
import type { AuthenticateCallback, Strategy } from 'passport'
import type { Launch, PlatformFamily } from './launch.js'

/** A platform (LMS) we are registered at, in one institution. Another one may have its issuer and client id, but none of its hosts. */
export interface Registration {
  id: string
  institutionId: string
  issuer: string
  clientId: string
  authUrl: string
  tokenUrl: string
  jwksUrl: string
  /** Where it answers, that of its authorization address first. */
  hosts: string[]
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
  registration(id: string): Promise<Registration | null>
  findByIssuer(issuer: string): Promise<Registration[]>
  /** Rarely more than one: then they have no host in common. */
  findByClient(issuer: string, clientId: string): Promise<Registration[]>
  /** By the platform's own text. */
  findDeployment(registrationId: string, deploymentId: string): Promise<Deployment | null>
  /** By our id. */
  deployment(id: string): Promise<Deployment | null>
  /** Records a deployment nobody knew, waiting for approval. Asked twice it answers the same row. */
  noteDeployment(registrationId: string, deploymentId: string): Promise<Deployment>
  /** Remembers what a verified launch told about its platform. */
  noteSeen(registrationId: string, seen: { origin?: string; family?: PlatformFamily }): Promise<void>
  /** Remembers, for the self-test, how the newest launch came in. */
  noteLaunch(
    registrationId: string,
    seen: { deploymentId: string; way: LaunchWay; framed: boolean | null; at: Date },
  ): Promise<void>
  /** Brings a registration up to date with what its platform told now. Null where there is none, or another one stands at its new hosts. */
  update(registrationId: string, told: ToldAgain): Promise<Registration | null>
  /** Adds a registration; null, and nothing changed, when its client id is already there at one of its hosts. */
  add(registration: NewRegistration): Promise<Registration | null>
}

/** What proved the browser of a launch: our cookie, the platform's storage, or a tab of its own. */
export type LaunchWay = 'cookie' | 'storage' | 'tab'

/** What a platform says again when it registers us anew: never who it is. */
export interface ToldAgain extends Pick<Registration, 'authUrl' | 'tokenUrl' | 'jwksUrl' | 'family'> {
  /** Null where the platform has no name of its own for itself. */
  name: string | null
  /** What it lets us ask for; null where it does not say. */
  scopes: string[] | null
  /** Where it takes updates; null where it takes none. */
  updateUrl: string | null
}

export interface NewRegistration extends Omit<Registration, 'id' | 'status' | 'name' | 'origins' | 'hosts'> {
  name: string
  /** The platform's deployment, where its answer named one. */
  deploymentId: string | null
  scopes: string[] | null
  updateUrl: string | null
  /** Active at once (the link said so), or waiting for an administrator. */
  approved: boolean
}

/** One-time links by which an administrator lets one platform register. */
export interface RegistrationLinks {
  /** The link behind a token as long as it is unused and in time. Looking does not use it up. */
  find(token: string): Promise<RegistrationLink | null>
  /** Uses the link up. True for exactly one of any number of callers. */
  take(token: string): Promise<boolean>
}

export interface RegistrationLink {
  institutionId: string
  approve: boolean
  /** The registration this link updates; null: it brings a new one. */
  registrationId: string | null
}

/** Takes a verified person in: identity, cohort, session. Answers where to go, on our own origin. */
export type Arrive = (launch: Launch, req: Request) => Promise<{ redirectTo: string }>

/** Passport, as far as the launch needs it: the same instance carries the staff door. */
export interface LaunchDoors {
  use(strategy: Strategy): unknown
  authenticate(name: string, options: { session: false }, callback: AuthenticateCallback): RequestHandler
}
