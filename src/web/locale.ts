import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import i18next, { type i18n } from 'i18next'
import type { RequestHandler } from 'express'
import { projectRoot } from '../projectRoot.js'

/** The languages the product speaks, in the order they are offered. */
export const locales = ['en', 'ar'] as const
export type Locale = (typeof locales)[number]

/** Text written in more than one language; English is always there. */
export interface Texts {
  en: string
  ar?: string | undefined
}

export const isLocale = (value: unknown): value is Locale => locales.some((locale) => locale === value)
export const directionOf = (locale: Locale): 'ltr' | 'rtl' => (locale === 'ar' ? 'rtl' : 'ltr')
export const nameOfLocale: Record<Locale, string> = { en: 'English', ar: 'العربية' }

/** Reads `config/locales/<locale>/<room>.json`: each file becomes the first segment of its keys. */
export function loadTranslations(): i18n {
  const resources = Object.fromEntries(
    locales.map((locale) => [locale, { translation: readLocale(locale) }] as const),
  )
  const instance = i18next.createInstance()
  void instance.init({
    lng: 'en',
    fallbackLng: 'en',
    supportedLngs: [...locales],
    resources,
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  return instance
}

function readLocale(locale: Locale): Record<string, unknown> {
  const folder = path.join(projectRoot, 'config', 'locales', locale)
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  return Object.fromEntries(
    files.map((file) => {
      const texts: unknown = JSON.parse(readFileSync(path.join(folder, file), 'utf8'))
      return [path.basename(file, '.json'), texts]
    }),
  )
}

/** Maps any BCP 47 tag (`ar-SY`, `en_GB`) to a language we speak, or undefined. */
export function matchLocale(tag: string | undefined): Locale | undefined {
  const language = tag?.toLowerCase().split(/[-_]/)[0]
  return isLocale(language) ? language : undefined
}

const COOKIE = 'cairn_lang'

/**
 * Decides the language of a request: `?lang=`, then the choice remembered in a cookie, then what the LMS said
 * about the person (`session.locale`), then the browser's wish, then English. Sets `res.locals.locale`.
 */
export function chooseLocale(): RequestHandler {
  return (req, res, next) => {
    const asked = matchLocale(typeof req.query['lang'] === 'string' ? req.query['lang'] : undefined)
    if (asked)
      res.cookie(COOKIE, asked, {
        maxAge: 365 * 24 * 3600 * 1000,
        secure: true,
        sameSite: 'none',
        partitioned: true,
        path: '/',
      })
    const remembered = matchLocale(
      new RegExp(`(?:^|; )${COOKIE}=([a-z]+)`).exec(req.headers.cookie ?? '')?.[1],
    )
    const wished = matchLocale(req.acceptsLanguages(...locales) || undefined)
    res.locals['askedLocale'] = asked ?? remembered
    res.locals['locale'] = asked ?? remembered ?? wished ?? 'en'
    next()
  }
}

/** After the session is known: a person's LMS language counts more than the browser's, less than a choice. */
export function preferSessionLocale(): RequestHandler {
  return (req, res, next) => {
    const preferred = matchLocale(req.session?.locale)
    if (preferred && !res.locals['askedLocale']) res.locals['locale'] = preferred
    next()
  }
}
