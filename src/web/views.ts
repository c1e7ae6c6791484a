import { createHmac } from 'node:crypto'
import path from 'node:path'
import type { Express, RequestHandler, Response } from 'express'
import type { SessionData } from 'express-session'
import nunjucks from 'nunjucks'
import type { Clock } from '../clock/clock.js'
import { projectRoot } from '../projectRoot.js'
import type { SecretBox } from '../secrets/secretBox.js'
import { asset } from './assets.js'
import { csrfTokenFor } from './csrf.js'
import { ownerField, sealOwner } from './formOwner.js'
import {
  directionOf,
  isLocale,
  loadTranslations,
  locales,
  nameOfLocale,
  type Locale,
  type Texts,
} from './locale.js'
import { shortNumber } from './shortNumber.js'

/** What every template can use beside the values its route gives it. */
export interface ViewContext {
  locale: Locale
  dir: 'ltr' | 'rtl'
  t(key: string, args?: Record<string, unknown>): string
  /** The text in the reader's language, or in English where it has not been translated. */
  pick(texts: Texts | undefined | null): string
  formatDate(date: Date | undefined | null): string
  /** A day near today, short enough for lists: "Fri, Nov 20". */
  formatDay(date: Date | undefined | null): string
  formatDateTime(date: Date | undefined | null): string
  /** A month of the calendar (its first moment, UTC): "November 2026", or "Nov" where there is little room. */
  formatMonth(month: Date, short?: boolean): string
  formatNumber(value: number): string
  formatBytes(bytes: number): string
  /**
   * What a person is called: their name, or, where the LMS withholds it, a number that stays the same. `kind` is
   * 'educator' unless the page lists others too. Plain text: it may be printed, or stand within a phrase.
   */
  personName(
    name: string | undefined | null,
    id: string | undefined | null,
    kind?: 'educator' | 'person',
  ): string
}

const translations = loadTranslations()

/** Formatters are dear to make; there are few languages and, at most, a few hundred time zones. */
const contexts = new Map<string, ViewContext>()

/** The language-bound functions of a template, also used for mails, PDFs and seeds. `timeZone` is an IANA name. */
export function viewContext(locale: Locale, timeZone = 'UTC'): ViewContext {
  const key = `${locale} ${timeZone}`
  const known = contexts.get(key)
  if (known) return known
  const context = makeViewContext(locale, timeZone)
  contexts.set(key, context)
  return context
}

function makeViewContext(locale: Locale, timeZone: string): ViewContext {
  const translate = translations.getFixedT(locale)
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone })
  const nearDay = new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone,
  })
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' })
  const shortMonth = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' })
  const number = new Intl.NumberFormat(locale)
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  const phrases = new Map<string, string>()
  /** A page asks for about a hundred phrases that are the same each time. */
  const phrase = (key: string): string => {
    const known = phrases.get(key)
    if (known !== undefined) return known
    const found = translate(key)
    if (found !== key) phrases.set(key, found)
    return found
  }
  return {
    locale,
    dir: directionOf(locale),
    t: (key, args) => (args ? translate(key, { ...args }) : phrase(key)),
    pick: (texts) => (texts ? ((locale === 'ar' ? texts.ar : undefined) ?? texts.en) : ''),
    formatDate: (date) => (date ? day.format(date) : ''),
    formatDay: (date) => (date ? nearDay.format(date) : ''),
    formatDateTime: (date) => (date ? moment.format(date) : ''),
    formatMonth: (first, short = false) => (short ? shortMonth : month).format(first),
    formatNumber: (value) => number.format(value),
    formatBytes: (bytes) => {
      const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
      const power = bytes > 0 ? Math.min(3, Math.floor(Math.log10(bytes) / 3)) : 0
      return translate(`layout.bytes.${units[power] ?? 'byte'}`, {
        value: decimal.format(bytes / 1000 ** power),
        count: Math.round(bytes / 1000 ** power),
      })
    },
    personName: (name, id, kind = 'educator') =>
      name || translate(`identity.numbered.${kind}`, { number: shortNumber(id ?? '') }),
  }
}

/** A nunjucks environment over `views/`, escaping by default, shared by the app, PDFs and tests. */
export function createViewEnvironment(watch = false): nunjucks.Environment {
  const environment = new nunjucks.Environment(
    new nunjucks.FileSystemLoader(path.join(projectRoot, 'views'), { watch, noCache: watch }),
    { autoescape: true, throwOnUndefined: false, trimBlocks: true, lstripBlocks: true },
  )
  environment.addGlobal('asset', asset)
  return environment
}

/** Makes `res.render('room/page', values)` work and gives every template the shared values. */
export function useViews(app: Express): void {
  const environment = createViewEnvironment()
  app.engine('njk', (file, options, callback) => {
    const template = path.relative(path.join(projectRoot, 'views'), file)
    environment.render(template, options, (error, html) => {
      callback(error, html ?? undefined)
    })
  })
  app.set('view engine', 'njk')
  app.set('views', path.join(projectRoot, 'views'))
}

/** The language-bound functions of this request, for routes that word something themselves. */
export function viewContextOf(res: Response): ViewContext {
  const locale: unknown = res.locals['locale']
  return viewContext(isLocale(locale) ? locale : 'en', res.req.session?.timeZone)
}

/** The translator of this request. */
export const translateOf = (res: Response): ViewContext['t'] => viewContextOf(res).t

/** Tells two people on one device apart and says nothing of either: whose copies a browser keeps. */
const markOf = (key: string, personId: string | undefined): string =>
  personId ? createHmac('sha256', key).update(`mark:${personId}`).digest('base64url').slice(0, 12) : ''

/** Puts `ViewContext`, the field every form carries and the language links into `res.locals` of each request. */
export function provideViewContext(
  csrfKey: string,
  forms?: { box: SecretBox; clock: Clock },
): RequestHandler {
  const ownerOf = (session: Partial<SessionData> | undefined): string => {
    const { institutionId, personId } = session ?? {}
    if (!forms || !institutionId || !personId) return ''
    return hidden(ownerField, sealOwner(forms.box, { institutionId, personId }, forms.clock.now()))
  }
  return (req, res, next) => {
    const context = viewContextOf(res)
    Object.assign(res.locals, context, {
      currentPath: req.path,
      signedIn: req.session?.personId !== undefined,
      languageLinks: languageLinks.get(context.locale),
    })
    onDemand(res.locals, 'personMark', () => markOf(csrfKey, req.session?.personId))
    onDemand(res.locals, 'csrfToken', () => csrfTokenFor(csrfKey, req.session?.id))
    onDemand(
      res.locals,
      'csrfField',
      () =>
        new nunjucks.runtime.SafeString(
          hidden('_csrf', csrfTokenFor(csrfKey, req.session?.id)) + ownerOf(req.session),
        ),
    )
    next()
  }
}

/** The languages a reader of each may change to. */
const languageLinks = new Map(
  locales.map((reader) => [
    reader,
    locales.map((locale) => ({
      locale,
      label: nameOfLocale[locale],
      href: `?lang=${locale}`,
      current: locale === reader,
    })),
  ]),
)

/** A value that is worked out when a template is given it: most requests of a launch print no page, and it costs them a seal. */
function onDemand(values: object, name: string, work: () => unknown): void {
  Object.defineProperty(values, name, { enumerable: true, configurable: true, get: work })
}

const hidden = (name: string, value: string) => `<input type="hidden" name="${name}" value="${value}">`
