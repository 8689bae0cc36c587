import type { Lesson } from './lessons.ts'
import type { ToolkitPage } from './page.ts'

/** One setting and how it looks up, as every document shows it (programme.md S-042). */
export type SettingMode = { readonly name: string; readonly mode: string }

/** One version of the toolkit as it was released; it stays as it is. */
export type Toolkit = {
  /** The month it was released in: `2023-07`. */
  readonly version: string
  readonly releasedAt: Date
  readonly releasedBy: string
  readonly settings: readonly SettingMode[]
  readonly pages: readonly ToolkitPage[]
  readonly lessons: readonly Lesson[]
}
