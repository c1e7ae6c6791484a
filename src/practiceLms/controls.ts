import { revokeTokens } from './accessTokens.js'
import { addAssignment } from './assignments.js'
import type { NewAssignment } from './assignments.js'
import { answerAuthorization } from './authorization.js'
import type { AuthorizationAnswer } from './authorization.js'
import { copyCourse } from './courseCopy.js'
import type { CopySettings } from './courseCopy.js'
import { enrol, enrolStrangers, unenrol } from './enrolling.js'
import type { Fault } from './faults.js'
import { overrideGrade, readGrade, readGradebook } from './gradebook.js'
import type { Gradebook, GradebookEntry } from './gradebook.js'
import { beginLaunch, loginInitiation } from './launching.js'
import type { LaunchRequest, LoginInitiation } from './launching.js'
import { find } from './lookups.js'
import type { Placement } from './placements.js'
import { savePlacement } from './placing.js'
import type { Saved } from './placing.js'
import { newSigningKey } from './platformKeys.js'
import type { ReceivedRequest, ServiceGroup } from './requestLog.js'
import { addCourse } from './seeds.js'
import type { CourseSeed } from './seeds.js'
import type { Site } from './site.js'
import type { Course, CourseRole, LmsState, Tool } from './state.js'
import type { Tamper } from './tampering.js'
import { acceptUpdate } from './registrationUpdates.js'
import { registrationAddress } from './toolPages.js'
import { putTool } from './tools.js'
import type { ToolSettings } from './tools.js'

export interface PlatformUrls {
  issuer: string
  authorizationUrl: string
  tokenUrl: string
  keysUrl: string
  configurationUrl: string
}

export interface RegisteredTool {
  toolId: string
  clientId: string
  deploymentId: string
}

export interface Assignment {
  id: string
  resourceLinkId: string
  courseId: string
  lineItemId: string | null
  lineItemUrl: string | null
}

type AssignmentSettings = Omit<NewAssignment, 'courseId' | 'toolId'> & { course?: string; tool?: string }

/** What demo and tests do with a practice LMS without a browser. Throws `Missing` for ids that are not there. */
export interface Controls {
  /** Everything it knows; read it, do not write it. */
  readonly state: LmsState
  platform(): PlatformUrls
  course(label?: string): Course
  addCourse(seed: CourseSeed): Course
  /** Adds a tool, or updates the one with the same client id. */
  registerTool(settings: ToolSettings): RegisteredTool
  activateTool(tool: string): RegisteredTool
  /** Puts an assignment into a course (the first, for the first tool, unless said otherwise). */
  createAssignment(settings: AssignmentSettings): Assignment
  publish(assignment: string): void
  /** Copies a course with its assignments into a new context. */
  copyCourse(course: string, settings?: CopySettings): Course
  /** Tells the tools that asked for it that `copy` was made from `course`, as the page does that copies one. */
  announceCopy(course: string, copy: string): Promise<void>
  /** Content a tool returned that a teacher has yet to save (Moodle). */
  placements(): readonly Placement[]
  /** Saves it as the teacher would; `form` may change `title-N`, `week-N` and `maximum-N`. */
  savePlacement(id: string, form?: Record<string, string>): Saved
  /** The address at which an administrator opens a tool's registration: its own with ours and a token added. */
  registrationAddress(toolAddress: string, updateTool?: string): Promise<string>
  /** Says yes to the update a tool has sent. */
  acceptUpdate(tool: string): RegisteredTool
  /** The id a person is known by to tools. */
  userId(person: string): string
  /** Begins a launch; returns what the browser would post to the tool's login URL. */
  launch(request: LaunchRequest): LoginInitiation
  /** Answers an authentication request as the authorization endpoint would. */
  authorize(request: Record<string, string>): Promise<AuthorizationAnswer>
  /** Spoils the next signed message. */
  tamper(tamper: Tamper): void
  gradebook(course?: string): Gradebook
  /** One person's grade for a line item or an assignment; null when nothing came yet. */
  grade(lineItemOrAssignment: string, person: string): GradebookEntry | null
  /** A teacher's own grade, which outranks the tool's; null gives it back. */
  overrideGrade(lineItem: string, person: string, score: number | null, comment?: string | null): void
  /** Puts somebody into a course, or changes their role there. */
  enrol(person: string, role: CourseRole, course?: string): void
  /** Takes somebody out of a course. */
  unenrol(person: string, course?: string): void
  /** Adds so many people nobody has met to a course, as students. Returns their keys. */
  enrolStrangers(count: number, course?: string): string[]
  /** Offers `rel="differences"` with each roster (NRPS §2.5), which neither Moodle nor Canvas does. */
  offerRosterDifferences(offered: boolean): void
  requests(group?: ServiceGroup): readonly ReceivedRequest[]
  clearRequests(): void
  setFault(group: ServiceGroup, fault: Fault): void
  clearFaults(group?: ServiceGroup): void
  revokeTokens(): void
  /** Replaces the signing key; the old one leaves the key set at once. Returns the new `kid`. */
  rotateKeys(): Promise<string>
}

