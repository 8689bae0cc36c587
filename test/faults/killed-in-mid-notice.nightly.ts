// Ten rounds.
import './killed-in-mid-notice.test.ts'
