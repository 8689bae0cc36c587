/** As `package.json` has it; a test compares the two. */
export const SOFTWARE = { name: 'open-cpis', version: '0.1.0' }
