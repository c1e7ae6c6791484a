const LONGEST = 120

/**
 * A file's name as we keep and show it: no folders, no control or direction-changing characters (which can make
 * `gpj.exe` look like a picture), short enough for a page. Never used as a path.
 */
export function readableName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  const clean = last
    .normalize('NFC')
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim()
  if (clean.length <= LONGEST) return clean || 'file'
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(clean)?.[0] ?? ''
  return `${clean.slice(0, LONGEST - extension.length)}${extension}`
}
