// At every call.
import './killed-at-every-call.test.ts'
