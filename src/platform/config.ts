import fs from 'node:fs'
import { platformErrors, refusal } from './errors.ts'

/** One variable of the environment. */
export type Setting<Value> = {
  /** The environment variable. */
  readonly name: string
  readonly what: string
  /** Used when the variable is not set; a setting without one must be set. */
  readonly fallback?: string
  /** As `fallback`, but never in production: secrets and addresses of a laptop. */
  readonly laptop?: string
  /** Turns the text into a value; throws a plain Error whose message says what is wanted. */
  readonly read: (text: string) => Value
}

/** Where the project runs: `production` refuses stand-ins, test routes and invented people. */
export type Profile = 'production' | 'laptop' | 'test'

export const text = (value: string): string => value

export function oneOf<const Choice extends string>(...choices: Choice[]): (value: string) => Choice {
  return value => {
    if (!choices.includes(value as Choice)) throw new Error(`must be one of ${choices.join(', ')}`)
    return value as Choice
  }
}

export function wholeNumber(least: number, most: number): (value: string) => number {
  return value => {
    const number = Number(value)
    if (!/^\d+$/.test(value) || number < least || number > most)
      throw new Error(`must be a whole number from ${least} to ${most}`)
    return number
  }
}

export function yesOrNo(value: string): boolean {
  return oneOf('yes', 'no')(value) === 'yes'
}

export function url(value: string): string {
  if (!/^https?:\/\//.test(value) || !URL.canParse(value)) throw new Error('must be an http or https URL')
  return value.replace(/\/$/, '')
}

/** `embedded`, or the URL of a PostgreSQL; its host may be empty where a socket folder is given as `?host=`. */
export function postgresUrl(value: string): string {
  if (value !== 'embedded' && !/^postgres(ql)?:\/\//.test(value)) throw new Error('must be embedded or postgresql://…')
  if (/^\w+:\/\/[^/?]*,/.test(value)) throw new Error('must name one host; several stand behind a proxy (deploy/ha)')
  return value
}

/** A secret; `readSettings` takes it from the file named by the variable with `_FILE` behind it, where that is set. */
export function secret(value: string): string {
  if (value.length < 8) throw new Error('must have at least 8 characters')
  return value
}

/** Settings by the key the code knows each by. */
export type Settings = Record<string, Setting<unknown>>
export type Values<All extends Settings> = { readonly [Key in keyof All]: ReturnType<All[Key]['read']> }

/** Declares settings: a key for the code, the variable's name, what it is, how to read it. */
export function defineSettings<const All extends Settings>(settings: All): All {
  return settings
}

/**
 * Reads settings from an environment. Throws CONFIG_INVALID naming every variable that is missing or odd, never its
 * value, so that a start stops before anything is half open.
 */
export function readSettings<All extends Settings>(settings: All, environment: NodeJS.ProcessEnv): Values<All> {
  const values: Record<string, unknown> = {}
  const wrong: string[] = []
  for (const [key, setting] of Object.entries(settings)) {
    try {
      values[key] = setting.read(givenText(setting, environment))
    } catch (error) {
      wrong.push(`${setting.name} ${(error as Error).message}: ${setting.what}`)
    }
  }
  if (wrong.length > 0) throw refusal(platformErrors, 'CONFIG_INVALID', wrong.join('; '))
  return values as Values<All>
}

function givenText(setting: Setting<unknown>, environment: NodeJS.ProcessEnv): string {
  const given = ownText(setting.name, environment)
  if (given !== undefined) return given
  const isProduction = ownText(commonSettings.profile.name, environment) === 'production'
  const otherwise = (isProduction ? undefined : setting.laptop) ?? setting.fallback
  if (otherwise === undefined) throw new Error('is not set')
  return otherwise
}

/** What the environment says of a variable itself, or by the file that holds it. */
function ownText(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  const file = environment[`${name}_FILE`]
  if (file === undefined) return environment[name]
  try {
    return fs.readFileSync(file, 'utf8').trim()
  } catch {
    throw new Error('is in a file that cannot be read')
  }
}

/** Settings every process reads. */
export const commonSettings = defineSettings({
  profile: {
    name: 'CPIS_PROFILE',
    what: 'production, laptop or test',
    fallback: 'laptop',
    read: oneOf('production', 'laptop', 'test'),
  },
  logLevel: {
    name: 'CPIS_LOG_LEVEL',
    what: 'how much is logged',
    fallback: 'info',
    read: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'silent'),
  },
  logFile: { name: 'CPIS_LOG_FILE', what: 'the file logs go to; standard error when empty', fallback: '', read: text },
  databaseUrl: {
    name: 'CPIS_DATABASE_URL',
    what: 'postgresql://{role}@host/database, or embedded',
    fallback: 'embedded',
    read: postgresUrl,
  },
})
