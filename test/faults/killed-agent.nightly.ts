// At every step.
import './killed-agent.test.ts'
