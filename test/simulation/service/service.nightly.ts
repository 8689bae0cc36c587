// A thousand worlds.
import './service.test.ts'
