const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Bytes as multibase base58btc: `z` and the Bitcoin alphabet, one leading `1` per leading zero byte. */
export function toBase58btc(bytes: Uint8Array): string {
  let zeros = 0
  while (zeros < bytes.length && bytes[zeros] === 0) zeros++
  let number = BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)
  let digits = ''
  while (number > 0n) {
    digits = (alphabet[Number(number % 58n)] ?? '') + digits
    number /= 58n
  }
  return `z${'1'.repeat(zeros)}${digits}`
}

/** The bytes of a multibase base58btc text of at most 256 characters; null when it is not one. */
export function fromBase58btc(text: string): Uint8Array | null {
  if (!/^z[1-9A-HJ-NP-Za-km-z]{1,255}$/.test(text)) return null
  const digits = text.slice(1)
  const zeros = digits.length - digits.replace(/^1+/, '').length
  let number = 0n
  for (const digit of digits) number = number * 58n + BigInt(alphabet.indexOf(digit))
  const hex = number === 0n ? '' : number.toString(16)
  return Buffer.concat([Buffer.alloc(zeros), Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex')])
}
