/** A picture of one dot (PNG). */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** The beginning of an MP4 film, followed by as many bytes as asked for. */
export const mp4 = (bytes: number): Buffer =>
  Buffer.concat([
    Buffer.from([0, 0, 0, 0x18]),
    Buffer.from('ftypisom'),
    Buffer.from([0, 0, 2, 0]),
    Buffer.from('isommp41'),
    Buffer.alloc(bytes, 'film'),
  ])

/** A zip archive with one text file in it. */
export const zip = Buffer.from(
  'UEsDBBQAAAAAAAK1dV3zJrDpCgAAAAoAAAAKAAAAaW5zaWRlLnR4dG5vdCBhIGZpbG1QSwECFAMUAAAAAAACtXVd8yaw6QoAAAAKAAAA' +
    'CgAAAAAAAAAAAAAAgAEAAAAAaW5zaWRlLnR4dFBLBQYAAAAAAQABADgAAAAyAAAAAAA=',
  'base64',
)

export const html = Buffer.from('<!doctype html><script>alert(1)</script>')
export const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
export const exe = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])
