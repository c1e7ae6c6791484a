import type { Request, Response } from 'express'
import type { CatalogueService } from '../catalogue/catalogueService.js'
import { publishProblems } from '../catalogue/publishCheck.js'
import { stageOf } from '../catalogue/review.js'
import type { SectionName } from '../catalogue/sections.js'
import { showProblems, showSections } from '../catalogue/workspaceView.js'
import type { StaffActor } from '../identity/requestActor.js'
import type { InstitutionService } from '../institutions/institutionService.js'
import { viewContextOf } from '../web/views.js'
import { consolePage, idIn } from './console.js'

/** Where somebody stands in the workspace of one version. */
export type DeskPlace = 'overview' | 'preview' | SectionName

/** What every page of one version is made of: the version, how its sections stand, and the way between them. */
export function createDesk(needs: { institutions: InstitutionService; catalogue: CatalogueService }) {
  const { institutions, catalogue } = needs

  /** Throws NotFound for a foreign institution or version. */
  return async function desk(actor: StaffActor, req: Request, res: Response, here: DeskPlace) {
    const institution = await institutions.get(actor, idIn(req, 'institutionId'))
    const { version, versions, retired } = await catalogue.dossier(
      actor,
      institution.id,
      idIn(req, 'microCredentialId'),
    )
    const comments = await catalogue.commentsOn(actor, institution.id, version.id)
    const problems = showProblems(version, publishProblems(version, ['en', 'ar']))
    const stage = stageOf(version)
    const open = stage === 'writing' || stage === 'changesRequested'
    const page = consolePage(res, actor, institution, 'catalogue')
    const shelf = `${page.home}/catalogue`
    const desk = `${shelf}/${version.id}`
    const { t } = viewContextOf(res)
    const standings = showSections(problems, comments)
    const note = ({ problems: missing, openComments }: (typeof standings)[number]) =>
      [
        missing > 0 ? t('catalogue.write.missing', { count: missing }) : t('catalogue.write.complete'),
        ...(openComments > 0 ? [t('catalogue.write.openComments', { count: openComments })] : []),
      ].join(' · ')
    const nav = [
      { href: shelf, label: t('catalogue.write.back'), current: false },
      { href: desk, label: t('catalogue.write.overview'), current: here === 'overview' },
      ...standings.map((standing) => ({
        href: `${desk}/sections/${standing.section}`,
        label: t(`catalogue.write.sections.${standing.section}`),
        current: here === standing.section,
        note: stage === 'published' ? '' : note(standing),
      })),
      { href: `${desk}/preview`, label: t('catalogue.write.preview'), current: here === 'preview' },
    ]
    return {
      ...page,
      ...{ nav, shelf, desk, version, versions, retired, comments, problems, stage, open },
      mayWrite: actor.role !== 'auditor',
      mayManage: actor.role === 'owner' || actor.role === 'administrator',
      mine: version.authors.includes(`staff:${actor.staffId}`),
    }
  }
}

export type Desk = ReturnType<typeof createDesk>
