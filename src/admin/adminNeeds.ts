import type { Declarations } from '../assessment/conflicts/declarations.js'
import type { LedgerService } from '../assessment/ledger/ledgerService.js'
import type { QualityService } from '../assessment/quality/qualityService.js'
import type { Overdue } from '../assessment/overdue/overdue.js'
import type { NormingService } from '../assessment/norming/normingService.js'
import type { PoolInvitationService } from '../assessment/pool/poolInvitationService.js'
import type { PoolService } from '../assessment/pool/poolService.js'
import type { BenchmarkService } from '../assessment/qualifying/benchmarkService.js'
import type { SnippetService } from '../assessment/snippets/snippetService.js'
import type { AuditStore } from '../audit/auditStore.js'
import type { AwardService } from '../badges/awardService.js'
import type { CatalogueService } from '../catalogue/catalogueService.js'
import type { Clock } from '../clock/clock.js'
import type { PeopleNames } from '../identity/person.js'
import type { AccountService } from '../identity/accountService.js'
import type { InvitationService } from '../identity/invitationService.js'
import type { OwnAccountService } from '../identity/ownAccountService.js'
import type { InstitutionService } from '../institutions/institutionService.js'
import type { PlatformFinding } from '../institutions/platformCheck.js'
import type { PlatformService } from '../institutions/platformService.js'
import type { Registration } from '../institutions/registration.js'
import type { RegistrationLinkService } from '../institutions/registrationLinkService.js'
import type { RegistrationUpdateService } from '../institutions/registrationUpdateService.js'
import type { ToolKeyService } from '../institutions/toolKeyService.js'
import type { SubmissionService } from '../submissions/submissionService.js'
import type { RequireStaff } from './console.js'

/** What the console is given: services of other rooms. */
export interface AdminNeeds {
  requireStaff: RequireStaff
  institutions: InstitutionService
  platforms: PlatformService
  registrationLinks: RegistrationLinkService
  registrationUpdates: RegistrationUpdateService
  toolKeys: ToolKeyService
  /** What we ask of an LMS: scopes, places in Canvas, Canvas's configuration as text, and where logins begin. A host names an LMS that needs a login address of its own. */
  toolAsks: {
    scopes: readonly { name: string; uri: string }[]
    placementsInCanvas: readonly string[]
    canvasJson(host: string | null): string
    loginAddress(host: string | null): string
  }
  accounts: AccountService
  ownAccount: OwnAccountService
  invitations: Pick<InvitationService, 'invite' | 'open' | 'withdraw'>
  pool: PoolService
  declarations: Pick<Declarations, 'ofInstitution' | 'declareForStaff' | 'withdraw'>
  people: PeopleNames
  benchmarks: BenchmarkService
  snippets: Pick<SnippetService, 'sharedIn' | 'shareIn' | 'withdrawIn'>
  poolInvitations: PoolInvitationService
  awards: Pick<AwardService, 'list' | 'revoke'>
  catalogue: CatalogueService
  submissions: Pick<SubmissionService, 'findFiles' | 'eraseEvidence' | 'erasuresOf'>
  quality: Pick<QualityService, 'ofInstitution'>
  overdue: Pick<Overdue, 'ofInstitution'>
  norming: Pick<NormingService, 'ofInstitution'>
  ledger: Pick<LedgerService, 'month' | 'agree' | 'close'>
  audit: Pick<AuditStore, 'latest'>
  /** The login address an LMS must have because another one has its issuer and client id; null where any does. */
  ownLoginOf(platform: Registration): Promise<string | null>
  /** The self-test of a platform. */
  checkPlatform(platform: Registration): Promise<PlatformFinding[]>
  publicUrl: string
  clock: Clock
}
