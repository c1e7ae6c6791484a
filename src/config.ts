import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

const flag = z
  .enum(['0', '1', 'true', 'false', ''])
  .optional()
  .transform((value) => value === '1' || value === 'true')

const settings = z.object({
  NODE_ENV: z.string().default('development'),
  PORT: z.coerce.number('PORT must be a number').int().min(0).max(65535).default(3000),
  HOST: z.string().optional(),
  PUBLIC_URL: z.url('PUBLIC_URL must be a URL such as https://cairn.example.org').optional(),
  DATA_DIR: z.string().default('./data'),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'MONGODB_URI must start with mongodb:// or mongodb+srv://')
    .optional(),
  SECRET_KEY: z.string().min(32, 'SECRET_KEY must have at least 32 characters').optional(),
  TRUST_PROXY: z.string().optional(),
  ALLOW_PRIVATE_NETWORKS: flag,
  SMTP_URL: z.string().optional(),
  S3_URL: z.string().transform(readS3Url).optional(),
  LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  PLATFORM_LAUNCHES_PER_MINUTE: z.coerce
    .number('PLATFORM_LAUNCHES_PER_MINUTE must be a number')
    .int()
    .min(1, 'PLATFORM_LAUNCHES_PER_MINUTE must be at least 1')
    .default(6_000),
  METRICS_TOKEN: z.string().min(16, 'METRICS_TOKEN must have at least 16 characters').optional(),
})

/** The installation's settings, parsed once at start and frozen (contract: "Settings"). */
export interface Config {
  readonly production: boolean
  readonly port: number
  readonly host: string
  /** Origin of the tool as browsers and LMSs see it, without a trailing slash. */
  readonly publicUrl: string
  /** Absolute path. */
  readonly dataDir: string
  readonly mongodbUri: string | undefined
  readonly secretKey: string
  readonly trustProxy: string | undefined
  readonly allowPrivateNetworks: boolean
  readonly logLevel: string
  readonly metricsToken: string | undefined
  readonly platformLaunchesPerMinute: number
  /** Where evidence files are kept, when not in `dataDir`. */
  readonly s3: S3Settings | undefined
}

/** A bucket of an S3-compatible service, from `S3_URL`. */
export interface S3Settings {
  /** Scheme and host. */
  endpoint: string
  bucket: string
  /** Goes before every key; ends with a slash unless it is empty. */
  prefix: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  style: 'path' | 'virtual'
}

/** Every problem found in the settings, in words an operator can act on. */
export class ConfigProblems extends Error {
  constructor(readonly problems: string[]) {
    super(`The settings need attention:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
  }
}

/**
 * Parses the environment (and `.env` in the working directory, where the environment has precedence).
 * Throws `ConfigProblems` listing everything wrong at once; refuses unsafe switches in production.
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env, cwd = process.cwd()): Config {
  const given = { ...readDotEnv(cwd), ...withoutEmpty(environment) }
  const parsed = settings.safeParse(given)
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map((issue) => issue.message)),
    ...(given['NODE_ENV'] === 'production' ? unfitForProduction(given) : []),
    ...(given['SMTP_URL'] ? ['SMTP_URL is reserved for a later version; remove it'] : []),
  ]
  if (!parsed.success || problems.length > 0) throw new ConfigProblems(problems)
  const env = parsed.data
  const production = env.NODE_ENV === 'production'
  const dataDir = path.resolve(cwd, env.DATA_DIR)
  return Object.freeze({
    production,
    port: env.PORT,
    host: env.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    publicUrl: (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, ''),
    dataDir,
    mongodbUri: env.MONGODB_URI,
    secretKey: env.SECRET_KEY ?? developmentSecret(dataDir),
    trustProxy: env.TRUST_PROXY,
    allowPrivateNetworks: env.ALLOW_PRIVATE_NETWORKS,
    logLevel: env.LOG_LEVEL,
    metricsToken: env.METRICS_TOKEN,
    platformLaunchesPerMinute: env.PLATFORM_LAUNCHES_PER_MINUTE,
    s3: env.S3_URL,
  })
}

/** What is missing or unsafe where real people's work is kept. */
function unfitForProduction(given: Record<string, string | undefined>): string[] {
  const problems: string[] = []
  if (!given['PUBLIC_URL']?.startsWith('https://'))
    problems.push(
      'PUBLIC_URL must be set to the https address people use, for example https://cairn.example.org',
    )
  if (!given['SECRET_KEY'])
    problems.push(
      'SECRET_KEY must be set to a random text of at least 32 characters (openssl rand -base64 48)',
    )
  if (given['S3_URL']?.startsWith('http:')) problems.push('S3_URL must be https in production')
  if (['1', 'true'].includes(given['ALLOW_PRIVATE_NETWORKS'] ?? ''))
    problems.push('ALLOW_PRIVATE_NETWORKS=1 is for development only; remove it in production')
  return problems
}

/**
 * `https://KEY:SECRET@host/bucket[/prefix][?region=…&style=path|virtual]`, key and secret percent-encoded. Amazon's own
 * hosts name the region and want the bucket in the host's name; elsewhere it stands in the path.
 */
function readS3Url(text: string, context: z.RefinementCtx): S3Settings {
  const url = URL.canParse(text) ? new URL(text) : null
  const [bucket = '', ...folders] = url?.pathname.split('/').filter(Boolean) ?? []
  const amazon = /^s3[.-]?([a-z0-9-]*)\.amazonaws\.com$/.exec(url?.hostname ?? '')
  const style = url?.searchParams.get('style') ?? (amazon ? 'virtual' : 'path')
  const wellFormed = url && /^https?:$/.test(url.protocol) && url.username && url.password && bucket
  if (!wellFormed || (style !== 'path' && style !== 'virtual')) {
    context.addIssue(
      'S3_URL must look like https://KEY:SECRET@host/bucket?region=REGION, with key and secret percent-encoded',
    )
    return z.NEVER
  }
  return {
    endpoint: url.origin,
    bucket: decodeURIComponent(bucket),
    prefix: folders.map((folder) => `${decodeURIComponent(folder)}/`).join(''),
    region: url.searchParams.get('region') ?? (amazon?.[1] || 'us-east-1'),
    accessKeyId: decodeURIComponent(url.username),
    secretAccessKey: decodeURIComponent(url.password),
    style,
  }
}

/** The password for `cairn admin create`, so that it need not stand on the command line. */
export function passwordFromEnvironment(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  return environment['CAIRN_PASSWORD'] || undefined
}

/** In development the key is made once and kept beside the data it protects, readable by the owner only. */
function developmentSecret(dataDir: string): string {
  const file = path.join(dataDir, 'secret.key')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const secret = randomBytes(48).toString('base64url')
  writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: 'wx' })
  return secret
}

function withoutEmpty(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
}

function readDotEnv(cwd: string): Record<string, string> {
  const file = path.join(cwd, '.env')
  if (!existsSync(file)) return {}
  const pairs = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => /^\s*([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line))
    .filter((match) => match !== null)
    .map(([, name, value]) => [name ?? '', (value ?? '').replace(/^(["'])(.*)\1$/, '$2')] as const)
  return Object.fromEntries(pairs)
}