const registered = (tool: Tool): RegisteredTool => ({
  toolId: tool.id,
  clientId: tool.clientId,
  deploymentId: tool.deploymentIds[0] ?? tool.id,
})

/** The controls of a site. */
export function createControls(site: Site): Controls {
  const { state } = site
  const course = (label?: string): Course =>
    find.course(
      state,
      state.courses.find((one) => label === undefined || one.label === label)?.id ?? label ?? '',
    )
  return {
    state,
    platform: () => ({
      issuer: site.issuer(),
      authorizationUrl: `${site.baseUrl()}/lti/authorize`,
      tokenUrl: `${site.baseUrl()}/lti/token`,
      keysUrl: `${site.baseUrl()}/lti/keys`,
      configurationUrl: `${site.baseUrl()}/.well-known/openid-configuration`,
    }),
    course,
    addCourse: (seed) => find.course(state, addCourse(site, seed)),
    registerTool: (settings) => registered(putTool(site, settings)),
    activateTool(id) {
      const tool = find.tool(state, id)
      tool.active = true
      site.changed()
      return registered(tool)
    },
    createAssignment({ course: courseId, tool, ...settings }) {
      const toolId = find.tool(state, tool ?? state.tools[0]?.id ?? '').id
      const { link, lineItem } = addAssignment(site, {
        ...settings,
        courseId: courseId ?? course().id,
        toolId,
      })
      return {
        id: link.id,
        resourceLinkId: site.personality.linkId(link),
        courseId: link.courseId,
        lineItemId: lineItem?.id ?? null,
        lineItemUrl: lineItem && site.personality.lineItemUrl(site, lineItem),
      }
    },
    publish(id) {
      find.link(state, id).published = true
      site.changed()
    },
    copyCourse: (id, settings) => copyCourse(site, id, settings),
    announceCopy: (id, copy) =>
      site.personality.courseCopied(site, find.course(state, id), find.course(state, copy)),
    placements: () => site.placements.all(),
    savePlacement: (id, form = {}) => savePlacement(site, id, new URLSearchParams(form)),
    registrationAddress: (toolAddress, updateTool) => registrationAddress(site, toolAddress, updateTool),
    acceptUpdate: (tool) => registered(acceptUpdate(site, tool)),
    userId: (person) => site.personality.subject(find.person(state, person)),
    launch: (request) => loginInitiation(site, beginLaunch(site, request)),
    authorize: (request) => answerAuthorization(site, request),
    tamper: (tamper) => site.tampering.next(tamper),
    gradebook: (id) => readGradebook(site, id ?? course().id),
    grade: (id, person) => readGrade(site, id, person),
    overrideGrade: (item, person, score, comment = null) => overrideGrade(site, item, person, score, comment),
    enrol: (person, role, id) => enrol(site, course(id), person, role),
    unenrol: (person, id) => unenrol(site, course(id), person),
    enrolStrangers: (count, id) => enrolStrangers(site, course(id), count),
    offerRosterDifferences(offered) {
      site.extras.rosterDifferences = offered
    },
    requests: (group) =>
      site.requests.all().filter((request) => group === undefined || request.group === group),
    clearRequests: () => site.requests.clear(),
    setFault: (group, fault) => site.faults.set(group, fault),
    clearFaults: (group) => site.faults.clear(group),
    revokeTokens: () => revokeTokens(site),
    async rotateKeys() {
      const key = await newSigningKey()
      state.keys = [key]
      site.changed()
      return key.kid
    },
  }
}
