// Notices through every door.
import './matrix.test.ts'
