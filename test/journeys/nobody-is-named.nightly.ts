// Every page each member of staff gets to.
import './nobody-is-named.test.ts'
