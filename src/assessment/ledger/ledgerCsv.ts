import type { LedgerLine } from './ledgerLine.js'

/**
 * A text as a cell of a CSV file (RFC 4180 §2): quoted where it holds a comma, a quote or a line break. What a
 * spreadsheet would take for a formula (OWASP, "CSV injection") gets an apostrophe before it.
 */
export function textCell(value: string): string {
  const plain = /^\s*[=+\-@\t\r\n]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}

const wholeCell = (value: number | null): string => (value === null ? '' : String(value))

/** Hundredths as a decimal with a point, "-12.50": an amount may be below zero. */
const decimalCell = (hundredths: number | null): string =>
  hundredths === null ? '' : (hundredths / 100).toFixed(2)

const header = [
  ...['month', 'state', 'item', 'assessor_id', 'assessor', 'done_at', 'kind', 'micro_credential', 'minutes'],
  ...['minutes_are', 'rate', 'rate_per', 'rate_in', 'money', 'currency', 'pd_hours', 'changes_item'],
]

/**
 * A month for payroll. Column names are English and stay the same, so that other programs can rely on them; lines end
 * with CRLF (RFC 4180 §2.1). It begins with a byte order mark, because spreadsheets else misread names in Arabic.
 */
export function ledgerCsv(
  month: string,
  closed: boolean,
  lines: readonly LedgerLine[],
  names: ReadonlyMap<string, string | null>,
): string {
  const rows = lines.map(({ rate, late, ...line }) => [
    ...[month, closed ? 'closed' : 'open', line.id, line.assessorId, names.get(line.assessorId) ?? ''].map(
      textCell,
    ),
    ...[line.at.toISOString(), line.kind, line.microCredentialKey].map(textCell),
    ...[wholeCell(line.minutes), line.basis],
    ...[decimalCell(rate?.amount ?? null), rate?.per ?? '', rate ? (rate.currency ?? 'pd_hours') : ''],
    ...[
      decimalCell(line.money),
      line.currency ?? '',
      decimalCell(line.pdHours),
      textCell(late?.itemId ?? ''),
    ],
  ])
  return `\ufeff${[header, ...rows].map((row) => row.join(',')).join('\r\n')}\r\n`
}
