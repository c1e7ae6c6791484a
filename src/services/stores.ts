import { createAssessmentStore } from '../assessment/assessmentStore.js'
import { createJudgementStore } from '../assessment/judgementStore.js'
import { createPoolInvitationStore } from '../assessment/pool/poolInvitationStore.js'
import { createPoolStore } from '../assessment/pool/poolStore.js'
import { createBenchmarkStore } from '../assessment/qualifying/benchmarkStore.js'
import { createQualifications } from '../assessment/qualifying/qualifications.js'
import { createTrialStore } from '../assessment/qualifying/trialStore.js'
import { createNormingRemarkStore } from '../assessment/norming/normingRemarkStore.js'
import { createNormingStore } from '../assessment/norming/normingStore.js'
import { createDeclarationStore } from '../assessment/conflicts/declarationStore.js'
import { createClaimStore } from '../assessment/holding/claimStore.js'
import { createOverdueStore } from '../assessment/overdue/overdueStore.js'
import { createSnippetStore } from '../assessment/snippets/snippetStore.js'
import { createQueueStore } from '../assessment/queueStore.js'
import { createAuditStore } from '../audit/auditStore.js'
import { createFrameworkStore } from '../catalogue/frameworkStore.js'
import { createLinkCheckStore } from '../catalogue/linkCheckStore.js'
import { createMicroCredentialStore } from '../catalogue/microCredentialStore.js'
import { createRetirementStore } from '../catalogue/retirementStore.js'
import { createReviewCommentStore } from '../catalogue/reviewCommentStore.js'
import { createStackStore } from '../catalogue/stackStore.js'
import { createCoachLinkStore } from '../coaching/coachLinkStore.js'
import { createCoachNoteStore } from '../coaching/coachNoteStore.js'
import { createReadAlongStore } from '../coaching/readAlongStore.js'
import { createAssignmentStore } from '../cohorts/assignmentStore.js'
import { createCohortStore } from '../cohorts/cohortStore.js'
import { createDeepLinkStore } from '../cohorts/deepLinkStore.js'
import { createEnrolmentStore } from '../cohorts/enrolmentStore.js'
import { createMappingStore } from '../cohorts/mappingStore.js'
import { createRosterStore } from '../cohorts/rosterStore.js'
import { createCourseOutcomeStore } from '../gradebook/courseOutcomeStore.js'
import { createLmsGradeStore } from '../gradebook/lmsGradeStore.js'
import { createResultReadingStore } from '../gradebook/resultReadingStore.js'
import { createScorePostStore } from '../gradebook/scorePostStore.js'
import { createGuestStore } from '../identity/guestStore.js'
import { createInvitationStore } from '../identity/invitationStore.js'
import { createKeptFormStore } from '../identity/keptFormStore.js'
import { createPersonStore } from '../identity/personStore.js'
import { createSchoolStore } from '../identity/schoolStore.js'
import { createStaffStore } from '../identity/staffStore.js'
import { createDeploymentStore } from '../institutions/deploymentStore.js'
import { createInstitutionStore } from '../institutions/institutionStore.js'
import { createRegistrationLinkStore } from '../institutions/registrationLinkStore.js'
import { createRegistrationStore } from '../institutions/registrationStore.js'
import { createJobLeaseStore } from '../jobs/jobLeaseStore.js'
import { createEntryStore } from '../portfolio/entryStore.js'
import { createShareLinkStore } from '../portfolio/shareLinkStore.js'
import { createErasureStore } from '../submissions/erasureStore.js'
import { createJointStore } from '../submissions/jointStore.js'
import { createDispensationStore } from '../submissions/prerequisites/dispensationStore.js'
import { createRemarkStore } from '../submissions/remarkStore.js'
import { createSubmissionStore } from '../submissions/submissionStore.js'
import { createUploadStore } from '../submissions/uploads/uploadStore.js'
import { SessionStore } from '../web/sessionStore.js'
import type { Ground } from './surroundings.js'

/** Every store that more than one room's service is given. Registers models; `migrate` makes their indexes afterwards. */
export function createStores({ connection, clock, secrets }: Ground) {
  const microCredentials = createMicroCredentialStore(connection)
  const trials = createTrialStore(connection)
  return {
    audit: createAuditStore(connection),
    sessions: new SessionStore(connection, clock),
    leases: createJobLeaseStore(connection),
    institutions: createInstitutionStore(connection),
    registrations: createRegistrationStore(connection),
    deployments: createDeploymentStore(connection),
    links: createRegistrationLinkStore(connection),
    people: createPersonStore(connection, clock),
    keptForms: createKeptFormStore({ connection, box: secrets, clock }),
    staff: createStaffStore(connection),
    schools: createSchoolStore(connection),
    invitations: createInvitationStore(connection),
    guests: createGuestStore(connection),
    pool: createPoolStore(connection),
    poolInvitations: createPoolInvitationStore(connection),
    microCredentials,
    benchmarks: createBenchmarkStore(connection),
    trials,
    qualifications: createQualifications({ trials, versions: microCredentials.versions, clock }),
    stacks: createStackStore(connection),
    retirements: createRetirementStore(connection),
    reviewComments: createReviewCommentStore(connection),
    frameworks: createFrameworkStore(connection),
    linkChecks: createLinkCheckStore(connection),
    cohorts: createCohortStore(connection),
    enrolments: createEnrolmentStore(connection),
    mappings: createMappingStore(connection),
    assignments: createAssignmentStore(connection),
    rosters: createRosterStore(connection),
    deepLinks: createDeepLinkStore(connection),
    coachLinks: createCoachLinkStore(connection),
    coachNotes: createCoachNoteStore(connection),
    readAlongs: createReadAlongStore(connection),
    remarks: createRemarkStore(connection),
    dispensations: createDispensationStore(connection),
    joint: createJointStore(connection),
    submissions: createSubmissionStore(connection),
    erasures: createErasureStore(connection),
    uploads: createUploadStore(connection),
    assessments: createAssessmentStore(connection),
    assessmentQueue: createQueueStore(connection),
    assessmentClaims: createClaimStore(connection),
    overdue: createOverdueStore(connection),
    declarations: createDeclarationStore(connection),
    judgements: createJudgementStore(connection),
    snippets: createSnippetStore(connection),
    normingRounds: createNormingStore(connection),
    normingRemarks: createNormingRemarkStore(connection),
    scorePosts: createScorePostStore(connection),
    courseOutcomes: createCourseOutcomeStore(connection),
    lmsGrades: createLmsGradeStore(connection),
    resultReadings: createResultReadingStore(connection),
    portfolioEntries: createEntryStore(connection),
    portfolioLinks: createShareLinkStore(connection),
  }
}

export type Stores = ReturnType<typeof createStores>
