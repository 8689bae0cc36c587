// The whole year.
import './a-year-of-mailboxes.test.ts'
