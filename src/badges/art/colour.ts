/** A colour in OKLCH: lightness 0 to 1 as the eye sees it, chroma 0 to about 0.37, hue in degrees. */
export interface Oklch {
  l: number
  c: number
  h: number
}

/** The nearest sRGB colour as `#rrggbb` (CSS Color 4 §10, Ottosson's matrices); chroma is lowered until it fits. */
export function hex(colour: Oklch): string {
  for (let c = colour.c; c >= 0; c -= 0.005) {
    const rgb = linearRgb({ ...colour, c })
    if (c < 0.005 || rgb.every((part) => part >= -0.0005 && part <= 1.0005))
      return `#${rgb.map(byteHex).join('')}`
  }
  return '#808080'
}

/** A `#rrggbb` colour as OKLCH; anything else is the house's slate blue. */
export function fromHex(text: string): Oklch {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text)
  if (!match) return { l: 0.45, c: 0.08, h: 240 }
  const [r = 0, g = 0, b = 0] = match.slice(1).map((part) => linear(parseInt(part, 16) / 255))
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s
  const green = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s
  const blue = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
  return { l: lightness, c: Math.hypot(green, blue), h: (Math.atan2(blue, green) * 180) / Math.PI }
}

function linearRgb({ l, c, h }: Oklch): [number, number, number] {
  const angle = (h * Math.PI) / 180
  const [a, b] = [c * Math.cos(angle), c * Math.sin(angle)]
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ]
}

function linear(part: number): number {
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}

function byteHex(part: number): string {
  const clamped = Math.min(1, Math.max(0, part))
  const encoded = clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * clamped ** (1 / 2.4) - 0.055
  return Math.round(encoded * 255)
    .toString(16)
    .padStart(2, '0')
}
