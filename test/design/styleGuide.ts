import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import nunjucks from 'nunjucks'
import { projectRoot } from '../../src/projectRoot.js'
import type { Locale } from '../../src/web/locale.js'
import { createViewEnvironment, viewContext } from '../../src/web/views.js'
import { sample, sampleCriteria, sampleLevels } from './sampleTexts.js'

const folder = path.join(projectRoot, 'test', 'design', 'scenes')
const states = ['earned', 'submitted', 'tryAgain', 'beingAssessed', 'inProgress', 'notStarted']
const names = ['Amina Yusuf', 'محمد الأحمد', 'Ngọc Trần', 'Marie-Claire Uwimana', 'ဒေါ်ခင်မြင့်', 'Олена Коваль']

const stones = new nunjucks.runtime.SafeString(
  `<svg viewBox="0 0 100 110" role="img" aria-label="3 / 5">${[96, 77, 59, 42, 27]
    .map(
      (y, index) =>
        `<ellipse cx="${String(50 + (index % 2 ? 3 : -2))}" cy="${String(y)}" rx="${String(40 - index * 6)}" ry="${String(10 - index * 0.7)}"` +
        (index < 3
          ? ' fill="#6fa58a"/>'
          : ' fill="none" stroke="#857c6e" stroke-width="1.5" stroke-dasharray="4 3"/>'),
    )
    .join('')}</svg>`,
)

/** The names of the sample pages: one for each kind of person, and the refusal page. */
export function sceneNames(): string[] {
  return [...readdirSync(folder).map((file) => path.basename(file, '.njk')), 'refusal'].sort()
}

/**
 * One sample page as HTML, drawn by the product's own layouts and macros; `more` adds to or replaces its values.
 * Throws on an unknown name.
 */
export function renderScene(
  name: string,
  locale: Locale,
  theme?: 'light' | 'dark',
  more: Record<string, unknown> = {},
): string {
  const environment = createViewEnvironment()
  const values = { ...viewContext(locale), ...sampleValues(locale), theme }
  if (name === 'refusal')
    return environment.render('errors/error.njk', {
      ...values,
      code: 'lti.expired',
      status: 400,
      requestId: '4f1c09aa',
      ...more,
    })
  return environment.renderString(readFileSync(path.join(folder, `${name}.njk`), 'utf8'), {
    ...values,
    ...more,
  })
}

function sampleValues(locale: Locale): Record<string, unknown> {
  const { pick, t, formatNumber } = viewContext(locale)
  const levels = sampleLevels.map((level) => ({
    ...level,
    value: level.id,
    points: 1,
    name: pick(level.name),
    text: pick(level.text),
  }))
  const weeks = Array.from({ length: 12 }, (_, index) => ({
    label: `${pick(sample.w.name)} ${formatNumber(index + 1)}`,
    short: formatNumber(index + 1),
  }))
  return {
    sample,
    weeks,
    cairn: stones,
    when: new Date('2026-03-12T09:30:00Z'),
    currentPath: '/sample',
    csrfField: new nunjucks.runtime.SafeString('<input type="hidden" name="_csrf" value="sample">'),
    institution: { name: 'Carey Institute', colour: '#b5582a' },
    person: { name: 'ليلى حدّاد' },
    languageLinks: [
      { locale: 'en', label: 'English', href: '?lang=en' },
      { locale: 'ar', label: 'العربية', href: '?lang=ar' },
    ],
    nav: [sample.w.monday, sample.w.grid, sample.w.posts, sample.w.institution].map((label, index) => ({
      href: '#',
      label: pick(label),
      current: index === 0,
    })),
    errors: [
      { field: 'name', message: 'forms.required' },
      { field: 'email', message: 'forms.notEmail' },
      { field: 'who', message: 'forms.chooseOne' },
    ],
    criteria: sampleCriteria.map((criterion) => ({
      name: pick(criterion.name),
      asks: pick(criterion.asks),
      chosen: criterion.chosen,
      levels,
      options: levels,
    })),
    people: names.map((name, row) => ({
      name,
      href: '#',
      cells: weeks.map((_, week) => {
        const state = week > 6 ? 'notStarted' : (states[(row * 5 + week * 3) % states.length] ?? 'earned')
        return {
          state,
          href: '#',
          late: state === 'tryAgain' && row % 2 === 0,
          mark: state === 'tryAgain' ? formatNumber(2) : '',
          words: `${t(`states.${state}`)} · ${t('states.attempt', { number: 2 })}`,
        }
      }),
    })),
    rows: names.map((name, row) => [
      { text: name, href: '#' },
      formatNumber(row * 3),
      t(`states.${states[row] ?? 'earned'}`),
      { text: pick(sample.w.nudge), href: '#' },
    ]),
  }
}
