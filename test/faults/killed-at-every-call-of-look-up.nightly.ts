// At every call.
import './killed-at-every-call-of-look-up.test.ts'
