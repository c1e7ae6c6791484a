/** A text of the catalogue in each language it has been written in; English always, Arabic where someone wrote it. */
export interface LocalizedText {
  en: string
  ar?: string
}

export type Language = keyof LocalizedText

/**
 * The text in a language, falling back to English where that language is missing or blank.
 * @param language a locale such as `ar` or `ar-JO`; only its first part counts
 */
export function textIn(text: LocalizedText, language: string): string {
  const arabic = language.toLowerCase().split('-')[0] === 'ar' ? text.ar?.trim() : undefined
  return arabic ? arabic : text.en
}

/** The languages among `languages` that the text lacks, in that order; blank counts as lacking. */
export function missingLanguages(text: LocalizedText, languages: readonly Language[]): Language[] {
  return languages.filter((language) => !text[language]?.trim())
}
