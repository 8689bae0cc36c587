import fs from 'node:fs'
import { platformErrors, refusal } from './errors.ts'

type Setting<Value> = {
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
  if (!URL.canParse(value.replaceAll(/[{}]/g, ''))) throw new Error('must be a URL')
  return value.replace(/\/$/, '')
}

/** `embedded`, or the URL of a PostgreSQL; its host may be empty where a socket folder is given as `?host=`. */
export function postgresUrl(value: string): string {
  if (value !== 'embedded' && !/^postgres(ql)?:\/\//.test(value)) throw new Error('must be embedded or postgresql://…')
  return value
}

/** A secret; `readSettings` takes it from the file named by the variable with `_FILE` behind it, where that is set. */
export function secret(value: string): string {
  if (value.length < 8) throw new Error('must have at least 8 characters')
  return value
}

type Settings = Record<string, Setting<unknown>>
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
    const given = givenText(setting, environment)
    if (given === undefined) wrong.push(`${setting.name} is not set: ${setting.what}`)
    else {
      try {
        values[key] = setting.read(given)
      } catch (error) {
        wrong.push(`${setting.name} ${(error as Error).message}: ${setting.what}`)
      }
    }
  }
  if (wrong.length > 0) throw refusal(platformErrors, 'CONFIG_INVALID', wrong.join('; '))
  return values as Values<All>
}

function givenText(setting: Setting<unknown>, environment: NodeJS.ProcessEnv): string | undefined {
  const file = environment[`${setting.name}_FILE`]
  if (file !== undefined) return fs.readFileSync(file, 'utf8').trim()
  const laptop = environment['CPIS_PROFILE'] === 'production' ? undefined : setting.laptop
  return environment[setting.name] ?? laptop ?? setting.fallback
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
