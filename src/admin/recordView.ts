import type { AuditChange, AuditRow } from '../audit/auditStore.js'
import { settingList } from '../institutions/settings.js'
import type { ViewContext } from '../web/views.js'

/** One recorded act as the records page prints it: what was done, and line by line what it changed. */
export interface RecordShown extends Pick<AuditRow, 'at' | 'actor' | 'subject'> {
  act: string
  reason: string
  changes: { name: string; before: string; after: string }[]
}

/** Words an audit row. An act without words is called by its own name, so that nothing done goes unseen. */
export function recordShown(row: AuditRow, { t }: Pick<ViewContext, 't'>): RecordShown {
  const key = `admin.act.${row.action}`
  const words = t(key)
  return {
    at: row.at,
    actor: row.actor,
    subject: row.subject,
    act: words === key ? row.action : words,
    // What an assignment was mapped to stands there by its id, which says nothing to a reader.
    reason: row.action === 'assignment.mapped' ? '' : (row.reason ?? ''),
    changes: (row.changes ?? []).map(({ what, before, after }) => ({
      name: changeName(what, t),
      before: valueShown(before, t),
      after: valueShown(after, t),
    })),
  }
}

function changeName(what: string, t: ViewContext['t']): string {
  const setting = settingList.find(({ name }) => name === what)
  const key = setting
    ? `institutions.settings.${setting.group}.${setting.name}.label`
    : `admin.records.change.${what}`
  const words = t(key)
  return words === key ? what : words
}

function valueShown(value: AuditChange['before'], t: ViewContext['t']): string {
  if (value === null || value === '') return '–'
  if (typeof value === 'boolean') return t(value ? 'admin.settings.on' : 'admin.settings.off')
  return String(value)
}
