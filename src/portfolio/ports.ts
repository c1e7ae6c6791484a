import type { Award } from '../badges/award.js'
import type { MicroCredential } from '../catalogue/microCredential.js'

/** A person's badges, revoked and unfinished ones included. */
export interface OwnAwards {
  ofPerson(institutionId: string, personId: string): Promise<Award[]>
}

/** Published versions, whoever asks. */
export interface Published {
  publicMicroCredential(id: string): Promise<MicroCredential | null>
}

/** Whose page it is, and in which institution. */
export interface Owners {
  byId(institutionId: string, id: string): Promise<{ name: string | null } | null>
}

export interface Houses {
  byId(id: string): Promise<{ name: string } | null>
}
