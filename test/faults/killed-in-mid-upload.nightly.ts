// Twenty rounds.
import './killed-in-mid-upload.test.ts'
