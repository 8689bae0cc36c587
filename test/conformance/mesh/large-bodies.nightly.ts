// A hundred megabytes.
import './large-bodies.test.ts'
