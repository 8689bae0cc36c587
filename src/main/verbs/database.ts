import fs from 'node:fs/promises'
import path from 'node:path'
import { dbDistribute, dbMigrate, dbShape, dbSystems, type Verb } from '../../cli/index.ts'
import { PROJECT_FOLDER } from '../../platform/index.ts'
import { accreditSystems, distributeDatabase, migrateDatabase, shapeOfFreshDatabase } from '../database.ts'
import { say } from './say.ts'

async function shape({ write }: { write: boolean }): Promise<void> {
  const text = JSON.stringify(await shapeOfFreshDatabase(), null, 2) + '\n'
  if (write) await fs.writeFile(path.join(PROJECT_FOLDER, 'db', 'shape.json'), text)
  else process.stdout.write(text)
}

/** The verbs of `cpis db`. */
export const verbs: readonly Verb[] = [
  dbMigrate(({ ownerUrl }) => migrateDatabase(ownerUrl), say),
  dbDistribute(({ ownerUrl, isDry }) => distributeDatabase(ownerUrl, isDry), say),
  dbShape(shape),
  dbSystems(({ ownerUrl, file }) => accreditSystems(ownerUrl, file), say),
]
