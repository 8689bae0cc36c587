// Two hundred thousand rows.
import './large.test.ts'
