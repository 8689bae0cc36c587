// Twenty rounds.
import './killed-in-mid-look-up.test.ts'
