// Many more inputs, of another seed each day.
import './fuzz.test.ts'
